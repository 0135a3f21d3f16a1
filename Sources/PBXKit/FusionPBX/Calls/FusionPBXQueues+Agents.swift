/// Call center agents, who are there or not for all their queues at once.
///
/// FusionPBX: `app/call_centers/call_center_agent_status.php` and `scripts/app/agent_status/index.lua`: the switch's call
/// center is told, the user's status follows, and the agent's lamp.
extension FusionPBXQueues: Queues {
    func perform(_ action: QueueAgentAction, agent: String, in queue: String, reason: String?) throws {
        let queue = try row(of: queue)
        let domain = try connection.domain()
        let row = try agentRow(agent, in: queue)
        guard reason == nil else {
            throw PBXError.notOffered("a reason for a pause", by: .fusionpbx, nearest: "leave --reason out")
        }
        let uuid = try FusionPBXCommand.word(row["call_center_agent_uuid"] ?? "", "agent")
        let status =
            switch action {
            case .login, .unpause: "Available"
            case .logout: "Logged Out"
            case .pause: "On Break"
            }
        try tell(uuid, status)
        var plan = Plan(.set, "queue", queue.filled("queue_extension") ?? "")
        if let user = row.filled("user_uuid"), try connection.has("user_status", in: "v_users"),
            let users = try connection.rows("v_users", where: "user_uuid = \(user)").first,
            let step = try connection.update("v_users", users, [("user_status", status)])
        {
            plan.steps.append(step)
        }
        try FusionPBXWriter(connection: connection).carryOut(plan)
        try lamps(row, status, domain)
    }

    /// An agent by its extension, its id, its name or its uuid, of those of the queue.
    private func agentRow(_ agent: String, in queue: Row) throws -> Row {
        let agents = try connection.rows(
            "v_call_center_agents",
            where: """
                call_center_agent_uuid IN (
                    SELECT call_center_agent_uuid FROM v_call_center_tiers WHERE call_center_queue_uuid = \(queue["call_center_queue_uuid"]))
                ORDER BY agent_name
                """)
        let found = agents.filter { row in
            [row["call_center_agent_uuid"], row["agent_name"], row["agent_id"], row["agent_contact"].flatMap(Self.contact)].contains(agent)
        }
        let number = queue.filled("queue_extension") ?? ""
        guard found.count < 2 else {
            throw PBXError(
                .conflict, "agent \(FusionPBXValues.shown(agent))", "is what \(found.count) agents of queue \(number) are called",
                remedy: "name one by its uuid: \(found.compactMap { $0["call_center_agent_uuid"] }.joined(separator: ", "))")
        }
        guard let row = found.first else {
            throw PBXError(
                .notFound, "agent \(FusionPBXValues.shown(agent))", "is not in queue \(number)", remedy: "see `pbxctl queue show \(number)`")
        }
        return row
    }

    /// The node that serves the queue knows the agent; the others need not.
    private func tell(_ uuid: String, _ status: String) throws {
        var refusal = "no switch has a call center"
        var isKnown = false
        for node in try connection.connectedNodes() {
            let answer = try node.ask("\(FusionPBXCommand.agentStatus)\(uuid) '\(status)'")
            guard answer.hasPrefix("+OK") else {
                refusal = FusionPBXValues.shown(answer)
                continue
            }
            isKnown = true
            // As the page does it: who was wrapping up is free again.
            if status != "On Break" { _ = try node.ask("\(FusionPBXCommand.callCenter)agent set state \(uuid) Waiting") }
        }
        guard isKnown else {
            throw PBXError(
                .failed, "agent \(uuid)", "the switch does not change its status: \(refusal)",
                remedy: "check that mod_callcenter runs and has loaded the agent (`callcenter_config agent list`)")
        }
    }

    /// For phones that watch the agent's name or id.
    private func lamps(_ row: Row, _ status: String, _ domain: Domain) throws {
        let names = FusionPBXCacheKeys.distinct([row.filled("agent_name"), row.filled("agent_id")].compactMap { $0 })
        for node in try connection.connectedNodes() {
            for name in names where FusionPBXCommand.isWord(name) {
                let account = "\(name)@\(domain.name)"
                try node.eventSocket().send(event: "PRESENCE_IN", fields: [
                    ("proto", "agent"), ("login", account), ("from", account), ("status", "Active (1 waiting)"), ("rpid", "unknown"),
                    ("event_type", "presence"), ("alt_event_type", "dialog"), ("event_count", "1"), ("unique-id", FusionPBXRandom.uuid()),
                    ("Presence-Call-Direction", "outbound"), ("answer-state", status == "Available" ? "confirmed" : "terminated"),
                ])
            }
        }
    }
}
