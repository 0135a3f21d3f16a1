/// Writes a column of times as ISO 8601 with offset, and reads naive local ones: what was worked out for one row serves
/// the next, whose time is seldom far away.
struct TimeColumn {
    /// Bytes that a written time takes at most.
    static let capacity = 40

    private let shown: TimeZoneRules
    private var moments: Range<Int64> = 0..<0
    /// Whole minutes.
    private var offset: Int64 = 0
    /// The moments of the day that the text below is of.
    private var dayStart = Int64.max
    /// The time that was written last, and how much of it is date, and text in all.
    private var text: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    private var dateLength = 0
    private var length = 0

    init(shownIn zone: TimeZoneRules) { shown = zone }

    /// Writes Unix time; how many bytes it took.
    mutating func write(_ seconds: Int64, to memory: UnsafeMutableRawBufferPointer) -> Int {
        if !moments.contains(seconds) { move(to: seconds) }
        let local = seconds &+ offset
        var rest = local &- dayStart
        if rest < 0 || rest >= 86_400 {
            move(toDayOf: local)
            rest = local &- dayStart
        }
        let time = UInt32(truncatingIfNeeded: rest)
        let (hours, minutes, moment) = (time / 3600, time / 60 % 60, time % 60)
        let start = dateLength + 1
        return withUnsafeMutableBytes(of: &text) { text in
            Self.put(hours, to: text, at: start)
            Self.put(minutes, to: text, at: start + 3)
            Self.put(moment, to: text, at: start + 6)
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[..<length]))
            return length
        }
    }

    @inline(__always)
    private static func put(_ value: UInt32, to text: UnsafeMutableRawBufferPointer, at position: Int) {
        text[position] = 48 + UInt8(truncatingIfNeeded: value / 10)
        text[position + 1] = 48 + UInt8(truncatingIfNeeded: value % 10)
    }

    /// The offset and the stretch it holds for.
    private mutating func move(to seconds: Int64) {
        let span = shown.span(at: seconds)
        moments = span.moments
        // An offset that is no whole minute is shown as the minute below.
        offset = Int64((span.offset >= 0 ? span.offset / 60 : (span.offset - 59) / 60) * 60)
        dayStart = .max
    }

    /// The text of the day, from a whole time written the slow way.
    private mutating func move(toDayOf local: Int64) {
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        dayStart = day * 86_400
        var date: [UInt8] = []
        Timestamp(seconds: dayStart).appendISO8601(in: .utc, to: &date)
        let whole = date.prefix { $0 != UInt8(ascii: "T") } + Array("T00:00:00".utf8)
            + Timestamp(seconds: local - offset).iso8601(in: shown).utf8.suffix(6)
        dateLength = whole.count - 15
        length = whole.count
        withUnsafeMutableBytes(of: &text) { $0.copyBytes(from: whole) }
    }
}

/// Reads a column of naive local times such as `2026-11-21 09:15:00`.
struct LocalTimeColumn {
    private let zone: TimeZoneRules
    private var day = KnownDay()
    private var moments: Range<Int64> = 0..<0
    private var offset = 0
    /// A change of clocks within a day of the time is worked out in full.
    private static let margin: Int64 = 86_400

    init(in zone: TimeZoneRules) { self.zone = zone }

    /// Unix time; nil for what is no time.
    mutating func read(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        if let local = day.seconds(bytes), moments.contains(local - Int64(offset)) { return local - Int64(offset) }
        guard let local = LocalTime(bytes: bytes) else { return nil }
        day.note(bytes, local)
        let moment = zone.timestamp(of: local).seconds
        let span = zone.span(at: moment)
        offset = span.offset
        let (low, high) = (span.moments.lowerBound, span.moments.upperBound)
        let safeLow = low == Int64.min ? low : low + Self.margin
        let safeHigh = high == Int64.max ? high : high - Self.margin
        moments = safeLow < safeHigh ? safeLow..<safeHigh : 0..<0
        return moment
    }
}

/// Reads a column of times that PostgreSQL writes, such as `2026-11-21 09:15:00+00`.
struct StampColumn {
    private var day = KnownDay()

    /// Unix time; nil for what is no time.
    mutating func read(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        if bytes.count == KnownDay.timeLength + 3, bytes[19] == UInt8(ascii: "+"), bytes[20] == 48, bytes[21] == 48,
            let seconds = day.seconds(UnsafeRawBufferPointer(rebasing: bytes[..<KnownDay.timeLength]))
        { return seconds }
        guard let text = TimeText(bytes: bytes), let offset = text.offset else { return nil }
        day.note(bytes, text.local)
        return text.local.timestamp(offset: offset).seconds
    }
}

/// The day of the last time that was read: the next one often has the same.
private struct KnownDay {
    /// `2026-11-21 09:15:00`.
    static let timeLength = 19
    private static let dateLength = 10
    private var year: UInt64 = 0
    private var rest: UInt16 = 0
    private var start: Int64 = 0

    /// What a clock at UTC would mean by a time of this very day; nil for any other.
    func seconds(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard bytes.count == Self.timeLength, bytes.loadUnaligned(as: UInt64.self) == year,
            bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self) == rest,
            let hours = Self.number(bytes, 11), hours < 24, let minutes = Self.number(bytes, 14), minutes < 60,
            let seconds = Self.number(bytes, 17), seconds < 60,
            bytes[10] == UInt8(ascii: " "), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
        else { return nil }
        return start + hours * 3600 + minutes * 60 + seconds
    }

    /// Remembers the day of a time that was read in full.
    mutating func note(_ bytes: UnsafeRawBufferPointer, _ local: LocalTime) {
        guard bytes.count >= Self.dateLength else { return }
        year = bytes.loadUnaligned(as: UInt64.self)
        rest = bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        start = local.startOfDay.secondsAsUTC
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> Int64? {
        let (tens, ones) = (bytes[position] &- 48, bytes[position + 1] &- 48)
        return tens < 10 && ones < 10 ? Int64(tens) * 10 + Int64(ones) : nil
    }
}
