/// Placing calls over the Asterisk manager, as FreePBX's own click-to-call does.
struct FreePBXCalls: Calls {
    /// Endless music on hold in place of a second party: the number that FusionPBX has for it.
    static let holdMusic = "*9664"

    let system: FreePBXSystem

    func originate(_ request: OriginateRequest) throws -> OriginatedCall {
        try Self.check(request)
        let row = try system.database().firstRow("SELECT extension, name FROM users WHERE extension = \(request.source)")
        guard let row, row["extension"] == request.source else { throw FreePBXExtensions.notFound(request.source) }
        if let secret = request.secret { try checkSecret(secret, of: request.source) }
        let channel = try channel(request)
        let id = Self.newCallID()
        let action = try Self.action(request, channel: channel, id: id)
        var call = OriginatedCall(source: request.source, destination: request.destination, outcome: .queued)
        call.id = id
        call.callID = id
        call.channel = channel
        call.sourceName = row["name"]
        call.extension = request.source
        call.application = request.destination == Self.holdMusic ? "MusicOnHold" : "Dial"
        guard request.waits else {
            try place(action, request, on: system.manager())
            return call
        }
        let manager = try system.newManager(events: "call")
        defer { manager.close() }
        try place(action, request, on: manager)
        return try wait(for: call, request, on: manager)
    }

    private func place(_ action: ManagerAction, _ request: OriginateRequest, on manager: AsteriskManager) throws {
        do {
            try manager.perform(action)
        } catch let error as ManagerError where error.message.hasPrefix("Extension does not exist") {
            throw PBXError(
                .notFound, "destination \(request.destination)", "the PBX knows no way to this number",
                remedy: "check the number, or the outbound routes")
        }
    }

    private func wait(for call: OriginatedCall, _ request: OriginateRequest, on manager: AsteriskManager) throws -> OriginatedCall {
        var watch = FreePBXCallWatch(callID: call.id ?? "", channel: call.channel ?? "", destination: request.destination)
        // The PBX itself ends the ringing of the first phone at the time limit: its word for that is worth a moment.
        let deadline = Deadline(after: request.timeout + .seconds(2))
        var call = call
        var hasSeenEvents = false
        while watch.result == nil, let event = try manager.nextEvent(before: deadline) {
            hasSeenEvents = true
            watch.take(event)
        }
        guard let result = watch.result ?? watch.resultSoFar else {
            // The call alone makes several.
            guard hasSeenEvents else {
                throw PBXError(
                    .notPermitted, "call from \(request.source) to \(request.destination)",
                    "it is placed, but Asterisk tells the manager user \(manager.address.user ?? "") nothing about it",
                    remedy: "give the manager user the class call in its read= line of manager.conf")
            }
            throw PBXError(
                .timedOut, "call from \(request.source) to \(request.destination)",
                "nothing is decided after \(request.timeout.components.seconds) seconds", remedy: "wait longer with --timeout")
        }
        call.outcome = result.outcome
        call.cause = result.cause
        return call
    }

    // MARK: - Request

    private static func check(_ request: OriginateRequest) throws {
        for (what, number) in [("source", request.source), ("destination", request.destination)] {
            guard (1...40).contains(number.utf8.count), number.utf8.allSatisfy({ "0123456789*#+".utf8.contains($0) }) else {
                throw PBXError(
                    .usage, "\(what) '\(FreePBXInput.shown(number))'", "is not a number", remedy: "use digits, +, * and #")
            }
        }
        if let number = request.callerIDNumber {
            guard (1...40).contains(number.utf8.count), number.utf8.allSatisfy({ "0123456789*#+".utf8.contains($0) }) else {
                throw PBXError(
                    .usage, "--caller-id-number", "'\(FreePBXInput.shown(number))' is not a number", remedy: "use digits, +, * and #")
            }
        }
        if let name = request.callerIDName { _ = try FreePBXInput.text(name, option: "--caller-id-name", width: 80) }
    }

    /// FreePBX: context `originate-skipvm` keeps the caller's own mailbox from answering, `originate-aa` makes the
    /// phone answer by itself.
    private func channel(_ request: OriginateRequest) throws -> String {
        guard request.autoAnswer else { return "Local/\(request.source)@originate-skipvm" }
        try system.requireModule("paging")
        return "Local/\(request.source)@originate-aa"
    }

    /// The number has to be the extension's: FreePBX finds out by it who is calling, and with which rights. What the
    /// first phone is to show goes into the name.
    static func action(_ request: OriginateRequest, channel: String, id: String) throws -> ManagerAction {
        let shown = request.callerIDName ?? request.callerIDNumber ?? request.destination
        let name = String(shown.filter { !"\"\\<>".contains($0) })
        let action = try ManagerAction("Originate", [
            "Channel": channel, "CallerID": "\"\(name)\" <\(request.source)>",
            "Timeout": String(request.timeout.components.seconds * 1000), "Async": "yes", "ChannelId": id,
        ])
        guard request.destination != holdMusic else { return try action.adding("Application", "MusicOnHold") }
        return try action.adding("Context", "from-internal").adding("Exten", request.destination).adding("Priority", "1")
    }

    /// Unique among calls: Asterisk's own ids count from the same second with small numbers.
    private static func newCallID() -> String {
        "\(Timestamp.now().seconds).\(UInt32.random(in: 100_000_000...999_999_999))"
    }

    // MARK: - Secret

    private func checkSecret(_ secret: Secret, of number: String) throws {
        let stored = try system.database().value(
            "SELECT data FROM sip WHERE id = \(number) AND keyword = 'secret'") ?? ""
        let isRight = secret.reveal { Self.isEqual(Array($0.utf8), Array(stored.utf8)) }
        guard isRight, !stored.isEmpty else {
            throw PBXError(.notPermitted, "extension \(number)", "the secret is not its SIP secret", remedy: "check the secret")
        }
    }

    /// Takes the same time wherever the two differ.
    static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var difference = UInt(bitPattern: left.count ^ right.count)
        for index in right.indices {
            difference |= UInt((index < left.count ? left[index] : 0) ^ right[index])
        }
        return difference == 0
    }
}
