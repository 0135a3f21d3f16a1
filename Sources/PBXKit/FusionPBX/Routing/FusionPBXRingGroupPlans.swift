/// Adding, changing and deleting ring groups.
///
/// FusionPBX: `app/ring_groups/ring_group_edit.php` and `resources/classes/ring_groups.php`. The script reads the group
/// and its destinations when a call comes: only a changed dialplan has to be forgotten by the switch.
extension FusionPBXRingGroups {
    func planAdd(_ number: String, _ change: RingGroupChange) throws -> Plan {
        let number = try FusionPBXValues.number(number, "ring group")
        let domain = try connection.domain()
        let input = FusionPBXRingGroupInput(connection: connection, domain: domain)
        let strategy = try input.strategy(change.strategy.newValue ?? "simultaneous")
        let members = try input.members(change.members.newValue ?? [], strategy: strategy)
        let name = try change.name.newValue.map(input.name) ?? number
        let action = try change.noAnswerTarget.newValue.map {
            try FusionPBXTargets(connection: connection).encode($0, in: domain)
        }
        try FusionPBXNumberCheck(connection: connection).requireFree(number, in: domain, as: "ring group")

        var plan = Plan(.add, "ringgroup", number)
        let group = FusionPBXRandom.uuid()
        let route = try route(name, number, FusionPBXRandom.uuid(), group, domain)
        let description = try change.description.newValue.map { try FusionPBXValues.line($0, "description") }
        let isEnabled = FusionPBXBoolean.text(change.isEnabled.newValue ?? true)
        let switched = try connection.hasNativeBooleans() ? "false" : nil
        plan.steps.append(try connection.insertion(
            into: "v_ring_groups", identity: ["domain_uuid", "ring_group_extension"],
            [
                ("domain_uuid", domain.uuid), ("ring_group_uuid", group), ("ring_group_name", name),
                ("ring_group_extension", number), ("ring_group_strategy", strategy),
                ("ring_group_call_timeout", try FusionPBXValues.seconds(change.ringSeconds.newValue ?? 30, "ring time")),
                ("ring_group_cid_name_prefix", try change.callerIDPrefix.newValue.flatMap(input.prefix)),
                ("ring_group_ringback", try connection.settings(of: domain).text("ring_group", "default_ringback")),
                ("ring_group_call_screen_enabled", switched), ("ring_group_call_forward_enabled", switched),
                ("ring_group_follow_me_enabled", switched), ("ring_group_forward_enabled", "false"),
                ("ring_group_timeout_app", action?.application), ("ring_group_timeout_data", action?.data),
                ("ring_group_context", domain.name), ("ring_group_enabled", isEnabled),
                ("ring_group_description", description), ("dialplan_uuid", route.uuid),
            ]))
        plan.steps += try members.map { try destination($0, group, domain) }
        plan.steps.append(try connection.insertion(
            into: "v_dialplans", identity: ["dialplan_uuid"],
            [
                ("domain_uuid", domain.uuid), ("dialplan_uuid", route.uuid),
                ("app_uuid", FusionPBXApplication.ringGroup.rawValue), ("dialplan_name", name), ("dialplan_number", number),
                ("dialplan_context", domain.name), ("dialplan_continue", "false"), ("dialplan_xml", route.xml),
                ("dialplan_order", "101"), ("dialplan_enabled", isEnabled), ("dialplan_description", description),
            ]))
        plan.steps.append(.cacheKey("dialplan:\(domain.name)"))
        return plan
    }

