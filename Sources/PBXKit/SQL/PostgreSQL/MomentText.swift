/// Writes moments as PostgreSQL does for a session at UTC, `2026-11-21 09:15:00.5+00`: microseconds since the first moment of 2000.
///
/// What is no moment of the years 0001 to 9999, infinity among it, is an empty text.
struct MomentText {
    private var day = Int64.min
    private var date: (UInt64, UInt16) = (0, 0)

    private static let microsecondsPerDay: Int64 = 86_400_000_000
    /// Days from 1970 to 2000.
    private static let epoch: Int64 = 10_957

    mutating func write(_ microseconds: Int64, to room: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer {
        var today = microseconds / Self.microsecondsPerDay
        var rest = microseconds % Self.microsecondsPerDay
        if rest < 0 {
            rest += Self.microsecondsPerDay
            today -= 1
        }
        if today != day, !move(to: today) { return UnsafeRawBufferPointer(start: room, count: 0) }
        room.storeBytes(of: date.0, as: UInt64.self)
        room.storeBytes(of: date.1, toByteOffset: 8, as: UInt16.self)
        let seconds = UInt32(truncatingIfNeeded: rest / 1_000_000)
        Self.put(seconds / 3600, " ", to: room, at: 11)
        Self.put(seconds / 60 % 60, ":", to: room, at: 14)
        Self.put(seconds % 60, ":", to: room, at: 17)
        var end = 19
        let fraction = UInt32(truncatingIfNeeded: rest % 1_000_000)
        if fraction != 0 { end = Self.put(fraction: fraction, to: room, at: end) }
        Self.put(0, "+", to: room, at: end + 1)
        return UnsafeRawBufferPointer(start: room, count: end + 3)
    }

    /// The text of a day, counted from that of 2000; false for one that is not written.
    private mutating func move(to day: Int64) -> Bool {
        let local = LocalTime(Timestamp(seconds: (day + Self.epoch) * 86_400, microseconds: 0), offset: 0)
        guard (1...9999).contains(local.year) else { return false }
        withUnsafeTemporaryAllocation(byteCount: 10, alignment: 8) { text in
            let room = text.baseAddress.unsafelyUnwrapped
            Self.put(UInt32(local.year % 100), "0", to: room, at: 2)
            Self.put(UInt32(local.year / 100), nil, to: room, at: 0)
            Self.put(UInt32(local.month), "-", to: room, at: 5)
            Self.put(UInt32(local.day), "-", to: room, at: 8)
            date = (text.load(as: UInt64.self), text.load(fromByteOffset: 8, as: UInt16.self))
        }
        self.day = day
        return true
    }

    /// Two digits, after a separator.
    @inline(__always)
    private static func put(_ value: UInt32, _ separator: Unicode.Scalar?, to room: UnsafeMutableRawPointer, at position: Int) {
        if let separator {
            room.storeBytes(of: UInt8(truncatingIfNeeded: separator.value), toByteOffset: position - 1, as: UInt8.self)
        }
        NumberText.write(twoDigits: value, to: room + position)
    }

    /// A point and six digits, less the zeros at their end; where they end.
    private static func put(fraction: UInt32, to room: UnsafeMutableRawPointer, at position: Int) -> Int {
        put(fraction / 10_000, ".", to: room, at: position + 1)
        put(fraction / 100 % 100, nil, to: room, at: position + 3)
        put(fraction % 100, nil, to: room, at: position + 5)
        var end = position + 7
        while room.load(fromByteOffset: end - 1, as: UInt8.self) == 48 { end -= 1 }
        return end
    }
}
