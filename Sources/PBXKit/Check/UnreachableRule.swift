/// Objects that no call comes to.
struct UnreachableRule: CheckRule {
    let name = "unreachable"
    let summary = "No call comes to an object: from no inbound number, and in no other way."
    let severity = CheckSeverity.warning

    /// Forwards of a FreePBX are in AstDB.
    func withoutSwitch(on kind: PBXKind) -> CheckView { kind == .freepbx ? .part : .whole }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        let graph = try pbx.graph()
        let entries = graph.nodes.indices.filter { position in
            let node = graph.nodes[position]
            return node.exists && (node.number != nil || node.kind == .did || node.kind == .extension || node.kind == .route)
        }
        let outside = graph.nodes.indices.filter { graph.nodes[$0].exists && (graph.nodes[$0].kind == .did || graph.nodes[$0].kind == .extension) }
        let reached = graph.reachable(from: entries)
        let led = graph.reachable(from: outside)
        let incoming = graph.incoming()
        return graph.nodes.indices.compactMap { position in
            let node = graph.nodes[position]
            // Recordings are played by menus and greetings, which lead nowhere.
            guard node.isApplication, node.exists, node.kind != .recording, !led[position] else { return nil }
            let isUsed = incoming[position].contains { graph.edges[$0].from != position }
            let why = isUsed ? "only what no call comes to leads there" : "nothing leads there"
            guard reached[position] else {
                return finding(node, why, remedy: node.asTarget.map { "lead a number there: pbxctl did set NUMBER --to \($0); or delete it" } ?? "lead calls there, or delete it")
            }
            let dialled = node.number.map { ": it can only be dialled, as \($0)" } ?? ", but it can be dialled"
            return finding(.info, node, why + dialled, remedy: node.asTarget.map { "pbxctl target uses \($0)" } ?? "lead calls there, or delete it")
        }
    }
}