    func planSet(_ number: String, _ change: RingGroupChange) throws -> Plan {
        let row = try row(of: number)
        let domain = try connection.domain()
        let input = FusionPBXRingGroupInput(connection: connection, domain: domain)
        var plan = Plan(.set, "ringgroup", row["ring_group_extension"] ?? number)
        let values = try changedValues(row, change, input)
        if let step = try connection.update("v_ring_groups", row, values) { plan.steps.append(step) }
        if let members = change.members.newValue {
            let strategy = change.strategy.newValue ?? row.filled("ring_group_strategy") ?? "simultaneous"
            plan.steps += try memberSteps(row, input.members(members, strategy: strategy), domain)
        } else if change.members == .clear {
            throw PBXError(.usage, "the ring group", "would have no member", remedy: "name one at least")
        }
        if let step = try dialplanStep(row, values, domain) {
            plan.steps += [step, .cacheKey("dialplan:\(row.filled("ring_group_context") ?? domain.name)")]
        }
        return plan
    }

    func planDelete(_ number: String, references: ReferenceHandling) throws -> Plan {
        let row = try row(of: number)
        let domain = try connection.domain()
        let number = row["ring_group_extension"] ?? number
        let uuid = row["ring_group_uuid"]
        var plan = Plan(.delete, "ringgroup", number)
        let found = try FusionPBXReferences(
            connection: connection, domain: domain, numbers: [number], includesMailbox: false
        ).all()
        let referenceSteps = try FusionPBXReferences.steps(references, found, to: "ring group \(number)", &plan)
        for table in ["v_ring_group_users", "v_ring_group_destinations"] {
            plan.steps += try connection.rows(table, where: "ring_group_uuid = \(uuid)").map { connection.deletion(from: table, $0) }
        }
        plan.steps.append(connection.deletion(from: "v_ring_groups", row))
        if let dialplan = row.filled("dialplan_uuid") {
            for table in ["v_dialplan_details", "v_dialplans"] {
                plan.steps += try connection.rows(table, where: "dialplan_uuid = \(dialplan)").map { connection.deletion(from: table, $0) }
            }
        }
        plan.steps += referenceSteps
        plan.steps.append(.cacheKey("dialplan:\(row.filled("ring_group_context") ?? domain.name)"))
        plan.steps = plan.steps.inOrderOfTaking
        return plan
    }

    private func route(
        _ name: String, _ number: String, _ uuid: String, _ group: String, _ domain: Domain
    ) throws -> FusionPBXRingGroupRoute {
        var route = FusionPBXRingGroupRoute(name: name, number: number, uuid: uuid, group: group)
        route.ringsReady = try connection.settings(of: domain).flag("ring_group", "ring_ready") ?? true
        // It came with the line: the version itself is not always to be had.
        route.setsStereo = try connection.has("ring_group_exit_key", in: "v_ring_groups")
        return route
    }

    private func destination(
        _ member: (number: String, values: FusionPBXConnection.Values), _ group: String, _ domain: Domain
    ) throws -> Step {
        try connection.insertion(
            into: "v_ring_group_destinations", identity: ["ring_group_uuid", "destination_number"],
            [
                ("domain_uuid", domain.uuid), ("ring_group_uuid", group),
                ("ring_group_destination_uuid", FusionPBXRandom.uuid()), ("destination_number", member.number),
                // NULL would mean that it is not rung.
                ("destination_enabled", "true"),
            ] + member.values)
    }

    /// Members that stay keep their row with whatever else is in it.
    private func memberSteps(
        _ row: Row, _ members: [(number: String, values: FusionPBXConnection.Values)], _ domain: Domain
    ) throws -> [Step] {
        let stored = try self.members(of: [row])[row["ring_group_uuid"] ?? ""] ?? []
        var kept: Set<String> = []
        var steps: [Step] = []
        for member in members {
            if let there = stored.first(where: { $0["destination_number"] == member.number }) {
                kept.insert(there["ring_group_destination_uuid"] ?? "")
                let values = member.values + (Self.isRung(there) ? [] : [("destination_enabled", "true")])
                if let step = try connection.update("v_ring_group_destinations", there, values) { steps.append(step) }
            } else {
                steps.append(try destination(member, row["ring_group_uuid"] ?? "", domain))
            }
        }
        let gone = stored.filter { !kept.contains($0["ring_group_destination_uuid"] ?? "") }
        return gone.map { connection.deletion(from: "v_ring_group_destinations", $0) } + steps
    }
}
