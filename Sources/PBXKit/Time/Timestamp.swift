import Glibc

/// A moment, to the microsecond, independent of any zone.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z, leap seconds not counted.
    public var seconds: Int64
    /// 0 to 999,999, forward from `seconds`.
    public var microseconds: Int32

    public init(seconds: Int64, microseconds: Int32 = 0) {
        self.seconds = seconds
        self.microseconds = microseconds
    }

    /// The moment of the call, by the host's clock.
    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec), microseconds: Int32(time.tv_nsec / 1000))
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.microseconds) < (right.seconds, right.microseconds)
    }

    /// The moment a number of seconds later, or earlier where it is negative.
    public func advanced(bySeconds seconds: Int64) -> Timestamp {
        Timestamp(seconds: self.seconds &+ seconds, microseconds: microseconds)
    }

    /// Reads a time that says its offset: ISO 8601, or what PostgreSQL writes for `timestamptz`
    /// (`2026-11-21 09:15:00.5+01`). nil for anything else, `infinity` among it.
    public init?(_ text: some StringProtocol) {
        guard let read = TimeText(text), let offset = read.offset else { return nil }
        self = read.local.timestamp(offset: offset)
    }

    /// As `init(_:)`, from bytes as a database client lends them.
    public init?(bytes: UnsafeRawBufferPointer) {
        guard let read = TimeText(bytes: bytes), let offset = read.offset else { return nil }
        self = read.local.timestamp(offset: offset)
    }
}
