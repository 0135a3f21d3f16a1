/// Time conditions: they send calls one way at some times and the other way at all others.
public protocol TimeConditions: Listing where Listed == TimeCondition {
    /// Overrides what the clock says, or with `.auto` lets it count again. Throws `.notOffered` where this PBX cannot.
    func planSet(_ identifier: String, to override: TimeConditionOverride, until end: OverrideEnd) throws -> Plan
}

/// What a time condition is made to say.
public enum TimeConditionOverride: Sendable {
    /// As if its times matched.
    case matched
    /// As if they did not.
    case notMatched
    /// What the clock says.
    case auto
}

/// When an override ends.
public enum OverrideEnd: Sendable, Equatable {
    /// When somebody takes it back.
    case never
    /// When the clock comes to say the same.
    case nextChange
    /// At a moment, as somebody wrote it.
    case time(String)
}

extension OverrideEnd {
    /// `18:00` is the next time that a clock in `zone` shows it, `+2h` and the like count from now; else as `TimeInput` reads it.
    ///
    /// Throws `.usage` for what is no time, has passed, or is more than a year away.
    static func moment(_ text: String, now: Timestamp, zone: TimeZoneRules) throws -> Timestamp {
        guard let moment = coming(text, now, zone) ?? (try? TimeInput.parse(text, now: now, zone: zone)) else {
            throw PBXError(
                .usage, "--until \(text.debugDescription)", "not understood", remedy: "write 18:00, +30m, +2h, +1d, 2026-12-24, \"2026-12-24 12:00\" or change")
        }
        guard moment.seconds > now.seconds else {
            throw PBXError(.usage, "--until \(text.debugDescription)", "is \(moment.iso8601(in: zone)), which has passed", remedy: "name a time to come")
        }
        guard moment.seconds - now.seconds <= 366 * 86_400 else {
            throw PBXError(.usage, "--until \(text.debugDescription)", "is more than a year away", remedy: "leave --until out: the override stays until it is taken back")
        }
        return moment
    }

    private static func coming(_ text: String, _ now: Timestamp, _ zone: TimeZoneRules) -> Timestamp? {
        if text.hasPrefix("+"), let unit = text.last, let seconds = ["m": 60, "h": 3600, "d": 86_400][unit] as Int64?,
            let count = Int64(text.dropFirst().dropLast()), (1...100_000).contains(count)
        { return now.advanced(bySeconds: count * seconds) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60, parts[1].count == 2
        else { return nil }
        var clock = zone.localTime(at: now).startOfDay
        (clock.hour, clock.minute) = (hour, minute)
        let today = zone.timestamp(of: clock)
        return today.seconds > now.seconds ? today : zone.timestamp(of: clock.adding(days: 1))
    }
}
