/// Trunks that are in use and that the switch cannot reach, or is not registered with.
struct TrunkDownRule: CheckRule {
    let name = "trunk-down"
    let summary = "A trunk that outbound routes use, or that the PBX registers with, is down."
    let severity = CheckSeverity.error

    func withoutSwitch(on kind: PBXKind) -> CheckView { .nothing }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        var trunks: [Trunk] = []
        try pbx.system.trunks?.forEach(ReadOptions()) { if $0.isEnabled { trunks.append($0) } }
        let down = trunks.filter { $0.status == .down }
        guard !down.isEmpty else { return [] }
        let routes = try Self.routes(of: pbx.system)
        let working = Set(trunks.filter { $0.status != .down }.map(Self.name))
        return down.compactMap { trunk in
            let using = routes.filter { $0.trunks.contains(Self.name(trunk)) }
            guard !using.isEmpty || trunk.registers == true else { return nil }
            let stranded = using.filter { route in !route.trunks.contains { working.contains($0) } }
            var why = "is down\(trunk.detail.map { " (\($0))" } ?? "")"
            if trunk.registers == true { why += "; calls from there do not come" }
            if !stranded.isEmpty {
                why += "; \(Self.names(stranded)) no other trunk that works"
            } else if !using.isEmpty {
                why += "; calls go out over others"
            }
            return CheckFinding(
                rule: name, severity: trunk.registers == true || !stranded.isEmpty ? .error : .warning, object: "trunk:\(trunk.id)",
                name: trunk.name, domain: trunk.domain, why: why, remedy: "pbxctl trunk show \(trunk.id)")
        }
    }

    /// Routes name their trunks in this way.
    private static func name(_ trunk: Trunk) -> String { trunk.name ?? trunk.id }

    private static func names(_ routes: [OutboundRoute]) -> String {
        let names = routes.map { $0.name ?? $0.id }
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
        return names.count == 1 ? "outbound route \(shown) has" : "outbound routes \(shown) have"
    }

    /// The routes that are on; none where the PBX has no such thing.
    private static func routes(of system: any PhoneSystem) throws -> [OutboundRoute] {
        var routes: [OutboundRoute] = []
        do {
            try system.outboundRoutes?.forEach(ReadOptions()) { if $0.isEnabled != false { routes.append($0) } }
        } catch let error as PBXError where error.kind == .notOffered {}
        return routes
    }
}
