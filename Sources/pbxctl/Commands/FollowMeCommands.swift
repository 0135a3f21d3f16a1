import PBXKit

/// `pbxctl followme …`
enum FollowMeCommands {
    static let noun: Noun = .init(
        name: "followme", aliases: ["follow-me"], summary: "Follow-me: what rings besides an extension's own phone.",
        commands: [list, status, has, add, remove, enable, disable, set])

    private static let entry = Operand(name: "number", help: "A number of the list.")

    static let list: Command = .init(
        path: ["followme", "list"], summary: "List the numbers of an extension's follow-me.",
        operands: [ExtensionCommands.number],
        examples: [.init("One number a line", "pbxctl followme list 1001 -o name")],
        fields: FollowMeMember.fieldNames, failures: Command.pbxFailures + [.notFound], mirrors: ["R25"]
    ) { invocation, session in
        let found = try read(invocation, session)
        try session.output.list(FollowMeMember.self) { emit in
            for member in found.members { try emit(FollowMeMember(member)) }
        }
    }

    static let status: Command = .init(
        path: ["followme", "status"], aliases: [["followme", "show"]], summary: "Say whether an extension's follow-me is on.",
        operands: [ExtensionCommands.number], options: [SharedOptions.raw],
        examples: [.init("true or false", "pbxctl followme status 1001 -o json | jq .enabled")],
        fields: FollowMe.fieldNames, failures: Command.pbxFailures + [.notFound], mirrors: ["R26"]
    ) { invocation, session in
        try session.output.show(read(invocation, session), raw: invocation[SharedOptions.raw] ?? false)
    }

    static let exitCode = Option.flag("exit-code", "Let the status answer: 0 for true, 9 for false.")

    static let has: Command = .init(
        path: ["followme", "has"], summary: "Say whether a number is in an extension's follow-me.",
        operands: [ExtensionCommands.number, entry], options: [exitCode],
        examples: [.init("true or false", "pbxctl followme has 1001 15559876543")],
        fields: ["has"], failures: Command.pbxFailures + [.notFound, .negative], mirrors: ["R27"]
    ) { invocation, session in
        let wanted = reduced(try invocation.required(1))
        let answer = try read(invocation, session).members.contains { reduced($0.number) == wanted }
        if session.output.format == .json || session.output.format == .ndjson {
            try session.output.object([Cell.Entry("has", .flag(answer))])
        } else {
            try session.output.line(answer ? "true" : "false")
        }
        if invocation[exitCode] ?? false, !answer {
            try session.output.flush()
            throw PBXError(.negative, try invocation.required(1), "is not in the list")
        }
    }

    static let add = change(
        "add", "Add a number to an extension's follow-me.", "pbxctl followme add 1001 15559876543", SharedOptions.ifNotExists
    ) { .add(number: $0) }
    static let remove = change(
        "remove", "Take a number out of an extension's follow-me.", "pbxctl followme remove 1001 15559876543", SharedOptions.ifExists
    ) { .remove(number: $0) }
    static let enable = turn("enable", "Turn an extension's follow-me on.", .enable)
    static let disable = turn("disable", "Turn an extension's follow-me off.", .disable)

    /// The documented API's actions.
    enum Action: String, CaseIterable { case addExternal, removeExternal, enable, disable }

    static let action = Option<Action>.choice("action", value: "ACTION", "What to do, in the documented API's words.")
    static let number = Option.text("number", value: "NUMBER", "The number to add or remove; not used otherwise.")

    static let set: Command = .init(
        path: ["followme", "set"], summary: "Change an extension's follow-me, in the documented API's spelling.",
        operands: [ExtensionCommands.number], 
        options: [action, number, SharedOptions.ifNotExists, SharedOptions.ifExists] + SharedOptions.write,
        examples: [.init("As the API has it", "pbxctl followme set 1001 --action addExternal --number 15559876543")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict], mirrors: ["R28"]
    ) { invocation, session in
        guard let action = invocation[action] else {
            throw PBXError(.usage, "followme set", "--action is missing", remedy: "write one of \(Action.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        func given() throws -> String {
            guard let number = invocation[number] else {
                throw PBXError(.usage, "followme set", "--action \(action.rawValue) needs --number", remedy: "add --number NUMBER")
            }
            return number
        }
        switch action {
        case .addExternal: try perform(.add(number: given()), invocation, session)
        case .removeExternal: try perform(.remove(number: given()), invocation, session)
        case .enable: try perform(.enable, invocation, session)
        case .disable: try perform(.disable, invocation, session)
        }
    }

    private static func change(
        _ verb: String, _ summary: String, _ example: String, _ tolerance: Option<Bool>,
        _ action: @escaping @Sendable (String) -> FollowMeAction
    ) -> Command {
        Command(
            path: ["followme", verb], summary: summary, operands: [ExtensionCommands.number, entry],
            options: [tolerance] + SharedOptions.write,
            examples: [.init("An outside number", example)], fields: ChangeReport.keys,
            failures: Command.writeFailures + [.notFound, .conflict]
        ) { invocation, session in try perform(action(invocation.required(1)), invocation, session) }
    }

    private static func turn(_ verb: String, _ summary: String, _ action: FollowMeAction) -> Command {
        Command(
            path: ["followme", verb], summary: summary, operands: [ExtensionCommands.number], options: SharedOptions.write,
            examples: [.init("Live at once", "pbxctl followme \(verb) 1001")], fields: ChangeReport.keys,
            failures: Command.writeFailures + [.notFound, .conflict]
        ) { invocation, session in try perform(action, invocation, session) }
    }

    private static func perform(_ action: FollowMeAction, _ invocation: Invocation, _ session: Session) throws {
        let writing = try Writing(invocation, session)
        let lists = try session.offered(writing.system.followMeLists, "followme")
        let number = try invocation.required(0)
        let found = try lists.find(number, ReadOptions())
        let plan: Plan
        do {
            plan = try lists.plan(number, action)
        } catch let error as PBXError where [.conflict, .notFound].contains(error.kind) && isDone(action, found, invocation) {
            return try writing.unchanged(.set, "followme", found.extension, found.entries)
        }
        try writing.perform(plan, before: found.entries) { try lists.find(number, ReadOptions()).entries }
    }

    /// Whether the list is as it is to be, and the line says that this is no error.
    private static func isDone(_ action: FollowMeAction, _ list: FollowMe, _ invocation: Invocation) -> Bool {
        func has(_ number: String) -> Bool { list.members.contains { reduced($0.number) == reduced(number) } }
        return switch action {
        case .add(let number): invocation[SharedOptions.ifNotExists] ?? false && has(number)
        case .remove(let number): invocation[SharedOptions.ifExists] ?? false && !has(number)
        case .enable, .disable: false
        }
    }

    private static func read(_ invocation: Invocation, _ session: Session) throws -> FollowMe {
        let lists = try session.offered(session.system().followMeLists, "followme")
        return try lists.find(invocation.required(0), SharedOptions.readOptions(invocation))
    }

    /// What is compared: FreePBX marks outside numbers with `#`, FusionPBX drops `+`.
    private static func reduced(_ number: String) -> String { number.filter { $0.isASCII && ($0.isNumber || $0 == "*") } }
}
