/// Times as people and scripts write them on the command line.
public enum TimeInput {
    /// Which end of a span a time is given for.
    public enum Edge: Sendable {
        /// A day means its first moment.
        case start
        /// A day means the first moment of the next one: "until 2026-11-20" takes in all of that day.
        case end
    }

    /// The forms that are understood, for help and errors.
    public static let forms = [
        "now", "today", "yesterday", "-30m", "-2h", "-7d", "-2w", "2026-11-20", "2026-11-20 14:00",
        "2026-11-20T14:00:00+01:00", "1795183200 (Unix time)", "@0",
    ]

    /// Reads a time. Throws `.usage` with the forms that are understood.
    ///
    /// What names no offset is read in `zone`. Days and weeks back keep the time of day across a change of the
    /// clocks; hours, minutes and seconds are counted exactly.
    public static func parse(
        _ text: String, now: Timestamp, zone: TimeZoneRules, edge: Edge = .start
    ) throws -> Timestamp {
        let today = zone.localTime(at: now).startOfDay
        let dayShift = edge == .start ? 0 : 1
        switch text.lowercased() {
        case "now": return now
        case "today": return zone.timestamp(of: today.adding(days: dayShift))
        case "yesterday": return zone.timestamp(of: today.adding(days: dayShift - 1))
        default: break
        }
        if let moment = back(text, from: now, zone: zone) { return moment }
        if let moment = unixTime(text) { return moment }
        if let read = TimeText(text) {
            if let offset = read.offset { return read.local.timestamp(offset: offset) }
            return zone.timestamp(of: read.hasTime ? read.local : read.local.adding(days: dayShift))
        }
        throw PBXError(
            .usage, "time \(text.debugDescription)", "not understood",
            remedy: "write it as one of: \(forms.joined(separator: ", "))")
    }

    /// `-2h` and the like; nil for anything else.
    private static func back(_ text: String, from now: Timestamp, zone: TimeZoneRules) -> Timestamp? {
        guard text.hasPrefix("-"), let unit = text.last, let count = digits(text.dropFirst().dropLast()),
            // A century in seconds: beyond it, it is a mistake, and no arithmetic overflows.
            count <= 3_155_760_000
        else { return nil }
        func days(_ number: Int) -> Timestamp? {
            number <= 36_525 ? zone.timestamp(of: zone.localTime(at: now).adding(days: -number)) : nil
        }
        switch unit {
        case "s": return now.advanced(bySeconds: -Int64(count))
        case "m": return now.advanced(bySeconds: -Int64(count) * 60)
        case "h": return now.advanced(bySeconds: -Int64(count) * 3600)
        case "d": return days(count)
        case "w": return days(count * 7)
        default: return nil
        }
    }

    /// Seconds since 1970: 9 to 11 digits, or any number after `@`. Fewer digits are more likely a date without its
    /// hyphens (`20261120`), more are milliseconds: both would silently be another year.
    private static func unixTime(_ text: String) -> Timestamp? {
        let isMarked = text.hasPrefix("@")
        let number = isMarked ? text.dropFirst() : text[...]
        guard isMarked ? number.count <= 11 : (9...11).contains(number.count) || number == "0" else { return nil }
        return digits(number).map { Timestamp(seconds: Int64($0)) }
    }

    /// A number of plain ASCII digits.
    private static func digits(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 12, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
