/// Everything that calls can be at, and every way between.
public struct CallGraph: Sendable {
    public private(set) var nodes: [CallNode] = []
    public private(set) var edges: [CallEdge] = []
    /// Positions of edges by the node that they come from, in the order the PBX has them.
    private var outgoing: [[Int]] = []
    private var positions: [CallNodeKey: Int] = [:]
    private var dialled: [DialledNumber: Int] = [:]

    /// Numbers that two nodes have, the one that keeps it first.
    private(set) var sharedNumbers: [(number: String, first: Int, second: Int)] = []
    /// Nodes that the PBX has more than once.
    private(set) var repeated: [Int] = []

    private struct DialledNumber: Hashable {
        var number: String
        var domain: String?
    }

    public init() {}

    mutating func reserve(_ count: Int) {
        nodes.reserveCapacity(count)
        outgoing.reserveCapacity(count)
        positions.reserveCapacity(count)
        dialled.reserveCapacity(count)
        edges.reserveCapacity(count)
    }

    // MARK: - Building

    /// Adds an object of the PBX, or fills in one that something led to. Its position.
    @discardableResult
    mutating func add(_ node: CallNode) -> Int {
        let key = CallNodeKey(kind: node.kind, id: node.id, domain: node.domain)
        let position: Int
        if let known = positions[key] {
            position = known
            // The first that is there keeps its place.
            if !nodes[known].exists { nodes[known] = node } else if node.isApplication || node.isOnce { repeated.append(known) }
        } else {
            position = nodes.count
            positions[key] = position
            nodes.append(node)
            outgoing.append([])
        }
        if node.exists, let number = node.number, !number.isEmpty { dial(number, node.domain, to: position) }
        return position
    }

    /// Lets a number lead to a node; the first to have a number keeps it.
    mutating func dial(_ number: String, _ domain: String?, to position: Int) {
        let key = DialledNumber(number: number, domain: domain)
        guard let first = dialled[key] else { return dialled[key] = position }
        if first != position { sharedNumbers.append((number, first, position)) }
    }

    /// The node of a kind and id, made as one that the PBX does not have where there is none.
    mutating func reference(_ kind: CallNode.Kind, _ id: String, domain: String? = nil) -> Int {
        if let known = positions[CallNodeKey(kind: kind, id: id, domain: domain)] { return known }
        var node = CallNode(kind, id, domain: domain)
        node.exists = false
        return add(node)
    }

    mutating func connect(_ from: Int, to: Int, _ role: CallEdge.Role, raw: String? = nil, isInForce: Bool = true) {
        outgoing[from].append(edges.count)
        edges.append(CallEdge(from: from, to: to, role: role, raw: raw, isInForce: isInForce))
    }

    mutating func change(_ position: Int, _ body: (inout CallNode) -> Void) { body(&nodes[position]) }

    /// Sets whether the ways of a role from a node are in force.
    mutating func setInForce(_ flag: Bool, from position: Int, _ role: CallEdge.Role) {
        for edge in outgoing[position] where edges[edge].role == role { edges[edge].isInForce = flag }
    }

    // MARK: - Asking

    public func position(of kind: CallNode.Kind, _ id: String, domain: String? = nil) -> Int? {
        positions[CallNodeKey(kind: kind, id: id, domain: domain)]
    }

    /// What dialling a number leads to.
    public func position(dialling number: String, domain: String? = nil) -> Int? {
        dialled[DialledNumber(number: number, domain: domain)]
    }

    /// The ways that lead on from a node.
    public func ways(from position: Int) -> [CallEdge] { outgoing[position].map { edges[$0] } }

    /// For each node the positions of the edges that lead to it.
    public func incoming() -> [[Int]] {
        var incoming = [[Int]](repeating: [], count: nodes.count)
        for (position, edge) in edges.enumerated() { incoming[edge.to].append(position) }
        return incoming
    }

    /// Which nodes calls can come to from these.
    public func reachable(from starts: some Sequence<Int>) -> [Bool] {
        var reached = [Bool](repeating: false, count: nodes.count)
        var waiting: [Int] = []
        for start in starts where !reached[start] {
            reached[start] = true
            waiting.append(start)
        }
        while let position = waiting.popLast() {
            for edge in outgoing[position] where !reached[edges[edge].to] {
                reached[edges[edge].to] = true
                waiting.append(edges[edge].to)
            }
        }
        return reached
    }
}

extension CallGraph {
    /// The node of a kind by its id, else by its name where that is unique. Throws `.notFound`.
    func found(_ kind: CallNode.Kind, _ id: String, domain: String?) throws -> Int {
        if let position = position(of: kind, id, domain: domain) { return position }
        let named = nodes.indices.filter { nodes[$0].kind == kind && nodes[$0].name == id && nodes[$0].domain == domain }
        guard named.count < 2 else {
            throw PBXError(
                .conflict, "target \(kind.rawValue):\(id)", "several have that name: \(named.map { nodes[$0].id }.joined(separator: ", "))",
                remedy: "name it by its id")
        }
        guard let position = named.first else {
            throw PBXError(
                .notFound, "target \(kind == .native ? "raw" : kind.rawValue):\(id)", "does not exist, and nothing leads to it",
                remedy: "see `pbxctl target list`")
        }
        return position
    }
}
