/// Numbers that two objects have: which of them is called is the dialplan's accident.
struct DuplicateNumberRule: CheckRule {
    let name = "duplicate-number"
    let summary = "Two objects have the same number."
    let severity = CheckSeverity.error

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        let graph = try pbx.graph()
        let shared = graph.sharedNumbers.map { shared in
            let (first, second) = (graph.nodes[shared.first], graph.nodes[shared.second])
            return finding(
                second, "\(shared.number) is the number of \(first.short) as well", remedy: "give one of them another number: pbxctl target numbers")
        }
        return shared + graph.repeated.map { position in
            let node = graph.nodes[position]
            return finding(
                node, "is there more than once", remedy: node.kind == .did ? "pbxctl did show \(node.id)" : "delete all but one of them in the PBX's web interface")
        }
    }
}
