import PBXKit

/// `pbxctl forward …` and `pbxctl dnd …`
enum ForwardCommands {
    static let noun: Noun = .init(
        name: "forward", aliases: ["forwards"], summary: "Call forwards of extensions.", commands: [list, set, clear])
    static let doNotDisturb: Noun = .init(name: "dnd", summary: "Do-not-disturb of extensions.", commands: [on, off, status])

    static let kind = Option<CallForward.Kind>.choice("kind", value: "KIND", default: "all", "Which calls are forwarded.")

    static let list: Command = .init(
        path: ["forward", "list"], summary: "List call forwards.",
        operands: [Operand(name: "extension", help: "Of this extension, every kind; else those in force of all.", isOptional: true, completion: .live(.extensions))],
        options: [SharedOptions.allDomains],
        examples: [.init("Who forwards everything", "pbxctl forward list -o json | jq '.[] | select(.kind == \"all\")'")],
        fields: CallForward.fieldNames, failures: Command.pbxFailures + [.notFound]
    ) { invocation, session in
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let forwards = try session.offered(system.callForwards, "forward list")
        try session.output.list(CallForward.self) { try forwards.forEach(invocation.operand(0), $0) }
    }

    static let set: Command = .init(
        path: ["forward", "set"], summary: "Forward an extension's calls.",
        operands: [ExtensionCommands.number, Operand(name: "number", help: "Where calls go.")],
        options: [kind] + SharedOptions.write,
        examples: [.init("When it is busy", "pbxctl forward set 1001 1002 --kind busy")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .conflict, .notOffered]
    ) { invocation, session in try forward(to: invocation.required(1), invocation, session) }

    static let clear: Command = .init(
        path: ["forward", "clear"], summary: "End a call forward of an extension.",
        operands: [ExtensionCommands.number], options: [kind] + SharedOptions.write,
        examples: [.init("All calls ring again", "pbxctl forward clear 1001")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.notFound, .notOffered]
    ) { invocation, session in try forward(to: nil, invocation, session) }

    static let on = turn("on", "Turn an extension's do-not-disturb on.", on: true)
    static let off = turn("off", "Turn an extension's do-not-disturb off.", on: false)
    static let exitCode = Option.flag("exit-code", "Let the status answer: 0 for true, 9 for false.")

    static let status: Command = .init(
        path: ["dnd", "status"], summary: "Say whether an extension's do-not-disturb is on.",
        operands: [ExtensionCommands.number], options: [exitCode],
        examples: [.init("true or false", "pbxctl dnd status 1001")],
        fields: ["do_not_disturb"], failures: Command.pbxFailures + [.notFound, .negative]
    ) { invocation, session in
        let forwards = try session.offered(session.system().callForwards, "dnd status")
        let number = try invocation.required(0)
        let answer = try forwards.isDoNotDisturb(number)
        if session.output.format == .json || session.output.format == .ndjson {
            try session.output.object([Cell.Entry("do_not_disturb", .flag(answer))])
        } else {
            try session.output.line(answer ? "true" : "false")
        }
        if invocation[exitCode] ?? false, !answer {
            try session.output.flush()
            throw PBXError(.negative, "extension \(number)", "may be disturbed")
        }
    }

    private static func forward(to destination: String?, _ invocation: Invocation, _ session: Session) throws {
        let writing = try Writing(invocation, session)
        let forwards = try session.offered(writing.system.callForwards, "forward")
        let number = try invocation.required(0)
        let kind = invocation[kind] ?? .all
        let read: () throws -> [Cell.Entry]? = {
            var found: [Cell.Entry]?
            try forwards.forEach(number) { if $0.kind == kind { found = $0.entries } }
            return found
        }
        let before = try read()
        try writing.perform(forwards.planForward(number, kind, to: destination), before: before, read: read)
    }

    private static func turn(_ verb: String, _ summary: String, on: Bool) -> Command {
        Command(
            path: ["dnd", verb], summary: summary, operands: [ExtensionCommands.number], options: SharedOptions.write,
            examples: [.init("Live at once", "pbxctl dnd \(verb) 1001")], fields: ChangeReport.keys,
            failures: Command.writeFailures + [.notFound, .notOffered]
        ) { invocation, session in
            let writing = try Writing(invocation, session)
            let forwards = try session.offered(writing.system.callForwards, "dnd \(verb)")
            let number = try invocation.required(0)
            let read: () throws -> [Cell.Entry]? = { [Cell.Entry("do_not_disturb", .flag(try forwards.isDoNotDisturb(number)))] }
            let before = try read()
            try writing.perform(forwards.planDoNotDisturb(number, on: on), before: before, read: read)
        }
    }
}
