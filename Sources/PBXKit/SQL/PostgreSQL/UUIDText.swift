/// Writes the sixteen bytes of a UUID as PostgreSQL does: in small letters, in groups of 8, 4, 4, 4 and 12.
enum UUIDText {
    static func write(_ value: UnsafeRawBufferPointer, to room: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer {
        var position = 0
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 {
                room.storeBytes(of: UInt8(ascii: "-"), toByteOffset: position, as: UInt8.self)
                position += 1
            }
            room.storeBytes(of: digit(value[index] >> 4), toByteOffset: position, as: UInt8.self)
            room.storeBytes(of: digit(value[index] & 15), toByteOffset: position + 1, as: UInt8.self)
            position += 2
        }
        return UnsafeRawBufferPointer(start: room, count: position)
    }

    @inline(__always)
    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}
