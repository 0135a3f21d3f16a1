/// A place that leads to a target.
public struct TargetUse: Record {
    public var node: CallNode
    public var role: CallEdge.Role
    /// What it leads to: the target itself, or what leads there.
    public var next: CallNode
    /// How the PBX stores where it leads.
    public var stored: String?
    public var isInForce: Bool
    /// 1 for what leads there directly.
    public var distance: Int

    public static let nameField = "id"
    public static let tableFields = ["type", "id", "name", "domain", "role", "leads_to", "in_force", "distance"]
    public static let fields: [RecordField<TargetUse>] = [
        .text("type") { $0.node.kind.rawValue },
        .text("id") { $0.node.shownID },
        .text("name") { $0.node.name },
        .text("domain") { $0.node.domain },
        .text("role") { $0.role.words },
        .text("leads_to") { $0.next.short },
        .text("raw") { $0.stored },
        .flag("in_force") { $0.isInForce },
        .number("distance") { $0.distance },
    ]
}

extension CallGraph {
    /// What leads to a node, the nearest first; `indirectly` also what leads to that, each place once.
    public func uses(of position: Int, indirectly: Bool) -> [TargetUse] {
        let incoming = incoming()
        var uses: [TargetUse] = []
        var seen: Set = [position]
        var front = [position]
        var distance = 1
        while !front.isEmpty {
            var further: [Int] = []
            for target in front {
                for number in incoming[target] {
                    let edge = edges[number]
                    // An object that leads to itself is no use of it by another.
                    guard edge.from != position, distance == 1 || !seen.contains(edge.from) else { continue }
                    uses.append(
                        TargetUse(
                            node: nodes[edge.from], role: edge.role, next: nodes[target], stored: edge.raw, isInForce: edge.isInForce,
                            distance: distance))
                    if seen.insert(edge.from).inserted { further.append(edge.from) }
                }
            }
            front = indirectly ? further : []
            distance += 1
        }
        return uses
    }
}
