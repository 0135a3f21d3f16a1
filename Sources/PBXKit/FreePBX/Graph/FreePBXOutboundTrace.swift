/// Which outbound route takes a number, by which pattern, and over which trunks.
///
/// FreePBX: Core's `functions.inc.php`, `core_get_config`: the contexts of the routes are included in their sequence, so
/// the first route with a pattern that fits takes the call; of its patterns Asterisk's own order decides.
struct FreePBXOutboundTrace {
    let system: FreePBXSystem

    func steps(_ number: String, from `extension`: String) throws -> [OutboundStep] {
        let user = try FreePBXExtensions(system: system).userRow(`extension`)
        try system.requireTables("outbound_routes", "outbound_route_sequence", "outbound_route_patterns", "outbound_route_trunks", "trunks", of: "core")
        let patterns = Dictionary(grouping: try system.database().rows("SELECT * FROM outbound_route_patterns")) { $0["route_id"] ?? "" }
        for route in try system.database().rows(
            """
            SELECT r.* FROM outbound_routes AS r JOIN outbound_route_sequence AS s ON s.route_id = r.route_id ORDER BY s.seq, r.route_id
            """)
        {
            let fitting = (patterns[route["route_id"] ?? ""] ?? []).filter { Self.takes($0, number, from: `extension`) }
            let best = fitting.min { left, right in
                let (one, other) = (Self.whole(left), Self.whole(right))
                // Of one pattern the row for a caller comes before the one for all.
                return one.comes(before: other) || (!other.comes(before: one) && left.filled("match_cid") != nil && right.filled("match_cid") == nil)
            }
            if let best { return try steps(route, best, number, user) }
        }
        return []
    }

    private static func whole(_ row: Row) -> AsteriskPattern {
        AsteriskPattern(pattern: (row["match_pattern_prefix"] ?? "") + (row["match_pattern_pass"] ?? ""))
    }

    private static func takes(_ row: Row, _ number: String, from `extension`: String) -> Bool {
        guard whole(row).matches(number) else { return false }
        return row.filled("match_cid").map { AsteriskPattern(pattern: $0).matches(`extension`) } ?? true
    }

    private func steps(_ route: Row, _ pattern: Row, _ number: String, _ user: Row) throws -> [OutboundStep] {
        // A prefix of characters that stand for one digit each is taken off by its length.
        let prefix = Self.length(of: pattern["match_pattern_prefix"] ?? "")
        let dialled = (pattern["prepend_digits"] ?? "") + number.dropFirst(prefix)
        let isEmergency = route["emergency_route"] == "YES"
        let trunks = try system.database().rows(
            """
            SELECT n.* FROM outbound_route_trunks AS t JOIN trunks AS n ON n.trunkid = t.trunk_id
            WHERE t.route_id = \(route["route_id"]) ORDER BY t.seq
            """)
        let own = try callerID(user, route, isEmergency)
        func step(_ trunk: Row?) throws -> OutboundStep {
            var step = OutboundStep(
                route: route["route_id"] ?? "", pattern: FreePBXOutboundRoutes.pattern(pattern),
                number: try trunk.map { try self.number(dialled, on: $0) } ?? dialled)
            step.name = route.filled("name")
            step.trunk = trunk.map { $0.filled("name") ?? "\(($0["tech"] ?? "").uppercased())/\($0["channelid"] ?? "")" }
            step.isTrunkEnabled = trunk.map { $0["disabled"] != "on" }
            step.callerID = FreePBXCallerID(stored: own ?? trunk?.filled("outcid") ?? "").number
            step.isEmergency = isEmergency
            return step
        }
        return trunks.isEmpty ? [try step(nil)] : try trunks.map { try step($0) }
    }

    private static func length(of pattern: String) -> Int {
        var length = 0
        var isInside = false
        for character in pattern {
            if character == "[" { isInside = true }
            if character == "]" { isInside = false }
            if !isInside { length += 1 }
        }
        return length
    }

    /// FreePBX: the macro `outbound-callerid`: the emergency caller id on emergency routes, a route's own where it
    /// overrides, the extension's, the route's; the trunk's where there is none of these.
    private func callerID(_ user: Row, _ route: Row, _ isEmergency: Bool) throws -> String? {
        if isEmergency {
            let stored = try system.database().value("SELECT emergency_cid FROM devices WHERE id = \(user["extension"])")
            if let stored, !stored.isEmpty { return stored }
        }
        if route["outcid_mode"] == "override_extension", let own = route.filled("outcid") { return own }
        return user.filled("outboundcid") ?? route.filled("outcid")
    }

    /// What a trunk makes of a number: its dial rules, then its prefix. FreePBX: `trunk_dialpatterns`, `trunks.dialoutprefix`.
    private func number(_ number: String, on trunk: Row) throws -> String {
        var dialled = number
        if try system.catalogue().has("trunk_dialpatterns") {
            let rules = try system.database().rows("SELECT * FROM trunk_dialpatterns WHERE trunkid = \(trunk["trunkid"]) ORDER BY seq")
            if let rule = rules.first(where: { Self.whole($0).matches(number) }) {
                dialled = (rule["prepend_digits"] ?? "") + number.dropFirst(Self.length(of: rule["match_pattern_prefix"] ?? ""))
            }
        }
        return (trunk.filled("dialoutprefix") ?? "") + dialled
    }
}
