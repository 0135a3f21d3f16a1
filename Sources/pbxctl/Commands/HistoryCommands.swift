import PBXKit

/// `pbxctl history …`
enum HistoryCommands {
    static let noun: Noun = .init(
        name: "history", summary: "The changes made with pbxctl from this machine by this user.", commands: [list, show])

    static let limit = Option.number("limit", value: "N", in: 1...1_000_000, default: "20", "At most this many, the newest.")
    static let all = Option.flag("all", "All there are.")
    static let id = Operand(name: "id", help: "Id of the change; its end will do.", completion: .live(.changes))

    static let list: Command = .init(
        path: ["history"], summary: "List the last changes.",
        discussion: [
            "Each line is a command that changed something: when, by whom, on which PBX, and what became of it. Kept in /var/lib/pbxctl (root), else in ~/.local/state/pbxctl, or where PBXCTL_STATE says; the last 1,000."
        ],
        options: [limit, all], exclusive: [["limit", "all"]],
        examples: [
            .init("What was changed last", "pbxctl history"),
            .init("All that touched an extension", "pbxctl history --all -o json | jq '.[] | select(.noun == \"extension\" and .object == \"1001\")'"),
        ],
        fields: PastChange.fieldNames, failures: [.failed], isLocal: true
    ) { invocation, session in
        let journal = try session.requireJournal()
        let zone = try TimeZoneRules.forHistory(invocation[GlobalOptions.timeZone])
        var left = invocation[all] ?? false ? Int.max : invocation[limit] ?? 20
        try session.output.list(PastChange.self) { emit in
            do {
                try journal.forEach { entry in
                    guard left > 0 else { throw Enough() }
                    left -= 1
                    try emit(PastChange(entry, zone: zone))
                }
            } catch is Enough {}
        }
    }

    static let show: Command = .init(
        path: ["history", "show"], summary: "Show what one change did, field by field.", operands: [id],
        examples: [.init("Before and after", "pbxctl history show 417305")],
        fields: PlanLine.fieldNames, failures: [.failed, .notFound, .conflict], isLocal: true
    ) { invocation, session in
        let entry = try session.requireJournal().find(invocation.required(0))
        try session.output.list(PlanLine.self) { emit in for line in entry.plan.lines { try emit(line) } }
        session.output.note("\(entry.id), \(entry.outcome.rawValue), by \(entry.user) on \(entry.host): \(entry.command)")
        for note in entry.notes { session.output.note(note) }
    }

    private struct Enough: Error {}
}

extension TimeZoneRules {
    /// History is kept by this machine, so its zone holds unless another is asked for.
    static func forHistory(_ name: String?) throws -> TimeZoneRules {
        if let name { return try named(name) }
        return (try? ofHost()) ?? .utc
    }
}
