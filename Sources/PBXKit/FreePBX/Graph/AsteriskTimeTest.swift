/// One line of a time group: `08:00-17:59|mon-fri|*|*`.
///
/// Asterisk: `main/pbx_timing.c`, as `GotoIfTime` and `IFTIME` read it: ranges go over the end, `&` joins them, an empty
/// field or `*` means all, the last minute of a range belongs to it, and what is not understood never holds.
struct AsteriskTimeTest: TimeTest {
    private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Minutes of the day from and to, both belonging to it; nil for all.
    private var minutes: [(from: Int, to: Int)]?
    /// A bit for each, from Sunday, the first of a month and January on.
    private var weekdays, days, months: UInt32

    /// nil where it has fewer than one or more than four fields.
    init?(_ text: String) {
        let fields = text.split(separator: "|", omittingEmptySubsequences: false)
        guard (1...4).contains(fields.count) else { return nil }
        func field(_ position: Int) -> Substring { position < fields.count ? fields[position] : "" }
        minutes = Self.times(field(0))
        weekdays = Self.mask(field(1), 7, Self.weekdays)
        days = Self.mask(field(2), 31, [])
        months = Self.mask(field(3), 12, Self.months)
    }

    func holds(at time: LocalTime) -> Bool? {
        let number = LocalTime.dayNumber(year: time.year, month: time.month, day: time.day)
        // 1970-01-01 was a Thursday.
        let weekday = ((number + 4) % 7 + 7) % 7
        guard weekdays & 1 << weekday != 0, days & 1 << (time.day - 1) != 0, months & 1 << (time.month - 1) != 0 else { return false }
        guard let minutes else { return true }
        let now = time.hour * 60 + time.minute
        return minutes.contains { $0.from <= $0.to ? ($0.from...$0.to).contains(now) : now >= $0.from || now <= $0.to }
    }

    private static func times(_ text: Substring) -> [(from: Int, to: Int)]? {
        if text.isEmpty || text == "*" { return nil }
        return text.split(separator: "&").compactMap { part in
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            guard let from = minute(ends[0]) else { return nil }
            guard ends.count == 2 else { return (from, from) }
            guard let to = minute(ends[1].drop { !$0.isWholeNumber }) else { return nil }
            return (from, to)
        }
    }

    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2, let hour = number(parts[0]), let minute = number(parts[1]), (0...23).contains(hour),
            (0...59).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    /// At most two digits, blanks before them set aside, as `%2d` reads them.
    private static func number(_ text: Substring) -> Int? { Int(text.drop { $0 == " " }.prefix(2).prefix { $0.isWholeNumber && $0.isASCII }) }

    private static func mask(_ text: Substring, _ count: Int, _ names: [String]) -> UInt32 {
        if text.isEmpty || text == "*" { return (1 << UInt32(count)) - 1 }
        var mask: UInt32 = 0
        func position(_ part: Substring) -> Int? {
            if let found = names.firstIndex(of: part.lowercased()) { return found }
            return number(part).flatMap { (1...count).contains($0) ? $0 - 1 : nil }
        }
        for part in text.split(separator: "&") {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            guard var start = position(ends[0]), let end = ends.count == 2 ? position(ends[1]) : start else { continue }
            mask |= 1 << end
            while start != end {
                mask |= 1 << start
                start = (start + 1) % count
            }
        }
        return mask
    }
}
