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

    /// FreePBX: routes of a number come before those of a pattern, and these before those of any number; of like ones the
    /// route for the caller comes first.
    func entry(_ number: String, caller: String?, in graph: CallGraph) throws -> Int? {
        var best: Candidate?
        for position in graph.nodes.indices where graph.nodes[position].kind == .did && graph.nodes[position].exists {
            let parts = graph.nodes[position].id.split(separator: "/", maxSplits: 1).map(String.init)
            guard let did = parts.first else { continue }
            let isAny = did == FreePBXCallGraph.anyNumber
            // Most are plain numbers, which need no pattern to be told from another.
            guard isAny || did == number || did.hasPrefix("_") else { continue }
            let pattern = AsteriskPattern(isAny ? "_." : did)
            let wanted = parts.count > 1 ? parts[1] : nil
            guard pattern.matches(number), wanted.map({ AsteriskPattern($0).matches(caller ?? "") }) ?? true else { continue }
            let candidate = Candidate(position: position, isAny: isAny, pattern: pattern, isForCaller: wanted != nil)
            if best.map({ candidate.comes(before: $0) }) ?? true { best = candidate }
        }
        return best?.position
    }

    /// An inbound route that takes a call.
    private struct Candidate {
        var position: Int
        var isAny: Bool
        var pattern: AsteriskPattern
        var isForCaller: Bool

        func comes(before other: Candidate) -> Bool {
            if isAny != other.isAny { return other.isAny }
            if pattern.comes(before: other.pattern) { return true }
            return !other.pattern.comes(before: pattern) && isForCaller && !other.isForCaller
        }
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
