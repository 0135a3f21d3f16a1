import PBXKit

/// `pbxctl timecondition …`
enum TimeConditionCommands {
    static let noun: Noun = .init(
        name: "timecondition", aliases: ["timeconditions"], summary: "Time conditions, with what they say now.",
        commands: [
            ListingCommands.list(
                "timecondition", "List time conditions with their times, state and override.", TimeCondition.self,
                example: .init("What is open now", "pbxctl timecondition list --fields name,state,override"), mirrors: ["R46"]
            ) { $0.timeConditions?.listing },
            ListingCommands.show(
                "timecondition", "Show one time condition.", TimeCondition.self,
                example: .init("Its times", "pbxctl timecondition show 1 -o json | jq .times")
            ) { $0.timeConditions?.listing },
            set,
        ])

    /// What can be asked for.
    enum Position: String, CaseIterable {
        case open, closed, matched, not_matched, auto

        var override: TimeConditionOverride {
            switch self {
            case .open, .matched: .matched
            case .closed, .not_matched: .notMatched
            case .auto: .auto
            }
        }
    }

    static let until = Option.text(
        "until", value: "WHEN", completion: .words(["change", "+1h"]),
        "When it ends: 18:00 (the next one), +2h, another time, or change: when the clock comes to say the same. Else somebody has to end it.")

    static let set: Command = .init(
        path: ["timecondition", "set"], summary: "Override what the clock says, or let it count again.",
        discussion: [
            "Live at once. open (or matched) sends calls as if the condition's times matched, closed (or not_matched) as if they did not, auto as the clock says.",
            "With a time Asterisk itself ends the override then, also after a restart: a call file in its spool, which leaves a call record of no length to musiconhold. It needs the files of the PBX. An override that somebody has made in between by another way stays. Times without an offset are the PBX's.",
            "FusionPBX has no overrides; a call flow before the time condition does the same.",
        ],
        operands: [
            Operand(name: "timecondition", help: "Its id, else its name."),
            Operand(name: "state", help: "What it is to say: open, closed, or auto for what the clock says.", completion: .words(Position.allCases.map(\.rawValue))),
        ],
        options: [until] + SharedOptions.write,
        examples: [
            .init("Closed until it is taken back", "pbxctl timecondition set 1 closed"),
            .init("Closed until six", "pbxctl timecondition set 1 closed --until 18:00"),
            .init("Closed for the rest of the day", "pbxctl timecondition set 1 closed --until change"),
            .init("As the clock says", "pbxctl timecondition set 1 auto"),
        ],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered], offeredBy: [.freepbx],
        nearest: "FusionPBX has no overrides: put a call flow before it and turn that with `pbxctl callflow set`"
    ) { invocation, session in
        let word = try invocation.required(1)
        guard let position = Position(rawValue: word) else {
            throw PBXError(.usage, "timecondition set", "'\(word)' is no state", remedy: "write open, closed or auto")
        }
        let end: OverrideEnd = invocation[until].map { $0 == "change" ? OverrideEnd.nextChange : OverrideEnd.time($0) } ?? .never
        guard position != .auto || end == .never else {
            throw PBXError(.usage, "--until", "auto is no override that could end", remedy: "leave --until out")
        }
        let writing = try Writing(invocation, session)
        let conditions = try session.offered(writing.system.timeConditions, "timecondition set")
        let id = try invocation.required(0)
        let read = { try conditions.find(id, ReadOptions()).entries }
        let before = try read()
        try writing.perform(conditions.planSet(id, to: position.override, until: end), before: before, read: read)
    }
}
