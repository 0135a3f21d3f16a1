/// Whole numbers written as digits into memory that is at hand.
enum NumberText {
    /// Bytes that a number takes at most.
    static let capacity = 32

    /// Writes the digits from the end of `capacity` bytes at `room`; where they lie.
    @inline(__always)
    static func write(_ value: UInt64, isNegative: Bool, _ room: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer {
        var rest = value
        var position = capacity
        repeat {
            position -= 1
            room.storeBytes(of: 48 + UInt8(truncatingIfNeeded: rest % 10), toByteOffset: position, as: UInt8.self)
            rest /= 10
        } while rest > 0
        if isNegative {
            position -= 1
            room.storeBytes(of: UInt8(ascii: "-"), toByteOffset: position, as: UInt8.self)
        }
        return UnsafeRawBufferPointer(start: room + position, count: capacity - position)
    }

    /// Writes a number below 100 as two digits.
    @inline(__always)
    static func write(twoDigits value: UInt32, to room: UnsafeMutableRawPointer) {
        room.storeBytes(of: 48 + UInt8(truncatingIfNeeded: value / 10), as: UInt8.self)
        room.storeBytes(of: 48 + UInt8(truncatingIfNeeded: value % 10), toByteOffset: 1, as: UInt8.self)
    }
}
