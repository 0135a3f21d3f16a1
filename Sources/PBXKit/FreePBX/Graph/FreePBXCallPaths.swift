/// Where calls of a FreePBX go.
struct FreePBXCallPaths: CallPaths {
    let system: FreePBXSystem

    func graph(asking reading: SwitchReading) throws -> CallGraph { try FreePBXCallGraph(of: system, asking: reading).graph }

    func addStates(of positions: [Int], to graph: inout CallGraph) throws {
        let extensions = positions.filter { graph.nodes[$0].kind == .extension && graph.nodes[$0].exists }
        guard !extensions.isEmpty else { return }
        let numbers = extensions.map { graph.nodes[$0].id }
        let values = try system.astDB().values(
            of: numbers.map { AstDBPath(family: "DND", key: $0) }
                + numbers.map { AstDBPath(family: "AMPUSER", key: "\($0)/followme/ddial") })
        for (index, position) in extensions.enumerated() {
            // FreePBX: the dialplan compares with YES.
            if values[index] == "YES" { graph.change(position) { $0.remarks.append(CallTrace.doNotDisturb) } }
            graph.setInForce(values[numbers.count + index] == "DIRECT", from: position, .followMe)
        }
    }

    /// Time conditions go by the clock of the PBX's host, in whatever zone its call records are kept.
    func timeZone() throws -> TimeZoneRules {
        if let name = system.profile.timeZone?.value { return try TimeZoneRules.named(name) }
        if let host = try system.host() { return try TimeZoneRules.ofHost(host) }
        return try FreePBXCallRecordZone(system: system).zone()
    }

    func entry(_ number: String, caller: String?, in graph: CallGraph) throws -> Int? {
        var positions: [FreePBXInboundRoute: Int] = [:]
        for position in graph.nodes.indices where graph.nodes[position].kind == .did && graph.nodes[position].exists {
            let parts = graph.nodes[position].id.split(separator: "/", maxSplits: 1).map(String.init)
            guard let did = parts.first else { continue }
            let route = FreePBXInboundRoute(did: did == FreePBXCallGraph.anyNumber ? "" : did, caller: parts.count > 1 ? parts[1] : "")
            if positions[route] == nil { positions[route] = position }
        }
        return FreePBXInboundRouteFinder(Array(positions.keys)).route(of: number, from: caller ?? "").flatMap { positions[$0] }
    }

    func position(of target: TargetRequest, in graph: CallGraph) throws -> Int {
        let kind: CallNode.Kind
        let id: String
        switch target {
        case .hangup: (kind, id) = (.hangup, "")
        case .raw(let raw):
            let decoded = FreePBXTargets.decode(raw)
            (kind, id) = (CallNode.Kind(decoded.kind), decoded.id ?? raw)
        case .to(let wanted, let name): (kind, id) = (CallNode.Kind(wanted), name)
        }
        return try graph.found(kind, id, domain: nil)
    }

    func outbound(_ number: String, from `extension`: String) throws -> [OutboundStep] {
        try FreePBXOutboundTrace(system: system).steps(number, from: `extension`)
    }
}
