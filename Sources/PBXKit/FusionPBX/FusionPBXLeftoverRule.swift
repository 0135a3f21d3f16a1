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
        let extensions = try connection.database().rows(
            "SELECT extension, number_alias FROM v_extensions WHERE domain_uuid = \(domain.uuid)")
        let known = Set(extensions.flatMap { [$0.values[0], $0.values[1]] }.compactMap { $0 })
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
        let lines = try connection.rows("v_device_lines", where: "domain_uuid = \(domain.uuid) AND server_address = \(domain.name)")
            .compactMap { $0.filled("user_id") }.filter { !known.contains($0) }
        let agents = try connection.rows("v_call_center_agents", where: "domain_uuid = \(domain.uuid)").compactMap { row -> (String, String)? in
            guard let contact = row["agent_contact"], let start = contact.firstRange(of: "user/") else { return nil }
            let number = String(contact[start.upperBound...].prefix { $0 != "@" })
            return known.contains(number) ? nil : (row["agent_name"] ?? "", number)
        }
        return mailboxes
            + FusionPBXCacheKeys.distinct(lines).map {
                finding(node(.extension, $0), "does not exist, but a line of a phone is set up for it", remedy: "take the line off the device in FusionPBX")
            }
            + agents.map {
                finding(node(.extension, $0.1), "does not exist, but the call center agent \($0.0) has its phone there", remedy: "delete the agent in FusionPBX")
            }
    }
}
