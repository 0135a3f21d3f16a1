import PBXKit

/// Options that narrow a listing.
enum FilterOptions {
    static let search = Option.text(
        "search", value: "TEXT", "Those whose number, name or remark contains TEXT, upper and lower case alike.")
    static let match = Option.text(
        "match", value: "GLOB", "Those whose number, or the name of what has none, looks so: '10*' (* any text, ? one character).")
    static let enabled = Option.flag("enabled", negatable: true, "FusionPBX: those that are switched on, or with --no-enabled off.")
    static let unregistered = Option.flag("unregistered", "Those without a registered phone.")
    static let unusedSince = Option.text(
        "unused-since", value: "TIME", "Those without a call from or to them since TIME, answered or not: 90d, 2026-01-31.")
    static let neverCalledSince = Option.text(
        "never-called-since", value: "TIME", "Those that nobody has called since TIME: 90d, 2026-01-31.")

    /// What every listing of named things takes.
    static let names: [any AnyOption] = [search, match]

    /// What the command line asks for. A time is understood once the PBX is known: its zone counts.
    static func filter(_ invocation: Invocation, _ system: () throws -> any PhoneSystem) throws -> ListingFilter {
        var filter = ListingFilter()
        filter.search = invocation[search]
        filter.match = try invocation[match].map(NamePattern.init)
        filter.isEnabled = invocation[enabled]
        filter.isUnregistered = invocation[unregistered] ?? false
        for option in [unusedSince, neverCalledSince] {
            guard let text = invocation[option] else { continue }
            // What is no time is a usage error, before any connection.
            _ = try moment(text, option, zone: .utc)
            filter.noCallSince = try moment(text, option, zone: system().callRecords?.timeZone() ?? .utc)
        }
        return filter
    }

    /// How long the database may work without a word: over millions of call records it takes its time.
    static func silence(_ invocation: Invocation) -> Duration? {
        [unusedSince, neverCalledSince].contains { invocation[$0] != nil } ? .seconds(600) : nil
    }

    /// Unix time in seconds. `90d` is as good as `-90d` here, where nothing can begin in the future.
    private static func moment(_ text: String, _ option: Option<String>, zone: TimeZoneRules) throws -> Int {
        let isSpan = text.first?.isNumber == true && ["s", "m", "h", "d", "w"].contains(text.last)
        let now = Timestamp.now()
        let moment = try TimeInput.parse(isSpan ? "-\(text)" : text, now: now, zone: zone)
        // The zones of the world are 26 hours apart: before the PBX is known, that much is nobody's mistake.
        guard moment.seconds <= now.seconds + 26 * 3600 else {
            throw PBXError(.usage, "--\(option.long) \(text)", "is in the future", remedy: "give a time that has been: 90d, yesterday")
        }
        return Int(moment.seconds)
    }
}
