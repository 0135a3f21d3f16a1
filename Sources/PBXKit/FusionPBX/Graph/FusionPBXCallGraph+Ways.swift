/// Where the objects of a FusionPBX lead.
extension FusionPBXCallGraph {
    mutating func addWays(_ parts: FusionPBXGraphRows) {
        addRingGroups(parts)
        addQueues(parts)
        addMenus(parts)
        addCallFlows(parts)
        addClocks(parts)
        addHabits(parts)
        for dialplan in dialplans {
            guard let position = dialplan.position, let domain = dialplan.domain else { continue }
            for action in dialplan.actions where ["transfer", "bridge"].contains(action.application) && !action.data.contains("$") {
                graph.connect(position, to: node(of: action, in: domain), .always, raw: action.raw)
            }
        }
    }

    private func domain(_ row: Row) -> String? { domains[row["domain_uuid"]]?.name }

    /// The positions of a module's objects by uuid, with their domains.
    private func places(_ rows: [Row], _ kind: CallNode.Kind) -> [String: (position: Int, domain: String)] {
        var places: [String: (position: Int, domain: String)] = [:]
        for row in rows {
            guard let domain = domain(row), let number = row.filled("number"),
                let position = graph.position(of: kind, number, domain: domain)
            else { continue }
            places[row["uuid"] ?? ""] = (position, domain)
        }
        return places
    }

    private mutating func connect(
        _ place: (position: Int, domain: String), _ action: FusionPBXAction?, _ role: CallEdge.Role, isInForce: Bool = true
    ) {
        guard let action else { return }
        graph.connect(place.position, to: node(of: action, in: place.domain), role, raw: action.raw, isInForce: isInForce)
    }

    private mutating func addRingGroups(_ parts: FusionPBXGraphRows) {
        let rows = parts.modules(.ringgroup)
        let places = places(rows, .ringgroup)
        for row in rows {
            guard let place = places[row["uuid"] ?? ""], row.isTrue("forward_enabled"), let number = row.filled("forward") else { continue }
            graph.connect(place.position, to: node(dialling: number, in: place.domain), .forwardAll, raw: number)
        }
        for row in parts.ringGroupMembers {
            guard let place = places[row["parent"] ?? ""], let number = row.filled("number") else { continue }
            // As the switch's own query has it: with the column, nothing but true is on.
            let isOn = !row.has("enabled") || row.isTrue("enabled")
            graph.connect(place.position, to: node(dialling: number, in: place.domain), .member, raw: number, isInForce: isOn)
        }
        for row in rows {
            guard let place = places[row["uuid"] ?? ""] else { continue }
            connect(place, FusionPBXAction(row, "app", "data"), .noAnswer)
        }
    }

    private mutating func addQueues(_ parts: FusionPBXGraphRows) {
        let rows = parts.modules(.queue)
        let places = places(rows, .queue)
        let contacts = Dictionary(parts.agents.map { ($0["uuid"] ?? "", $0["contact"] ?? "") }, uniquingKeysWith: { first, _ in first })
        for row in parts.tiers {
            guard let place = places[row["parent"] ?? ""], let contact = contacts[row["agent"] ?? ""], !contact.isEmpty else { continue }
            connect(place, FusionPBXAction(application: "bridge", data: contact), .member)
        }
        for row in rows {
            guard let place = places[row["uuid"] ?? ""] else { continue }
            connect(place, FusionPBXAction(stored: row.filled("action")), .noAnswer)
        }
    }

    private mutating func addMenus(_ parts: FusionPBXGraphRows) {
        let rows = parts.modules(.ivr)
        let places = places(rows, .ivr)
        let parents = Dictionary(rows.map { ($0["uuid"] ?? "", $0.filled("parent")) }, uniquingKeysWith: { first, _ in first })
        for row in parts.menuOptions {
            guard let place = places[row["parent"] ?? ""] else { continue }
            let role = CallEdge.Role.option(row["digits"] ?? "")
            // As the switch's own query has it: with the column, nothing but true is on.
            let isOn = !row.has("enabled") || row.isTrue("enabled")
            let verb = row["action"] ?? ""
            let parameter = row["param"] ?? ""
            func go(_ uuid: String?) {
                guard let uuid, let target = places[uuid] else { return }
                graph.connect(place.position, to: target.position, role, raw: parameter.isEmpty ? verb : "\(verb):\(parameter)", isInForce: isOn)
            }
            switch verb {
            case "menu-exec-app": connect(place, FusionPBXAction(stored: parameter.nonEmpty, separator: " "), role, isInForce: isOn)
            case "menu-sub":
                if places[parameter] != nil { go(parameter) }
                else { graph.connect(place.position, to: graph.reference(.ivr, parameter, domain: place.domain), role, raw: "\(verb):\(parameter)", isInForce: isOn) }
            case "menu-back": go(parents[row["parent"] ?? ""] ?? nil)
            case "menu-top":
                var top = row["parent"] ?? ""
                var seen: Set = [top]
                while let above = parents[top] ?? nil, seen.insert(above).inserted { top = above }
                go(top)
            default: break
            }
        }
        for row in rows {
            guard let place = places[row["uuid"] ?? ""] else { continue }
            // After too many wrong keys and after too much silence the menu goes on in the same way.
            for role in [CallEdge.Role.timeout, .invalid] { connect(place, FusionPBXAction(row, "app", "data"), role) }
        }
    }

