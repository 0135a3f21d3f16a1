/// Changing an inbound number: its row, its dialplan and the dialplan's details, in step.
extension FusionPBXInboundNumbers {
    /// The steps of a change, cache keys of the old and the new spellings among them; none where nothing changes.
    func changeSteps(_ row: Row, in domain: Domain, _ change: InboundNumberChange) throws -> [Step] {
        let old = FusionPBXNumberSpelling(row)
        let new = try spelling(old, change.countryCode)
        if new != old { try requireFree(new, except: row["destination_uuid"]) }
        guard let uuid = row.filled("dialplan_uuid"),
            let dialplan = try connection.rows("v_dialplans", where: "dialplan_uuid = \(uuid)").first
        else {
            throw PBXError(
                .conflict, "inbound number \(old.displayed)", "has no dialplan",
                remedy: "delete it and add it again")
        }
        let before = try storedRoute(row, dialplan, domain)
        let after = try changed(before, old, new, change)

        var steps: [Step] = []
        if let step = try connection.update(
            "v_destinations", row, try destinationValues(before, after, old, new, row, change))
        {
            steps.append(step)
        }
        if let step = try connection.update(
            "v_dialplans", dialplan, try dialplanValues(before, after, old, new, row, dialplan, change))
        {
            steps.append(step)
        }
        steps += try FusionPBXRouteDetails(connection: connection).change(from: before, to: after)
        guard !steps.isEmpty else { return [] }
        let context = row.filled("destination_context") ?? "public"
        return try steps
            + FusionPBXCacheKeys.inbound(
                FusionPBXCacheKeys.distinct(old.all + new.all), context: context, domains: everyDomain()
            ).map(Step.cacheKey)
    }

    private func spelling(
        _ old: FusionPBXNumberSpelling, _ change: Change<String>
    ) throws -> FusionPBXNumberSpelling {
        var new = old
        switch change {
        case .keep: break
        case .clear:
            new.number = (old.prefix ?? "").filter { $0 != "+" } + old.number
            new.prefix = nil
        case .set(let code):
            let complete = try FusionPBXNumberSpelling((old.prefix ?? "") + old.number, countryCode: code)
            new.number = complete.number
            new.prefix = complete.prefix
        }
        return new
    }

    /// The route as FusionPBX's form would have written it from the rows.
    private func storedRoute(_ row: Row, _ dialplan: Row, _ domain: Domain) throws -> FusionPBXRoute {
        var action = FusionPBXAction(
            application: row.filled("destination_app") ?? "hangup", data: row["destination_data"] ?? "")
        var furtherActions: [FusionPBXAction] = []
        if row.filled("destination_actions") != nil {
            let stored = try connection.database().rows(
                """
                SELECT action ->> 'destination_app', action ->> 'destination_data'
                FROM json_array_elements(\(row["destination_actions"])::json) WITH ORDINALITY AS actions (action, place)
                ORDER BY place
                """
            ).compactMap { row in
                row.values[0].map { FusionPBXAction(application: $0, data: row.values[1] ?? "") }
            }
            action = stored.first ?? action
            furtherActions = Array(stored.dropFirst())
        }
        var route = FusionPBXRoute(
            name: dialplan["dialplan_name"] ?? "", uuid: dialplan["dialplan_uuid"] ?? "",
            field: try row.filled("destination_condition_field") ?? field(connection.settings(of: domain)),
            expression: row.filled("destination_number_regex") ?? "", domain: domain, action: action)
        route.furtherActions = furtherActions
        route.setsPrefixInline = try connection.has("destination_ringback", in: "v_destinations")
        route.callerIDPrefix = row.filled("destination_cid_name_prefix")
        route.holdMusic = row.filled("destination_hold_music")
        return route
    }

    private func changed(
        _ route: FusionPBXRoute, _ old: FusionPBXNumberSpelling, _ new: FusionPBXNumberSpelling,
        _ change: InboundNumberChange
    ) throws -> FusionPBXRoute {
        var route = route
        if new != old {
            if route.name == old.national { route.name = new.national }
            route.expression = new.expression
        }
        switch change.target {
        case .keep: break
        case .clear: route.action = .hangup
        case .set(let request):
            route.action = try FusionPBXTargets(connection: connection).encode(request, in: route.domain)
        }
        switch change.callerIDPrefix {
        case .keep: break
        case .clear: route.callerIDPrefix = nil
        case .set(let prefix): route.callerIDPrefix = try FusionPBXXML.value(prefix, "--caller-id-prefix").nonEmpty
        }
        switch change.musicOnHoldClass {
        case .keep: break
        case .clear: route.holdMusic = nil
        case .set(let name):
            route.holdMusic = try FusionPBXHoldMusic(connection: connection).stored(name, in: route.domain)
        }
        return route
    }

    private func destinationValues(
        _ before: FusionPBXRoute, _ after: FusionPBXRoute, _ old: FusionPBXNumberSpelling,
        _ new: FusionPBXNumberSpelling, _ row: Row, _ change: InboundNumberChange
    ) throws -> FusionPBXConnection.Values {
        var values: FusionPBXConnection.Values = []
        if new != old {
            values += [
                ("destination_number", new.number), ("destination_prefix", new.prefix),
                ("destination_number_regex", new.expression),
            ]
        }
        if after.action != before.action {
            values += [
                ("destination_actions", after.actionsJSON), ("destination_app", after.action.application),
                ("destination_data", after.action.data),
            ]
        }
        if after.callerIDPrefix != before.callerIDPrefix {
            values.append(("destination_cid_name_prefix", after.callerIDPrefix))
        }
        if after.holdMusic != before.holdMusic { values.append(("destination_hold_music", after.holdMusic)) }
        if let flag = try enabled(change), flag != row.isTrue("destination_enabled") {
            values.append(("destination_enabled", FusionPBXBoolean.text(flag)))
        }
        switch change.description {
        case .keep: break
        case .clear: values.append(("destination_description", nil))
        case .set(let text): values.append(("destination_description", try FusionPBXValues.line(text, "--description")))
        }
        return values
    }

    private func dialplanValues(
        _ before: FusionPBXRoute, _ after: FusionPBXRoute, _ old: FusionPBXNumberSpelling,
        _ new: FusionPBXNumberSpelling, _ row: Row, _ dialplan: Row, _ change: InboundNumberChange
    ) throws -> FusionPBXConnection.Values {
        var values: FusionPBXConnection.Values = []
        if new != old { values += [("dialplan_name", after.name), ("dialplan_number", new.national)] }
        if after != before {
            guard let xml = before.rewritten(dialplan["dialplan_xml"] ?? "", to: after) else {
                throw PBXError(
                    .conflict, "inbound number \(old.displayed)", "has a dialplan that was edited by hand",
                    remedy: "change it in FusionPBX's Dialplan Manager, or delete the number and add it again")
            }
            values.append(("dialplan_xml", xml))
        }
        if let flag = try enabled(change), flag != dialplan.isTrue("dialplan_enabled") {
            values.append(("dialplan_enabled", FusionPBXBoolean.text(flag)))
        }
        // The form copies the description when it makes the dialplan; one that was changed since is left alone.
        if !change.description.isKeep, dialplan.filled("dialplan_description") == row.filled("destination_description") {
            values.append(("dialplan_description", try change.description.newValue
                .map { try FusionPBXValues.line($0, "--description") }))
        }
        return values
    }

    private func enabled(_ change: InboundNumberChange) throws -> Bool? {
        switch change.isEnabled {
        case .keep: return nil
        case .clear: throw PBXError(.usage, "whether the number is enabled", "cannot be empty")
        case .set(let flag): return flag
        }
    }
}
