/// Ways that lead back to where the call has been, with nobody deciding anything on the way.
struct LoopRule: CheckRule {
    let name = "loop"
    let summary = "A call can go round in a circle without anybody doing anything."
    let severity = CheckSeverity.error

    /// Forwards of a FreePBX are in AstDB.
    func withoutSwitch(on kind: PBXKind) -> CheckView { kind == .freepbx ? .part : .whole }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        let graph = try pbx.graph()
        return LoopSearch(graph).loops.map { loop in
            let nodes = Self.beginningWithFirst(loop.map { graph.nodes[$0] })
            // Where something is played or waited for, callers can hang up or press a key.
            let pauses: Set<CallNode.Kind> = [.ivr, .announcement, .queue, .recording]
            let names = (nodes + [nodes[0]]).map(\.short).joined(separator: " > ")
            return finding(
                nodes.contains { pauses.contains($0.kind) } ? .warning : .error, nodes[0], "calls go round: \(names)",
                remedy: "choose another target for one of them\(nodes[0].asTarget.map { ": pbxctl target uses \($0)" } ?? "")")
        }
    }

    /// A circle has no beginning: it is told from its lowest number on.
    private static func beginningWithFirst(_ nodes: [CallNode]) -> [CallNode] {
        let first = nodes.indices.min { (nodes[$0].id.utf8.count, nodes[$0].id) < (nodes[$1].id.utf8.count, nodes[$1].id) } ?? 0
        return Array(nodes[first...] + nodes[..<first])
    }
}

/// The circles of a graph: its strongly connected parts, by Tarjan's algorithm without recursion.
struct LoopSearch {
    private(set) var loops: [[Int]] = []

    private let graph: CallGraph
    /// A place and whether the call came there as to one of several that ring: then it does not go on from there.
    private let count: Int
    private var index: [Int]
    private var low: [Int]
    private var isOpen: [Bool]
    private var open: [Int] = []
    private var next = 1

    init(_ graph: CallGraph) {
        self.graph = graph
        count = graph.nodes.count
        index = Array(repeating: 0, count: count * 2)
        low = index
        isOpen = Array(repeating: false, count: count * 2)
        for start in 0..<count where index[start] == 0 { search(from: start) }
    }

    /// Where a call goes on by itself. States from `count` on are those of members.
    private func successors(of state: Int) -> [Int] {
        let isMember = state >= count
        let position = isMember ? state - count : state
        let node = graph.nodes[position]
        guard node.exists, node.isEnabled else { return [] }
        var ways = graph.ways(from: position).filter { way in
            guard way.isInForce else { return false }
            if case .option = way.role { return false }
            // Follow-me has its own extension's phones ring.
            return way.role != .followMe && way.role != .mailbox && way.role != .fax
        }
        if isMember, node.kind == .extension { ways = ways.filter { $0.role == .forwardAll } }
        return ways.map { $0.role == .member && graph.nodes[$0.to].kind == .extension ? $0.to + count : $0.to }
    }

    private mutating func search(from start: Int) {
        var path: [(state: Int, left: [Int])] = []
        enter(start)
        path.append((start, successors(of: start)))
        while let top = path.last {
            if let following = top.left.last {
                path[path.count - 1].left.removeLast()
                if index[following] == 0 {
                    enter(following)
                    path.append((following, successors(of: following)))
                } else if isOpen[following] {
                    low[top.state] = min(low[top.state], index[following])
                }
                continue
            }
            path.removeLast()
            if let parent = path.last { low[parent.state] = min(low[parent.state], low[top.state]) }
            if low[top.state] == index[top.state] { close(top.state) }
        }
    }

    private mutating func enter(_ state: Int) {
        index[state] = next
        low[state] = next
        next += 1
        open.append(state)
        isOpen[state] = true
    }

    private mutating func close(_ state: Int) {
        var part: [Int] = []
        while let top = open.popLast() {
            isOpen[top] = false
            part.append(top)
            if top == state { break }
        }
        guard part.count > 1 || successors(of: state).contains(state) else { return }
        loops.append(circle(in: Set(part), from: part.min() ?? state))
    }

    /// One way round within a part, the shortest from a state back to itself.
    private func circle(in part: Set<Int>, from start: Int) -> [Int] {
        var came: [Int: Int] = [:]
        var front = [start]
        while !front.isEmpty {
            var further: [Int] = []
            for state in front {
                for following in successors(of: state) where part.contains(following) {
                    if following == start {
                        var way = [state]
                        while let before = way.last, before != start, let previous = came[before] { way.append(previous) }
                        return way.reversed().map { $0 >= count ? $0 - count : $0 }
                    }
                    if came[following] == nil {
                        came[following] = state
                        further.append(following)
                    }
                }
            }
            front = further
        }
        return [start >= count ? start - count : start]
    }
}
