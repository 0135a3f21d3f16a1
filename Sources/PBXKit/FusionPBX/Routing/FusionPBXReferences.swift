/// What still refers to the number of an extension or a ring group, and how to take each reference out.
///
/// FusionPBX itself removes the number from every ring group and leaves everything else dangling.
struct FusionPBXReferences {
    let connection: FusionPBXConnection
    let domain: Domain
    /// The numbers it is reached under: an extension's own, and its alias where it has one.
    let numbers: [String]
    /// The extension's own row, which does not count; nil for a ring group.
    var owner: Row?
    /// The mailbox goes as well: what leads to it counts.
    let includesMailbox: Bool

    /// One reference: what to call it, and the steps that take it out; nil where it has to be taken out by hand.
    struct Reference {
        var title: String
        var steps: [Step]?
    }

    /// FusionPBX: how every module stores a transfer to a number; `*99` leads to its mailbox.
    private var transfers: [String] {
        numbers.flatMap { includesMailbox ? [$0, "*99\($0)"] : [$0] }.map { "\($0) XML \(domain.name)" }
    }

    private func isOurs(_ column: String) -> SQL {
        "\(identifier: column) IN (\(numbers.map { "\($0)" as SQL }.joined(separator: ", ")))"
    }

    private func isOurs(_ value: String?) -> Bool { value.map(numbers.contains) ?? false }

    private func isTransfer(_ column: String, prefix: String = "") -> SQL {
        let texts = transfers.map { "\(prefix + $0)" as SQL }.joined(separator: ", ")
        return "\(identifier: column) IN (\(texts))"
    }

    private func leads(_ data: String?) -> Bool { data.map(transfers.contains) ?? false }

    func all() throws -> [Reference] {
        try inboundNumbers() + ringGroups() + followMeLists() + forwards() + devices() + ivrMenus() + callFlows()
            + queues() + agents() + dialplans()
    }

    private func rows(_ table: String, _ condition: SQL) throws -> [Row] {
        try connection.rows(table, where: "domain_uuid = \(domain.uuid) AND (\(condition))")
    }

