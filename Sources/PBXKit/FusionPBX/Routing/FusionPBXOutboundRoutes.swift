/// Outbound routes: dialplans of their own application, with patterns and bridges in their details.
///
/// FusionPBX: `app/outbound_routes`: two dialplans for each expression, of which `call_direction-outbound` only sets the
/// direction and dials nothing.
struct FusionPBXOutboundRoutes: FusionPBXObjects, OutboundRoutes {
    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "outbound route", table: "v_dialplans", uuid: "dialplan_uuid", number: nil, name: "dialplan_name",
            enabled: "dialplan_enabled", order: "dialplan_order",
            condition: """
                app_uuid = \(FusionPBXApplication.outboundRoute.rawValue) AND dialplan_name IS DISTINCT FROM 'call_direction-outbound'
                """)
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [OutboundRoute] {
        let details = try details(of: rows)
        let gateways = try gateways()
        return rows.map { row in
            let own = details[row["dialplan_uuid"] ?? ""] ?? []
            var route = OutboundRoute(id: row["dialplan_uuid"] ?? "")
            route.name = row.filled("dialplan_name")
            route.domain = domains[row["domain_uuid"]]?.name
            route.uuid = row["dialplan_uuid"]
            route.order = row.filled("dialplan_order").flatMap { Int($0) }
            route.isEnabled = row.isTrue("dialplan_enabled")
            route.patterns = Self.expressions(own)
            route.trunks = FusionPBXCacheKeys.distinct(Self.bridges(own).map { Self.trunk($0, gateways) })
            if options.raw { route.raw = Row.raw([(place.table, [row]), ("v_dialplan_details", own)], reveal: options.reveal) }
            return route
        }
    }

    func forEachPattern(_ options: ReadOptions, _ body: (OutboundPattern) throws -> Void) throws {
        let rows = try rows("TRUE")
        let details = try details(of: rows)
        let gateways = try gateways()
        for row in rows {
            let own = details[row["dialplan_uuid"] ?? ""] ?? []
            let bridges = Self.bridges(own)
            for expression in Self.expressions(own) {
                var pattern = OutboundPattern(route: row["dialplan_name"] ?? "", pattern: expression)
                // What is dialled before the number that the expression caught.
                pattern.prepend = bridges.compactMap { $0.split(separator: "/").last.map(String.init) }
                    .first { $0.hasSuffix("$1") && $0.count > 2 }.map { String($0.dropLast(2)) }
                pattern.match = expression
                pattern.trunks = FusionPBXCacheKeys.distinct(bridges.map { Self.trunk($0, gateways) })
                if options.raw { pattern.raw = Row.raw([(place.table, [row]), ("v_dialplan_details", own)], reveal: options.reveal) }
                try body(pattern)
            }
        }
    }

    private func details(of rows: [Row]) throws -> [String: [Row]] {
        try connection.children(
            "v_dialplan_details", "dialplan_uuid", of: rows,
            order: "dialplan_detail_group, dialplan_detail_order, dialplan_detail_uuid")
    }

    /// Names of gateways by their uuid, under which the switch knows them.
    private func gateways() throws -> [String: String] {
        let rows = try connection.database().rows("SELECT gateway_uuid::text, gateway FROM v_gateways")
        return Dictionary(
            rows.compactMap { row in row.values[0].flatMap { uuid in row.values[1].map { (uuid, $0) } } },
            uniquingKeysWith: { first, _ in first })
    }

    private static func expressions(_ details: [Row]) -> [String] {
        details.filter { $0["dialplan_detail_tag"] == "condition" && $0["dialplan_detail_type"] == "destination_number" }
            .compactMap { $0.filled("dialplan_detail_data") }
    }

    private static func bridges(_ details: [Row]) -> [String] {
        details.filter { $0["dialplan_detail_tag"] == "action" && $0["dialplan_detail_type"] == "bridge" }
            .compactMap { $0.filled("dialplan_detail_data") }
    }

    /// `sofia/gateway/UUID/$1` by the gateway's name; anything else as it is stored.
    private static func trunk(_ bridge: String, _ gateways: [String: String]) -> String {
        let parts = bridge.split(separator: "/").map(String.init)
        guard let place = parts.firstIndex(of: "gateway"), place + 1 < parts.count else { return bridge }
        return gateways[parts[place + 1].lowercased()] ?? parts[place + 1]
    }
}
