/// Outbound routes of a FreePBX in the order they are tried. FreePBX: Core's `Components/Outboundrouting.php`.
struct FreePBXOutboundRoutes: OutboundRoutes {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (OutboundRoute) throws -> Void) throws {
        try requireTables()
        let condition = try options.filter.freePBX("COALESCE(r.name, '')")
        let trunks = try trunks()
        var patterns: [String: [String]] = [:]
        for row in try patternRows() { patterns[row["route_id"] ?? "", default: []].append(Self.pattern(row)) }
        for row in try system.database().rows(
            """
            SELECT r.*, s.seq AS route_order FROM outbound_routes AS r
            LEFT JOIN outbound_route_sequence AS s ON s.route_id = r.route_id WHERE \(condition)
            ORDER BY s.seq IS NULL, s.seq, r.route_id
            """)
        {
            var route = OutboundRoute(id: row["route_id"] ?? "")
            route.name = row.filled("name")
            route.order = row.number("route_order")
            route.patterns = patterns[route.id] ?? []
            route.trunks = trunks[route.id] ?? []
            route.isEmergency = row["emergency_route"] == "YES"
            if options.raw { route.raw = FreePBXRaw.object(row, hiding: options.reveal ? [] : ["password"]) }
            try body(route)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> OutboundRoute {
        try FreePBXFinder<OutboundRoute>(title: "outbound route", command: "route", id: \.id, name: \.name)
            .find(identifier) { try forEach(options, $0) }
    }

    func forEachPattern(_ options: ReadOptions, _ body: (OutboundPattern) throws -> Void) throws {
        try requireTables()
        let trunks = try trunks()
        for row in try patternRows() {
            let id = row["route_id"] ?? ""
            var pattern = OutboundPattern(route: row.filled("route_name") ?? id, pattern: Self.pattern(row))
            pattern.prefix = row.filled("match_pattern_prefix")
            pattern.match = row.filled("match_pattern_pass")
            pattern.prepend = row.filled("prepend_digits")
            pattern.callerID = row.filled("match_cid")
            pattern.trunks = trunks[id] ?? []
            if options.raw { pattern.raw = FreePBXRaw.object(row) }
            try body(pattern)
        }
    }

    /// The parts put together as FreePBX writes them in files: `1+9|NXXNXXXXXX/1001`.
    static func pattern(_ row: Row) -> String {
        let prepend = row.filled("prepend_digits").map { "\($0)+" } ?? ""
        let prefix = row.filled("match_pattern_prefix").map { "\($0)|" } ?? ""
        let caller = row.filled("match_cid").map { "/\($0)" } ?? ""
        return prepend + prefix + (row["match_pattern_pass"] ?? "") + caller
    }

    private func requireTables() throws {
        try system.requireTables(
            "outbound_routes", "outbound_route_sequence", "outbound_route_patterns", "outbound_route_trunks", "trunks", of: "core")
    }

    private func patternRows() throws -> [Row] {
        try system.database().rows(
            """
            SELECT p.*, r.name AS route_name FROM outbound_route_patterns AS p
            JOIN outbound_routes AS r ON r.route_id = p.route_id
            LEFT JOIN outbound_route_sequence AS s ON s.route_id = p.route_id
            ORDER BY s.seq IS NULL, s.seq, p.route_id, p.match_pattern_prefix, p.match_pattern_pass, p.match_cid
            """)
    }

    /// Names of trunks by route, in the order they are tried.
    private func trunks() throws -> [String: [String]] {
        var trunks: [String: [String]] = [:]
        for row in try system.database().rows(
            """
            SELECT t.route_id, t.trunk_id, n.name, n.tech, n.channelid FROM outbound_route_trunks AS t
            LEFT JOIN trunks AS n ON n.trunkid = t.trunk_id ORDER BY t.route_id, t.seq
            """)
        {
            let unnamed = row["tech"].map { "\($0.uppercased())/\(row["channelid"] ?? "")" }
            trunks[row["route_id"] ?? "", default: []].append(row.filled("name") ?? unnamed ?? row["trunk_id"] ?? "")
        }
        return trunks
    }
}