    private mutating func addCallFlows(_ parts: FusionPBXGraphRows) {
        let rows = parts.modules(.callflow)
        let places = places(rows, .callflow)
        for row in rows {
            guard let place = places[row["uuid"] ?? ""] else { continue }
            connect(place, FusionPBXAction(row, "app", "data"), .normal)
            connect(place, FusionPBXAction(row, "alternate_app", "alternate_data"), .alternate)
        }
    }

    private mutating func addClocks(_ parts: FusionPBXGraphRows) {
        let rows = parts.modules(.timecondition)
        let places = places(rows, .timecondition)
        let details = Dictionary(grouping: parts.clockDetails) { $0["parent"] ?? "" }
        for row in rows {
            guard let place = places[row["uuid"] ?? ""] else { continue }
            var clock = CallClock(sets: [], needsOneOnly: false, zone: nil)
            for group in FusionPBXTimeConditions.groups(details[row["uuid"] ?? ""] ?? []) {
                if let zone = group.zone { clock.zone = zone }
                if group.rules.isEmpty {
                    connect(place, group.action, .noMatch)
                } else {
                    clock.sets.append(group.rules)
                    connect(place, group.action, .match(clock.sets.count))
                }
            }
            graph.change(place.position) { $0.decision = .clock(clock) }
        }
    }

    /// What extensions do with calls: forwards, follow-me, mailboxes.
    private mutating func addHabits(_ parts: FusionPBXGraphRows) {
        let lists = Dictionary(grouping: parts.followMeMembers) { $0["parent"] ?? "" }
        let following = Set(parts.followMe.filter { $0.isTrue("enabled") }.compactMap { $0["uuid"] })
        let kinds: [(String, CallEdge.Role)] = [
            ("forward_all", .forwardAll), ("forward_busy", .forwardBusy), ("forward_no_answer", .forwardNoAnswer),
            ("forward_user_not_registered", .forwardUnregistered),
        ]
        for row in parts.extensions {
            guard let number = row.filled("extension"), let domain = domain(row),
                let position = graph.position(of: .extension, number, domain: domain)
            else { continue }
            for (column, role) in kinds where row.isTrue("\(column)_enabled") {
                guard let target = row.filled("\(column)_destination") else { continue }
                graph.connect(position, to: node(dialling: target, in: domain), role, raw: target)
            }
            if let uuid = row.filled("follow_me_uuid"), let members = lists[uuid] {
                var node = CallNode(.followme, number, name: row.filled("effective_caller_id_name"), domain: domain)
                node.isEnabled = following.contains(uuid)
                let list = graph.add(node)
                graph.connect(position, to: list, .followMe, isInForce: node.isEnabled)
                for member in members {
                    guard let target = member.filled("number"), target != number else { continue }
                    graph.connect(list, to: self.node(dialling: target, in: domain), .member, raw: target)
                }
                if let mailbox = graph.position(of: .voicemail, number, domain: domain) { graph.connect(list, to: mailbox, .noAnswer) }
            }
            if let mailbox = graph.position(of: .voicemail, number, domain: domain) { graph.connect(position, to: mailbox, .mailbox) }
        }
    }

    /// Inbound numbers come last: what they lead to is known by then.
    mutating func addInboundNumbers(_ parts: FusionPBXGraphRows) {
        for row in parts.destinations {
            guard let domain = domain(row) else { continue }
            var node = CallNode(.did, FusionPBXNumberSpelling(row).displayed, name: row.filled("destination_description"), domain: domain)
            // The switch goes by the dialplan alone.
            node.isEnabled = FusionPBXBoolean.isTrue(row["dialplan_enabled"])
            let position = graph.add(node)
            var actions = FusionPBXGraphRows.actions(row["destination_actions"])
            if actions.isEmpty {
                actions = [("destination_app", "destination_data"), ("destination_alternate_app", "destination_alternate_data")]
                    .compactMap { FusionPBXAction(row, $0.0, $0.1) }
            }
            for action in actions { graph.connect(position, to: self.node(of: action, in: domain), .always, raw: action.raw) }
        }
    }
}
