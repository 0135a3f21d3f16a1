/// Ring groups and queues that ring nobody.
struct EmptyGroupRule: CheckRule {
    let name = "empty-group"
    let summary = "A ring group or queue has nobody to ring."
    let severity = CheckSeverity.error

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        let graph = try pbx.graph()
        return graph.nodes.indices.compactMap { position in
            let node = graph.nodes[position]
            guard node.exists, node.isEnabled, node.kind == .ringgroup || node.kind == .queue else { return nil }
            let ways = graph.ways(from: position).filter(\.isInForce)
            if ways.contains(where: { $0.role == .forwardAll }) { return nil }
            guard !ways.contains(where: { $0.role == .member && graph.nodes[$0.to].exists && graph.nodes[$0.to].isEnabled }) else { return nil }
            guard node.kind == .ringgroup else {
                // Agents of a queue may log in from their phones.
                return finding(.warning, node, "has no agent who is always there", remedy: "pbxctl queue show \(node.id)")
            }
            return finding(node, "has no member that can ring", remedy: "pbxctl ringgroup set \(node.id) --member EXT")
        }
    }
}
