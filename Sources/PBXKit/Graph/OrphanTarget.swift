/// A target that nothing leads to.
public struct OrphanTarget: Record {
    public var node: CallNode

    public static let nameField = "id"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<OrphanTarget>] = [
        .text("type") { $0.node.kind.rawValue },
        .text("id") { $0.node.shownID },
        .text("name") { $0.node.name },
        .text("number") { $0.node.number },
        .text("domain") { $0.node.domain },
    ]
}

extension CallGraph {
    /// What was made for calls to be led to, and nothing but itself leads there.
    public func orphans() -> [OrphanTarget] {
        var isUsed = [Bool](repeating: false, count: nodes.count)
        for edge in edges where edge.from != edge.to { isUsed[edge.to] = true }
        return nodes.indices.filter { nodes[$0].isApplication && nodes[$0].exists && !isUsed[$0] }.map { OrphanTarget(node: nodes[$0]) }
    }
}
