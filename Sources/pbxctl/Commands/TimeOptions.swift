import PBXKit

/// Options that take a point in time.
enum TimeOptions {
    static let start = Option.text(
        "start", aliases: ["since"], value: "TIME", "Calls that began at or after TIME (see: pbxctl help time).")
    static let end = Option.text(
        "end", aliases: ["until"], value: "TIME", default: "now", "Calls that began at or before TIME.")

    /// Both as Unix time, each belonging to the span. `zone` is asked only where a time is given.
    static func span(_ invocation: Invocation, zone: () throws -> TimeZoneRules) throws -> (start: Int?, end: Int?) {
        let now = Timestamp.now()
        func time(_ text: String?, _ edge: TimeInput.Edge) throws -> Int? {
            guard let text else { return nil }
            let zone = try zone()
            let moment = try TimeInput.parse(text, now: now, zone: zone, edge: edge).seconds
            guard edge == .end, try TimeInput.parse(text, now: now, zone: zone).seconds != moment else { return Int(moment) }
            // The end of a day is its last second: a call at midnight is the next day's.
            return Int(moment) - 1
        }
        return (try time(invocation[start], .start), try time(invocation[end], .end))
    }

    /// Throws `.usage` for a span that ends before it begins by more than `tolerance` seconds.
    static func checkOrder(_ span: (start: Int?, end: Int?), tolerance: Int = 0) throws {
        guard let start = span.start, let end = span.end, start - end > tolerance else { return }
        throw PBXError(
            .usage, "--start", "is later than --end", remedy: "swap them, or leave --end out for everything until now")
    }
}