    private func inboundNumbers() throws -> [Reference] {
        let actions: [SQL] =
            try connection.has("destination_actions", in: "v_destinations")
            ? transfers.map { "OR strpos(destination_actions::text, \("\"\($0)\"")) > 0" } : []
        let rows = try rows(
            "v_destinations",
            """
            destination_type = 'inbound'
            AND (\(isTransfer("destination_data")) \(actions.joined(separator: " ")))
            """)
        let numbers = FusionPBXInboundNumbers(connection: connection)
        return rows.map { row in
            var change = InboundNumberChange()
            change.target = .set(.hangup)
            let steps = try? numbers.changeSteps(row, in: domain, change)
            return Reference(title: "inbound number \(FusionPBXNumberSpelling(row).displayed)", steps: steps)
        }
    }

    private func ringGroups() throws -> [Reference] {
        let groups = try rows("v_ring_groups", "TRUE")
        func title(_ uuid: String?) -> String {
            let group = groups.first { $0["ring_group_uuid"] == uuid }
            return "ring group \(group?.filled("ring_group_extension") ?? group?["ring_group_name"] ?? uuid ?? "")"
        }
        let members = try rows("v_ring_group_destinations", isOurs("destination_number")).map { row in
            Reference(
                title: title(row["ring_group_uuid"]),
                steps: [connection.deletion(from: "v_ring_group_destinations", row)])
        }
        let failovers = try groups.filter { leads($0["ring_group_timeout_data"]) }.map { row in
            Reference(
                title: "\(title(row["ring_group_uuid"])) (when nobody answers)",
                steps: try connection.update(
                    "v_ring_groups", row, [("ring_group_timeout_app", nil), ("ring_group_timeout_data", nil)]
                ).map { [$0] })
        }
        let forwards = try groups.filter { isOurs($0["ring_group_forward_destination"]) }.map { row in
            Reference(
                title: "\(title(row["ring_group_uuid"])) (forwarding)",
                steps: try connection.update(
                    "v_ring_groups", row,
                    [("ring_group_forward_enabled", "false"), ("ring_group_forward_destination", nil)]
                ).map { [$0] })
        }
        return members + failovers + forwards
    }

    private func followMeLists() throws -> [Reference] {
        try rows(
            "v_follow_me_destinations",
            """
            \(isOurs("follow_me_destination"))
            AND follow_me_uuid::text IS DISTINCT FROM \(owner?.filled("follow_me_uuid"))
            """
        ).compactMap { row in
            // The web interface leaves lists behind that no extension has any more: nobody is called through them.
            guard let owner = try rows("v_extensions", "follow_me_uuid = \(row["follow_me_uuid"])").first else { return nil }
            return Reference(
                title: "follow-me list of \(owner["extension"] ?? "")",
                steps: [connection.deletion(from: "v_follow_me_destinations", row)])
        }
    }

    private func forwards() throws -> [Reference] {
        let kinds = ["all", "busy", "no_answer", "user_not_registered"]
        let columns = kinds.map { isOurs("forward_\($0)_destination") }
            .joined(separator: " OR ")
        return try rows("v_extensions", "extension_uuid::text IS DISTINCT FROM \(owner?["extension_uuid"]) AND (\(columns))").map { row in
            let values = kinds.filter { isOurs(row["forward_\($0)_destination"]) }.flatMap { kind in
                [("forward_\(kind)_enabled", "false" as String?), ("forward_\(kind)_destination", nil)]
            }
            let step = try connection.update("v_extensions", row, values.map { (column: $0.0, value: $0.1) })
            return Reference(
                title: "call forwarding of \(row["extension"] ?? "")",
                steps: (step.map { [$0] } ?? []) + FusionPBXCacheKeys.directory(row, in: domain).map(Step.cacheKey))
        }
    }

    /// What is of use to nobody once there is no such extension: lines of phones that register as it, agents that it rings.
    func leftovers() throws -> [Reference] { try lines() + agents() }

    private func lines() throws -> [Reference] {
        try rows("v_device_lines", "server_address = \(domain.name) AND \(isOurs("user_id"))").map { row in
            Reference(
                title: "line \(row["line_number"] ?? "") of device \(row["device_uuid"] ?? "")",
                steps: [connection.deletion(from: "v_device_lines", row)])
        }
    }

    private func devices() throws -> [Reference] {
        let keys = try rows("v_device_keys", isOurs("device_key_value")).map { row in
            Reference(
                title: "key \(row["device_key_id"] ?? "") of device \(row["device_uuid"] ?? "")",
                steps: [connection.deletion(from: "v_device_keys", row)])
        }
        return try lines() + keys
    }

    private func ivrMenus() throws -> [Reference] {
        let menus = try rows("v_ivr_menus", "TRUE")
        func cacheKey(_ uuid: String?) -> Step { .cacheKey("configuration:ivr.conf:\(uuid ?? "")") }
        let options = try rows("v_ivr_menu_options", isTransfer("ivr_menu_option_param", prefix: "transfer ")).map { row in
            let menu = menus.first { $0["ivr_menu_uuid"] == row["ivr_menu_uuid"] }
            return Reference(
                title: "IVR \(menu?["ivr_menu_name"] ?? "") option \(row["ivr_menu_option_digits"] ?? "")",
                steps: [connection.deletion(from: "v_ivr_menu_options", row), cacheKey(row["ivr_menu_uuid"])])
        }
        let exits = try menus.filter { leads($0["ivr_menu_exit_data"]) }.map { row in
            Reference(
                title: "IVR \(row["ivr_menu_name"] ?? "") (exit)",
                steps: (try connection.update(
                    "v_ivr_menus", row, [("ivr_menu_exit_app", "hangup"), ("ivr_menu_exit_data", nil)]
                ).map { [$0] } ?? []) + [cacheKey(row["ivr_menu_uuid"])])
        }
        return options + exits
    }

    private func callFlows() throws -> [Reference] {
        let parts = ["call_flow", "call_flow_alternate"]
        return try rows("v_call_flows", "\(isTransfer("call_flow_data")) OR \(isTransfer("call_flow_alternate_data"))")
            .map { row in
                let values = parts.filter { leads(row["\($0)_data"]) }.flatMap { part in
                    [(column: "\(part)_app", value: "hangup" as String?), (column: "\(part)_data", value: nil)]
                }
                return Reference(
                    title: "call flow \(row["call_flow_name"] ?? "")",
                    steps: try connection.update("v_call_flows", row, values).map { [$0] })
            }
    }

    private func queues() throws -> [Reference] {
        try rows("v_call_center_queues", isTransfer("queue_timeout_action", prefix: "transfer:")).map { row in
            Reference(
                title: "queue \(row["queue_extension"] ?? "") (after the longest wait)",
                steps: try connection.update("v_call_center_queues", row, [("queue_timeout_action", "hangup:")])
                    .map { [$0, .cacheKey("configuration:callcenter.conf"), .cacheKey("dialplan:\(domain.name)")] })
        }
    }

    /// An agent whose phone is gone is taken out of its queues and of the call center. FusionPBX: `call_center.php`.
    private func agents() throws -> [Reference] {
        let contacts = numbers.map { "strpos(agent_contact, \("user/\($0)@\(domain.name)")) > 0" as SQL }.joined(separator: " OR ")
        let agents = try rows("v_call_center_agents", contacts)
        guard !agents.isEmpty else { return [] }
        let queues = try rows("v_call_center_queues", "TRUE")
        return try agents.map { agent in
            let uuid = agent["call_center_agent_uuid"] ?? ""
            var steps: [Step] = []
            var names: [String] = []
            for tier in try rows("v_call_center_tiers", "call_center_agent_uuid = \(uuid)") {
                steps.append(connection.deletion(from: "v_call_center_tiers", tier))
                let queue = queues.first { $0["call_center_queue_uuid"] == tier["call_center_queue_uuid"] }
                guard let number = queue?.filled("queue_extension") else { continue }
                names.append(number)
                let name = "\(number)@\(domain.name)"
                if FusionPBXCommand.isWord(name) { steps.append(Self.callCenter("tier del \(name) \(uuid)")) }
            }
            steps += [
                connection.deletion(from: "v_call_center_agents", agent), Self.callCenter("agent del \(uuid)"),
                .cacheKey("configuration:callcenter.conf"),
            ]
            let places = names.isEmpty ? "" : " of \(names.count == 1 ? "queue" : "queues") \(names.joined(separator: " and "))"
            return Reference(title: "call center agent \(agent["agent_name"] ?? "")\(places)", steps: steps)
        }
    }

    private static func callCenter(_ command: String) -> Step { .notification(.switchCommand("callcenter_config \(command)")) }

    /// Time conditions, and dialplans made by hand: the latter's XML is not pbxctl's to rewrite.
    private func dialplans() throws -> [Reference] {
        let mentions = transfers.map { "strpos(dialplan_xml, \("data=\"\($0)\"")) > 0" as SQL }
            .joined(separator: " OR ")
        let dialplans = try connection.rows(
            "v_dialplans",
            where: """
            domain_uuid = \(domain.uuid) AND (\(mentions))
            AND NOT EXISTS (SELECT 1 FROM v_destinations d WHERE d.dialplan_uuid = v_dialplans.dialplan_uuid)
            AND NOT EXISTS (SELECT 1 FROM v_call_flows f WHERE f.dialplan_uuid = v_dialplans.dialplan_uuid)
            ORDER BY dialplan_name
            """)
        return try dialplans.map { row in
            let name = row["dialplan_name"] ?? ""
            guard row["app_uuid"] == FusionPBXApplication.timeCondition.rawValue else {
                return Reference(title: "dialplan \(name)", steps: nil)
            }
            return Reference(title: "time condition \(name)", steps: try hangUp(in: row))
        }
    }

    /// The steps after which a time condition hangs up where it led here; nil where its XML is not as FusionPBX writes it.
    private func hangUp(in dialplan: Row) throws -> [Step]? {
        var xml = dialplan["dialplan_xml"] ?? ""
        for transfer in transfers {
            let action = "application=\"transfer\" data=\"\(transfer)\""
            xml = xml.split(separator: action, omittingEmptySubsequences: false).joined(separator: "application=\"hangup\" data=\"\"")
        }
        guard !transfers.contains(where: { xml.contains("data=\"\($0)\"") }) else { return nil }
        var steps = try connection.update("v_dialplans", dialplan, [("dialplan_xml", xml)]).map { [$0] } ?? []
        let details = try connection.rows(
            "v_dialplan_details",
            where: """
                dialplan_uuid = \(dialplan["dialplan_uuid"]) AND dialplan_detail_type = 'transfer'
                AND \(isTransfer("dialplan_detail_data"))
                """)
        for detail in details {
            let values = [(column: "dialplan_detail_type", value: "hangup" as String?), (column: "dialplan_detail_data", value: nil)]
            if let step = try connection.update("v_dialplan_details", detail, values) { steps.append(step) }
        }
        let context = dialplan.filled("dialplan_context") ?? domain.name
        return steps + [.cacheKey("dialplan:\(context == "${domain_name}" ? domain.name : context)")]
    }

    /// Caller ids that show the number: whoever calls back, or the emergency service, would reach nobody.
    func callerIDs() throws -> [Reference] {
        let kinds = ["outbound", "emergency"]
        let columns = kinds.map { isOurs("\($0)_caller_id_number") }.joined(separator: " OR ")
        let extensions = try rows("v_extensions", columns).flatMap { row in
            try kinds.filter { isOurs(row["\($0)_caller_id_number"]) }.map { kind in
                let step = try connection.update("v_extensions", row, [("\(kind)_caller_id_number", nil)])
                return Reference(
                    title: "\(kind) caller id of extension \(row["extension"] ?? "")",
                    steps: (step.map { [$0] } ?? []) + FusionPBXCacheKeys.directory(row, in: domain).map(Step.cacheKey))
            }
        }
        let column = "ring_group_caller_id_number"
        guard try connection.has(column, in: "v_ring_groups") else { return extensions }
        return try extensions + rows("v_ring_groups", isOurs(column)).map { row in
            Reference(
                title: "caller id of ring group \(row.filled("ring_group_extension") ?? row["ring_group_name"] ?? "")",
                steps: try connection.update("v_ring_groups", row, [(column, nil)]).map { [$0] })
        }
    }
}
