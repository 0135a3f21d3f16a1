/// Where calls of a FusionPBX go.
struct FusionPBXCallPaths: CallPaths {
    let connection: FusionPBXConnection

    /// The database says all of it.
    func graph(asking reading: SwitchReading) throws -> CallGraph { try FusionPBXCallGraph(of: connection).graph }

    /// The database says all of it.
    func addStates(of positions: [Int], to graph: inout CallGraph) throws {}

    /// The domain's own zone, whatever zone times are shown in.
    func timeZone() throws -> TimeZoneRules {
        let name = try connection.profile.timeZone?.value ?? connection.settings(of: connection.domain()).timeZone
        return try name.map { try TimeZoneRules.named($0) } ?? .utc
    }

    func entry(_ number: String, caller: String?, in graph: CallGraph) throws -> Int? {
        let domain = try connection.domain()
        let rows = try connection.database().rows(
            """
            SELECT \(try columns()), p.dialplan_xml FROM v_destinations d
            JOIN v_dialplans p ON p.dialplan_uuid = d.dialplan_uuid
            WHERE d.destination_type = 'inbound' AND d.domain_uuid = \(domain.uuid) AND p.dialplan_enabled::text = 'true'
            ORDER BY p.dialplan_order, p.dialplan_name
            """)
        func position(_ row: Row) -> Int? {
            graph.position(of: .did, FusionPBXNumberSpelling(row).displayed, domain: domain.name)
        }
        // The switch goes by the expressions, in their order.
        for row in rows {
            let expressions = FusionPBXDialplanText(row["dialplan_xml"] ?? "").expressions
            if expressions.contains(where: { DialplanExpression($0)?.matches(number) ?? false }), let found = position(row) { return found }
        }
        if let row = rows.first(where: { FusionPBXNumberSpelling($0).all.contains(number) }) { return position(row) }
        // One that is switched off is there, and takes no calls.
        return graph.position(of: .did, number, domain: domain.name)
    }

    private func columns() throws -> SQL {
        try ["destination_prefix", "destination_trunk_prefix", "destination_area_code", "destination_number"]
            .map { "\(try connection.text($0, of: "v_destinations", as: "d")) AS \(identifier: $0)" as SQL }.joined(separator: ", ")
    }

    func position(of target: TargetRequest, in graph: CallGraph) throws -> Int {
        let domain = try connection.domain().name
        switch target {
        case .hangup: return try graph.found(.hangup, "", domain: domain)
        case .raw(let raw):
            if let found = graph.position(of: .native, raw, domain: domain) { return found }
            var maker = try FusionPBXCallGraph(of: connection)
            let position = maker.node(of: try FusionPBXAction(raw: raw), in: domain)
            return try graph.found(maker.graph.nodes[position].kind, maker.graph.nodes[position].id, domain: domain)
        case .to(let kind, let id):
            // An extension is known by its alias, too.
            if kind == .extension, let found = graph.position(dialling: id, domain: domain), graph.nodes[found].kind == .extension { return found }
            return try graph.found(CallNode.Kind(kind), id, domain: domain)
        }
    }

    func outbound(_ number: String, from `extension`: String) throws -> [OutboundStep] {
        try FusionPBXOutboundTrace(connection: connection).steps(number, from: `extension`)
    }
}
