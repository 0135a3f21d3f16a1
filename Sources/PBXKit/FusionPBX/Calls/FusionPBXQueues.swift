/// Call center queues with their agents: `v_call_center_queues`, `v_call_center_tiers`, `v_call_center_agents`, and what
/// the switch says about them at this moment.
struct FusionPBXQueues: FusionPBXObjects {
    typealias Listed = Queue

    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "queue", table: "v_call_center_queues", uuid: "call_center_queue_uuid", number: "queue_extension",
            name: "queue_name")
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [Queue] {
        let tiers = try connection.children(
            "v_call_center_tiers", "call_center_queue_uuid", of: rows, order: "tier_level, tier_position, call_center_tier_uuid")
        let agents = try connection.children(
            "v_call_center_agents", "call_center_agent_uuid", of: tiers.values.flatMap { $0 }, order: "agent_name"
        ).compactMapValues(\.first)
        func action(_ row: Row) -> FusionPBXAction? { FusionPBXAction(stored: row.filled("queue_timeout_action")) }
        let owners = try FusionPBXNumberOwners(of: rows.map { ($0["domain_uuid"], action($0)) }, connection: connection)
        func name(_ row: Row) -> String { "\(row["queue_extension"] ?? "")@\(domains[row["domain_uuid"]]?.name ?? "")" }
        let live = FusionPBXCallCenter(connection, queues: rows.map(name))
        return rows.map { row in
            let domain = domains[row["domain_uuid"]]
            let own = tiers[row["call_center_queue_uuid"] ?? ""] ?? []
            var queue = Queue(number: row.filled("queue_extension") ?? row["call_center_queue_uuid"] ?? "")
            queue.name = row.filled("queue_name")
            queue.domain = domain?.name
            queue.uuid = row["call_center_queue_uuid"]
            queue.strategy = row.filled("queue_strategy")
            queue.maximumWaitSeconds = row.filled("queue_max_wait_time").flatMap { Int($0) }
            queue.members = own.map { tier in
                let agent = tier["call_center_agent_uuid"].flatMap { agents[$0] }
                return Self.member(tier, agent, live, domain)
            }
            // How long an agent is rung is the agents' own; where all have the same, it is the queue's as well.
            let times = Set(own.map { $0["call_center_agent_uuid"].flatMap { agents[$0] }?.filled("agent_call_timeout") })
            queue.ringSeconds = times.count == 1 ? times.first.flatMap { $0 }.flatMap { Int($0) } : nil
            queue.waiting = live.waiting[name(row)]
            queue.failTarget = owners.target(action(row), in: domain)
            if options.raw {
                queue.raw = Row.raw([(place.table, [row]), ("v_call_center_tiers", own)], reveal: options.reveal)
            }
            return queue
        }
    }

    private static func member(_ tier: Row, _ agent: Row?, _ live: FusionPBXCallCenter, _ domain: Domain?) -> Queue.Member {
        let uuid = agent?["call_center_agent_uuid"] ?? tier["call_center_agent_uuid"] ?? ""
        let name = agent?.filled("agent_name") ?? tier.filled("agent_name")
        let now = live.agents[uuid] ?? name.flatMap { live.agents["\($0)@\(domain?.name ?? "")"] }
        var member = Queue.Member(agent: contact(agent?.filled("agent_contact")) ?? name ?? uuid)
        member.name = name
        member.isStatic = true
        // The switch tries agents of a lower level first, as Asterisk does with the penalty.
        member.penalty = tier.filled("tier_level").flatMap { Int($0) }
        member.status = now?["status"] ?? agent?.filled("agent_status")
        member.isPaused = member.status.map { $0 == "On Break" }
        member.callsTaken = now?["calls_answered"].flatMap { Int($0) }
        return member
    }

    /// The extension in `{…}user/1001@example.com`; nil where the contact is something else.
    static func contact(_ text: String?) -> String? {
        guard let text, let start = text.ranges(of: "user/").last?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "@" }).nonEmpty
    }
}
