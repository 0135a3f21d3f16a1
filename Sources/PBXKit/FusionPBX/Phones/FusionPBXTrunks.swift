/// Gateways: `v_gateways`, with what every node's switch says about them now.
///
/// FusionPBX: `app/gateways`. The switch knows a gateway by its uuid in lower case.
struct FusionPBXTrunks: FusionPBXObjects, Trunks {
    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(title: "trunk", table: "v_gateways", uuid: "gateway_uuid", number: nil, name: "gateway", includesGlobal: true)
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [Trunk] {
        let live = FusionPBXGatewayStatus(connection)
        return rows.map { row in
            let name = row.filled("gateway") ?? row["gateway_uuid"] ?? ""
            var trunk = Trunk(id: name, technology: "sofia", isEnabled: row.isTrue("enabled"))
            trunk.name = row.filled("gateway")
            trunk.domain = domains[row["domain_uuid"]]?.name
            trunk.uuid = row["gateway_uuid"]
            trunk.registers = row.isTrue("register")
            trunk.server = row.filled("proxy") ?? row.filled("realm")
            trunk.username = row.filled("username")
            trunk.maximumCalls = row.filled("channels").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            trunk.profile = row.filled("profile")
            trunk.context = row.filled("context")
            trunk.description = row.filled("description")
            (trunk.status, trunk.detail, trunk.latencyMilliseconds) = live.status(
                row["gateway_uuid"] ?? "", registers: row.isTrue("register"), isEnabled: trunk.isEnabled)
            trunk.raw = row.raw(place.table, options)
            return trunk
        }
    }

    func planSet(_ identifier: String, enabled isEnabled: Bool) throws -> Plan {
        let row = try row(of: identifier)
        var plan = Plan(.set, "trunk", row.filled("gateway") ?? identifier)
        guard row.isTrue("enabled") != isEnabled,
            let step = try connection.update(place.table, row, [("enabled", FusionPBXBoolean.text(isEnabled))])
        else { return plan }
        plan.steps.append(step)
        if row.filled("domain_uuid") == nil { plan.warnings.append("this trunk is every domain's") }
        plan.steps.append(.cacheKey("configuration:sofia.conf"))
        if let profile = row.filled("profile"), FusionPBXCommand.isWord(profile) {
            if !isEnabled { plan.steps.append(Self.removal(row["gateway_uuid"] ?? "", from: profile)) }
            plan.steps.append(.notification(.switchCommand("sofia profile \(profile) rescan")))
        }
        return plan
    }

    /// What takes a gateway out of a running profile: reading the configuration again only adds.
    private static func removal(_ uuid: String, from profile: String) -> Step {
        .notification(.switchCommand("sofia profile \(profile) killgw \(uuid)"))
    }

    /// Taking back that a gateway was switched on has to take it out of the switch as well.
    func withLeftovers(_ plan: Plan) -> Plan {
        guard plan.noun == "trunk" else { return plan }
        var plan = plan
        for case .row(let row) in plan.steps where row.table == place.table {
            guard row.after?.first(where: { $0.name == "enabled" })?.value == .text("false"),
                case .text(let uuid)? = row.key.first(where: { $0.name == "gateway_uuid" })?.value,
                let rescan = plan.steps.firstIndex(where: { step in
                    if case .notification(.switchCommand(let command)) = step { command.hasSuffix(" rescan") } else { false }
                }), case .notification(.switchCommand(let command)) = plan.steps[rescan]
            else { continue }
            let removal = Self.removal(uuid, from: command.split(separator: " ").dropFirst(2).first.map(String.init) ?? "")
            if !plan.steps.contains(removal) { plan.steps.insert(removal, at: rescan) }
        }
        return plan
    }
}
