import PBXKit

/// `pbxctl call …`
enum CallCommands {
    static let noun: Noun = .init(
        name: "call", aliases: ["calls"], summary: "Calls: placing, watching and ending them.",
        commands: [originate, LiveCallCommands.list, LiveCallCommands.show, LiveCallCommands.transfer, LiveCallCommands.hangUp])

    static let callerIDNumber = Option.text(
        "caller-id-number", value: "NUMBER", "Number shown to both parties, where the PBX lets it through.")
    static let callerIDName = Option.text("caller-id-name", value: "TEXT", "Name shown to both parties.")
    static let secret = SecretInput.option(
        "secret", "The source extension's SIP secret; a mismatch is refused. Not needed otherwise.")
    static let autoAnswer = Option.flag("autoanswer", "Ask the source's phone to pick up by itself.")
    static let holdMusic = Option.flag("hold-music", "Play hold music to the source instead of calling anybody.")
    static let wait = Option.flag("wait", "Wait for what becomes of the second party; the exit status says it.")
    static let timeout = Option.number(
        "timeout", value: "SECONDS", in: 1...3600, default: "60", "Longest ringing, and longest wait.")

    static let originate: Command = .init(
        path: ["call", "originate"], summary: "Call one number and connect it to another.",
        discussion: [
            "destination_a rings first; when it answers, destination_b is called. The call ends when either hangs up.",
            "With --wait the status is 0 when destination_b answered, 9 when it was busy or did not answer, 1 when the call failed, 10 when the wait ran out. *9664 as destination_b is endless hold music.",
        ],
        operands: [
            Operand(name: "destination_a", help: "Rung first.", completion: .live(.extensions)),
            Operand(name: "destination_b", help: "Called when the first has answered.", isOptional: true, completion: .live(.extensions)),
        ],
        options: [callerIDNumber, callerIDName, secret, autoAnswer, holdMusic, wait, timeout],
        examples: [
            .init("Connect a desk with a customer", "pbxctl call originate 1001 15559876543"),
            .init("Fail unless somebody answered", "pbxctl call originate 1001 1002 --wait --timeout 30"),
        ],
        fields: OriginatedCall.fieldNames,
        failures: Command.pbxFailures + [.notFound, .notOffered, .negative, .timedOut], mirrors: ["F8", "R10"],
        acts: true
    ) { invocation, session in
        let usesMusic = invocation[holdMusic] ?? false
        guard usesMusic || invocation.operand(1) != nil else {
            throw ParserError(.missingOperand("destination_b"), originateCommand)
        }
        var request = OriginateRequest(
            source: try invocation.required(0), destination: usesMusic ? "*9664" : try invocation.required(1))
        request.callerIDNumber = invocation[callerIDNumber]
        request.callerIDName = invocation[callerIDName]
        request.secret = try SecretInput.read(invocation[secret], option: secret.long, mayAsk: invocation[GlobalOptions.input] ?? true)
        request.autoAnswer = invocation[autoAnswer] ?? false
        request.waits = invocation[wait] ?? false
        request.timeout = .seconds(invocation[timeout] ?? 60)
        let calls = try session.offered(session.system().calls, "call originate")
        let call = try calls.originate(request)
        session.work.hasChanged = true
        try session.output.show(call)
        try finish(call, session)
    }

    private static var originateCommand: Command? { Grammar.pbxctl.command(["call", "originate"]) }

    /// What became of the second party decides the exit status.
    private static func finish(_ call: OriginatedCall, _ session: Session) throws {
        switch call.outcome {
        case .answered, .queued: return
        case .busy, .no_answer:
            try session.output.flush()
            throw PBXError(.negative, call.destination, call.outcome == .busy ? "was busy" : "did not answer")
        case .failed:
            try session.output.flush()
            throw PBXError(.failed, call.destination, "could not be reached (\(call.cause ?? "no cause given"))")
        }
    }
}
