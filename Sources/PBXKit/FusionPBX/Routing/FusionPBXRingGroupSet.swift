/// What a change makes of a ring group's own row and of its dialplan.
extension FusionPBXRingGroups {
    func changedValues(
        _ row: Row, _ change: RingGroupChange, _ input: FusionPBXRingGroupInput
    ) throws -> FusionPBXConnection.Values {
        var values: FusionPBXConnection.Values = []
        switch change.name {
        case .keep: break
        case .clear: throw PBXError(.usage, "the name of a ring group", "cannot be empty")
        case .set(let text): values.append(("ring_group_name", try input.name(text)))
        }
        switch change.strategy {
        case .keep: break
        case .clear: throw PBXError(.usage, "the strategy of a ring group", "cannot be empty")
        case .set(let word): values.append(("ring_group_strategy", try input.strategy(word)))
        }
        switch change.ringSeconds {
        case .keep: break
        case .clear: values.append(("ring_group_call_timeout", "30"))
        case .set(let seconds): values.append(("ring_group_call_timeout", try FusionPBXValues.seconds(seconds, "ring time")))
        }
        switch change.noAnswerTarget {
        case .keep: break
        case .clear: values += [("ring_group_timeout_app", nil), ("ring_group_timeout_data", nil)]
        case .set(let request):
            let action = try FusionPBXTargets(connection: connection).encode(request, in: input.domain)
            values += [("ring_group_timeout_app", action.application), ("ring_group_timeout_data", action.data)]
        }
        switch change.callerIDPrefix {
        case .keep: break
        case .clear: values.append(("ring_group_cid_name_prefix", nil))
        case .set(let text): values.append(("ring_group_cid_name_prefix", try input.prefix(text)))
        }
        switch change.description {
        case .keep: break
        case .clear: values.append(("ring_group_description", nil))
        case .set(let text): values.append(("ring_group_description", try FusionPBXValues.line(text, "description")))
        }
        switch change.isEnabled {
        case .keep: break
        case .clear: throw PBXError(.usage, "whether the ring group is enabled", "cannot be empty")
        case .set(let flag):
            if flag != row.isTrue("ring_group_enabled") { values.append(("ring_group_enabled", FusionPBXBoolean.text(flag))) }
        }
        return values
    }

    /// The dialplan follows the group's name, description and switch.
    func dialplanStep(_ row: Row, _ values: FusionPBXConnection.Values, _ domain: Domain) throws -> Step? {
        func changed(_ column: String) -> String?? {
            guard let value = values.first(where: { $0.column == column }), row.filled(column) != value.value?.nonEmpty
            else { return nil }
            return .some(value.value)
        }
        guard changed("ring_group_name") != nil || changed("ring_group_description") != nil || changed("ring_group_enabled") != nil
        else { return nil }
        let number = row["ring_group_extension"] ?? ""
        guard let uuid = row.filled("dialplan_uuid"),
            let dialplan = try connection.rows("v_dialplans", where: "dialplan_uuid = \(uuid)").first
        else {
            throw PBXError(.conflict, "ring group \(number)", "has no dialplan", remedy: "save it once in FusionPBX")
        }
        var columns: FusionPBXConnection.Values = []
        if let name = changed("ring_group_name"), let name {
            var route = FusionPBXRingGroupRoute(
                name: row["ring_group_name"] ?? "", number: number, uuid: uuid, group: row["ring_group_uuid"] ?? "")
            route.ringsReady = try connection.settings(of: domain).flag("ring_group", "ring_ready") ?? true
            route.setsStereo = try connection.has("ring_group_exit_key", in: "v_ring_groups")
            guard let xml = route.renamed(dialplan["dialplan_xml"] ?? "", to: name) else {
                throw PBXError(
                    .conflict, "ring group \(number)", "has a dialplan that was edited by hand",
                    remedy: "rename it in FusionPBX, or delete it and add it again")
            }
            columns += [("dialplan_name", name), ("dialplan_xml", xml)]
        }
        if let description = changed("ring_group_description") { columns.append(("dialplan_description", description)) }
        if let flag = changed("ring_group_enabled"), let flag, (flag == "true") != dialplan.isTrue("dialplan_enabled") {
            columns.append(("dialplan_enabled", flag))
        }
        return try connection.update("v_dialplans", dialplan, columns)
    }
}
