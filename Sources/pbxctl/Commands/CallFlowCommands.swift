import PBXKit

/// `pbxctl callflow …`
enum CallFlowCommands {
    static let noun: Noun = .init(
        name: "callflow", aliases: ["callflows", "callflowcontrol", "callflowcontrols"],
        summary: "Call flow controls: switches between two targets.",
        commands: [
            ListingCommands.list(
                "callflow", "List call flow controls with their state.", CallFlow.self,
                example: .init("Which way each points", "pbxctl callflow list --fields name,state"), mirrors: ["R11"]
            ) { $0.callFlows?.listing },
            ListingCommands.show(
                "callflow", "Show one call flow control.", CallFlow.self, example: .init("By its number", "pbxctl callflow show 0")
            ) { $0.callFlows?.listing },
            set,
        ])

    /// What can be asked for: the common words and FreePBX's own.
    enum Position: String, CaseIterable {
        case normal, alternate, day, night

        var state: CallFlow.State { self == .normal || self == .day ? .normal : .alternate }
    }

    static let set: Command = .init(
        path: ["callflow", "set"], summary: "Turn a call flow control.",
        discussion: ["Live at once on both kinds of PBX. day is another word for normal, night for alternate."],
        operands: [
            Operand(name: "callflow", help: "Its number or id, else its name."),
            Operand(name: "state", help: "Which way: normal or day, alternate or night.", completion: .words(Position.allCases.map(\.rawValue))),
        ],
        options: SharedOptions.write,
        examples: [.init("Night service", "pbxctl callflow set 0 night")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered]
    ) { invocation, session in
        let word = try invocation.required(1)
        guard let position = Position(rawValue: word) else {
            throw PBXError(
                .usage, "callflow set", "'\(word)' is no state",
                remedy: "write one of \(Position.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let writing = try Writing(invocation, session)
        let flows = try session.offered(writing.system.callFlows, "callflow set")
        let id = try invocation.required(0)
        let read = { try flows.find(id, ReadOptions()).entries }
        let before = try read()
        try writing.perform(flows.planSet(id, to: position.state), before: before, read: read)
    }
}
