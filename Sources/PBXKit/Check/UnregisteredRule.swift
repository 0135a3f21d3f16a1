/// Phones that calls are led to and that are not there.
struct UnregisteredRule: CheckRule {
    let name = "unregistered"
    let summary = "Calls from outside come to an extension whose phone is not registered."
    let severity = CheckSeverity.warning

    func withoutSwitch(on kind: PBXKind) -> CheckView { .nothing }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        guard let registrations = pbx.system.registrations else { return [] }
        let graph = try pbx.graph()
        let reached = graph.reachable(from: graph.nodes.indices.filter { graph.nodes[$0].kind == .did && graph.nodes[$0].exists && graph.nodes[$0].isEnabled })
        var there: [String: Bool] = [:]
        try registrations.forEach(ReadOptions()) { found in
            there["\(found.domain ?? "")/\(found.extension)", default: false] = there["\(found.domain ?? "")/\(found.extension)"] ?? false || found.status != .unregistered
        }
        return graph.nodes.indices.compactMap { position in
            let node = graph.nodes[position]
            guard reached[position], node.kind == .extension, node.exists, node.isEnabled else { return nil }
            // Those without a phone are in no list of registrations.
            guard there["\(node.domain ?? "")/\(node.id)"] == false else { return nil }
            let goesOn = graph.ways(from: position).contains { $0.isInForce && $0.role != .followMe }
            return finding(
                goesOn ? .info : severity, node, "calls come to it, and no phone is registered\(goesOn ? "; they go on from there" : "")",
                remedy: "pbxctl registration show \(node.id)")
        }
    }
}
