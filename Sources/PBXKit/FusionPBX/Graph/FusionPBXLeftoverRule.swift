/// Rows that objects left behind which are no more: FusionPBX deletes an extension and leaves the rest.
struct FusionPBXLeftoverRule: CheckRule {
    let name = "leftover"
    let summary = "Something is left of an extension that is no more: a mailbox, a line of a phone, an agent."
    let severity = CheckSeverity.warning
    let kinds = [PBXKind.fusionpbx]

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        guard let system = pbx.system as? FusionPBXSystem else { return [] }
        let connection = system.connection
        let domain = try connection.domain()
        let known = try Self.extensions(connection, domain)
        func node(_ kind: CallNode.Kind, _ id: String) -> CallNode { CallNode(kind, id, domain: domain.name) }
        let graph = try pbx.graph()
        let incoming = graph.incoming()
        let mailboxes = graph.nodes.indices.filter { position in
            let node = graph.nodes[position]
            // One that calls are led to is there for its own sake.
            return node.kind == .voicemail && node.exists && node.domain == domain.name && !known.contains(node.id) && incoming[position].isEmpty
        }.map { position in
            finding(.info, graph.nodes[position], "no extension has this mailbox, and nothing leads there", remedy: "delete it in FusionPBX, or lead calls there")
        }
        let lines = try Self.lines(connection, domain, besides: known)
        let agents = try Self.agents(connection, domain, besides: known)
        return mailboxes
            + lines.map {
                finding(node(.extension, $0), "does not exist, but a line of a phone is set up for it", remedy: "pbxctl check --fix \(name)")
            }
            + agents.map {
                finding(
                    node(.extension, $0.number), "does not exist, but the call center agent \($0.name) has its phone there",
                    remedy: "pbxctl check --fix \(name)")
            }
    }

    private static func extensions(_ connection: FusionPBXConnection, _ domain: Domain) throws -> Set<String> {
        let rows = try connection.database().rows("SELECT extension, number_alias FROM v_extensions WHERE domain_uuid = \(domain.uuid)")
        return Set(rows.flatMap { [$0.values[0], $0.values[1]] }.compactMap { $0 })
    }

    private static func lines(_ connection: FusionPBXConnection, _ domain: Domain, besides known: Set<String>) throws -> [String] {
        let rows = try connection.rows("v_device_lines", where: "domain_uuid = \(domain.uuid) AND server_address = \(domain.name)")
        return FusionPBXCacheKeys.distinct(rows.compactMap { $0.filled("user_id") }.filter { !known.contains($0) })
    }

    /// Agents whose contact is an extension of this domain that is not there.
    private static func agents(
        _ connection: FusionPBXConnection, _ domain: Domain, besides known: Set<String>
    ) throws -> [(name: String, number: String)] {
        try connection.rows("v_call_center_agents", where: "domain_uuid = \(domain.uuid)").compactMap { row in
            guard let contact = row["agent_contact"], let start = contact.firstRange(of: "user/") else { return nil }
            let user = contact[start.upperBound...].prefix { $0 != "," && $0 != "|" }.split(separator: "@").map(String.init)
            guard let number = user.first, user.count < 2 || user[1] == domain.name, !known.contains(number) else { return nil }
            return (row["agent_name"] ?? "", number)
        }
    }

    var fix: CheckFix? {
        CheckFix(summary: "Takes away lines of phones and call center agents; mailboxes stay.") { pbx in
            guard let system = pbx.system as? FusionPBXSystem else { return [] }
            let connection = system.connection
            let domain = try connection.domain()
            let known = try Self.extensions(connection, domain)
            let numbers = try Self.lines(connection, domain, besides: known) + Self.agents(connection, domain, besides: known).map(\.number)
            return try FusionPBXCacheKeys.distinct(numbers).map { number in
                var plan = Plan(.delete, "extension", number)
                let references = FusionPBXReferences(connection: connection, domain: domain, numbers: [number], includesMailbox: false)
                plan.steps = try references.leftovers().flatMap { $0.steps ?? [] }.inOrderOfTaking
                return plan
            }
        }
    }
}
