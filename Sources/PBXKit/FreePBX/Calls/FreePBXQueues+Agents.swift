/// Agents of a FreePBX's queues, who log in and out of the running Asterisk; it keeps them over a restart.
///
/// FreePBX: `Queues.class.php`: `queues_member_login`, `queuesMemberPause`; the dialplan of its `app-queue-toggle` for who may.
extension FreePBXQueues: Queues {
    func perform(_ action: QueueAgentAction, agent: String, in queue: String, reason: String?) throws {
        let queue = try find(queue, ReadOptions()).number
        guard FreePBXExtensions.isNumber(agent) else { throw Self.noAgent(agent, queue) }
        // The lamps are told last: who may not is told first.
        if action == .login || action == .logout { try system.manager().checkAllowed(["Setvar"]) }
        switch action {
        case .login: try login(agent, queue)
        case .logout: try logout(agent, queue)
        case .pause: try pause(true, agent, queue, reason)
        case .unpause: try pause(false, agent, queue, reason)
        }
    }

    private static func interface(_ agent: String) -> String { "Local/\(agent)@from-queue/n" }

    private func login(_ agent: String, _ queue: String) throws {
        _ = try FreePBXExtensions(system: system).userRow(agent)
        let values = try system.astDB().values(of: [
            AstDBPath(family: "QPENALTY", key: "\(queue)/dynmemberonly"), AstDBPath(family: "QPENALTY", key: "\(queue)/agents/\(agent)"),
            AstDBPath(family: "AMPUSER", key: "\(agent)/cidname"), AstDBPath(family: "AMPUSER", key: "\(agent)/queues/qnostate"),
        ])
        guard values[0] != "yes" || values[1] != nil else {
            throw PBXError(
                .conflict, "queue \(queue)", "takes only its own dynamic agents, and \(agent) is none of them",
                remedy: "add \(agent) to the queue's dynamic agents in FreePBX")
        }
        var action = try ManagerAction("QueueAdd", ["Queue": queue, "Interface": Self.interface(agent)])
        if let penalty = values[1], !penalty.isEmpty { try action.add("Penalty", penalty) }
        if let name = values[2], !name.isEmpty { try action.add("MemberName", name) }
        if values[3] != "ignorestate" { try action.add("StateInterface", "hint:\(agent)@ext-local") }
        try accept(action, unless: "Already there")
        try tellLamps(agent, queue, isIn: true)
    }

    private func logout(_ agent: String, _ queue: String) throws {
        guard let member = try member(agent, queue) else { return try tellLamps(agent, queue, isIn: false) }
        guard member["Membership"] != "static" else {
            throw PBXError(
                .conflict, "agent \(agent)", "is a fixed member of queue \(queue) and cannot log out",
                remedy: "let it pause: `pbxctl queue agent pause \(queue) \(agent)`")
        }
        try accept(ManagerAction("QueueRemove", ["Queue": queue, "Interface": Self.location(member)]), unless: "Not there")
        try tellLamps(agent, queue, isIn: false)
    }

    private func pause(_ isPaused: Bool, _ agent: String, _ queue: String, _ reason: String?) throws {
        guard let member = try member(agent, queue) else { throw Self.noAgent(agent, queue) }
        var action = try ManagerAction(
            "QueuePause", ["Queue": queue, "Interface": Self.location(member), "Paused": isPaused ? "true" : "false"])
        if let reason { try action.add("Reason", FreePBXInput.text(reason, option: "--reason", width: 80, refusing: "|,")) }
        try accept(action)
    }

    /// What Asterisk lists of an agent; nil where it is not in the queue.
    private func member(_ agent: String, _ queue: String) throws -> ManagerMessage? {
        do {
            return try system.manager().list(ManagerAction("QueueStatus", ["Queue": queue])).first { event in
                event.event == "QueueMember" && FreePBXReferences.member(Self.location(event)) == agent
            }
        } catch let error as ManagerError where error.isUnknownAction {
            throw PBXError(.notOffered, "queue agent", "this Asterisk has no queues", remedy: "load module app_queue.so")
        }
    }

    private static func location(_ member: ManagerMessage) -> String { member["Location"] ?? member["Interface"] ?? "" }

    private func accept(_ action: ManagerAction, unless harmless: String? = nil) throws {
        guard let answer = try system.manager().answers(to: [action]).first, !answer.isSuccess else { return }
        if let harmless, answer.text?.contains(harmless) == true { return }
        throw ManagerError(action: action.name, message: answer.text ?? "no reason given")
    }

    /// The lamp of each of the agent's phones. By the function: subscribers are told only so.
    private func tellLamps(_ agent: String, _ queue: String, isIn: Bool) throws {
        let devices = try system.astDB().value(of: AstDBPath(family: "AMPUSER", key: "\(agent)/device"))
        let actions = try (devices ?? agent).split(separator: "&").map { device in
            try ManagerAction("Setvar", ["Variable": "DEVICE_STATE(Custom:QUEUE\(device)*\(queue))", "Value": isIn ? "INUSE" : "NOT_INUSE"])
        }
        try system.manager().performAll(actions)
    }

    private static func noAgent(_ agent: String, _ queue: String) -> PBXError {
        PBXError(.notFound, "agent \(FreePBXInput.shown(agent))", "is not in queue \(queue)", remedy: "see `pbxctl queue show \(queue)`")
    }
}
