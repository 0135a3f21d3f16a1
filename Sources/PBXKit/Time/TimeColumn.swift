/// Writes a column of times as ISO 8601 with offset, and reads naive local ones: what was worked out for one row serves
/// the next, whose time is seldom far away.
struct TimeColumn {
    /// Bytes that a written time takes at most.
    static let capacity = 40

    private let shown: TimeZoneRules
    private var moments: Range<Int64> = 0..<0
    /// Whole minutes.
    private var offset = 0
    private var offsetText: [UInt8] = []
    private var day = Int.min
    private var date: [UInt8] = []

    init(shownIn zone: TimeZoneRules) { shown = zone }

    /// Writes Unix time; how many bytes it took.
    mutating func write(_ seconds: Int64, to memory: UnsafeMutableRawBufferPointer) -> Int {
        if !moments.contains(seconds) { move(to: seconds) }
        let local = seconds &+ Int64(offset)
        var number = Int(local / 86_400)
        var rest = Int(local % 86_400)
        if rest < 0 {
            rest += 86_400
            number -= 1
        }
        if number != day { move(toDay: number) }
        var position = 0
        func put(_ byte: UInt8) {
            memory[position] = byte
            position += 1
        }
        func put(twoDigits value: Int) {
            put(48 + UInt8(truncatingIfNeeded: value / 10))
            put(48 + UInt8(truncatingIfNeeded: value % 10))
        }
        for byte in date { put(byte) }
        put(UInt8(ascii: "T"))
        put(twoDigits: rest / 3600)
        put(UInt8(ascii: ":"))
        put(twoDigits: rest / 60 % 60)
        put(UInt8(ascii: ":"))
        put(twoDigits: rest % 60)
        for byte in offsetText { put(byte) }
        return position
    }

    /// The offset text and the stretch it holds for, from a whole time written the slow way.
    private mutating func move(to seconds: Int64) {
        let span = shown.span(at: seconds)
        moments = span.moments
        // An offset that is no whole minute is shown as the minute below.
        offset = (span.offset >= 0 ? span.offset / 60 : (span.offset - 59) / 60) * 60
        let text = Timestamp(seconds: seconds).iso8601(in: shown)
        offsetText = Array(text.utf8.suffix(6))
        day = Int.min
    }

    private mutating func move(toDay number: Int) {
        day = number
        var bytes: [UInt8] = []
        Timestamp(seconds: Int64(number) * 86_400).appendISO8601(in: .utc, to: &bytes)
        date = Array(bytes.prefix { $0 != UInt8(ascii: "T") })
    }
}

/// Reads a column of naive local times such as `2026-11-21 09:15:00`.
struct LocalTimeColumn {
    private let zone: TimeZoneRules
    private var moments: Range<Int64> = 0..<0
    private var offset = 0
    /// A change of clocks within a day of the time is worked out in full.
    private static let margin: Int64 = 86_400

    init(in zone: TimeZoneRules) { self.zone = zone }

    /// Unix time; nil for what is no time.
    mutating func read(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard let local = LocalTime(bytes: bytes) else { return nil }
        let guess = local.secondsAsUTC - Int64(offset)
        if moments.contains(guess) { return guess }
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
