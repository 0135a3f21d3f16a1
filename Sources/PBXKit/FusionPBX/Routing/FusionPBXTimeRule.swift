/// One time condition of a dialplan, such as `wday` with `2-6`.
///
/// FreeSWITCH: the attributes of `condition`, `switch_xml.c` and `switch_regex.c`: ranges with `-`, lists with commas;
/// weeks begin on Sunday, which is day 1; the week of a month likewise.
struct FusionPBXTimeRule: Equatable, TimeTest {
    static let kinds: Set = [
        "year", "yday", "mon", "mday", "week", "mweek", "wday", "hour", "minute", "minute-of-day", "time-of-day", "date-time",
    ]

    var kind: String
    var data: String

    /// Whether it holds at a time; nil where the rule is not understood.
    func holds(at time: LocalTime) -> Bool? {
        switch kind {
        case "time-of-day": any(of: ",") { timeOfDay($0, at: time) }
        case "date-time": any(of: ",") { dateTime($0, at: time) }
        default: Self.value(kind, time).flatMap { value in any(of: ",") { Self.range($0, contains: value) } }
        }
    }

    private func any(of separator: Character, _ test: (Substring) -> Bool?) -> Bool? {
        let answers = data.split(separator: separator).map(test)
        if answers.isEmpty || answers.contains(nil) { return nil }
        return answers.contains(true)
    }

    private static func value(_ kind: String, _ time: LocalTime) -> Int? {
        let first = LocalTime.dayNumber(year: time.year, month: 1, day: 1)
        let day = LocalTime.dayNumber(year: time.year, month: time.month, day: time.day)
        let month = LocalTime.dayNumber(year: time.year, month: time.month, day: 1)
        // 1970-01-01 was a Thursday, day 5.
        func weekday(_ number: Int) -> Int { ((number + 4) % 7 + 7) % 7 + 1 }
        return switch kind {
        case "year": time.year
        case "yday": day - first + 1
        case "mon": time.month
        case "mday": time.day
        case "week": (day - first + weekday(first) - 1) / 7 + 1
        case "mweek": (day - month + weekday(month) - 1) / 7 + 1
        case "wday": weekday(day)
        case "hour": time.hour
        case "minute": time.minute
        case "minute-of-day": time.hour * 60 + time.minute + 1
        default: nil
        }
    }

    private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    private static func number(_ text: Substring) -> Int? {
        Int(text) ?? days.firstIndex(of: text.lowercased()).map { $0 + 1 }
    }

    private static func range(_ text: Substring, contains value: Int) -> Bool? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { number(Substring(String($0).trimmingBlanks)) }
        guard (1...2).contains(ends.count), let start = ends[0], let end = ends[ends.count - 1] else { return nil }
        // 6-2 goes over the end of the week.
        return start <= end ? (start...end).contains(value) : value >= start || value <= end
    }

    private func timeOfDay(_ text: Substring, at time: LocalTime) -> Bool? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { end -> Int? in
            let parts = String(end).trimmingBlanks.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1] else { return nil }
            return hour * 3600 + minute * 60 + (parts.count == 3 ? parts[2] ?? 0 : 0)
        }
        guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
        let now = time.hour * 3600 + time.minute * 60 + time.second
        return start <= end ? (start...end).contains(now) : now >= start || now <= end
    }

    private func dateTime(_ text: Substring, at time: LocalTime) -> Bool? {
        let ends = text.split(separator: "~").map { LocalTime(String($0).trimmingBlanks) }
        guard ends.count == 2, let start = ends[0], let end = ends[1] else { return nil }
        return (start.secondsAsUTC...max(start.secondsAsUTC, end.secondsAsUTC)).contains(time.secondsAsUTC)
    }
}
