/// Where a call goes from a place on, as a tree: every way that it can take at a moment.
public struct CallTrace: Sendable {
    /// The remark of an extension that does not want to be disturbed.
    static let doNotDisturb = "do not disturb"

    /// What a step leaves out because it is shown elsewhere.
    public enum Repetition: String, Sendable {
        /// The call has been here before on this very way.
        case loop
        /// What follows is shown where the place comes up first.
        case above
    }

    public struct Step: Sendable {
        /// Position in the graph.
        public var position: Int
        public var node: CallNode
        /// How the call came here; nil at the beginning.
        public var role: CallEdge.Role?
        public var raw: String?
        /// What the place says at the moment: `match`, `alternate`; nil where it decides nothing, or cannot be told.
        public var state: String?
        public var repetition: Repetition?
        public var steps: [Step] = []
    }

    public private(set) var root: Step

    private let graph: CallGraph
    private let moment: Timestamp
    private let zone: TimeZoneRules
    private var path: Set<Int> = []
    private var shown: Set<Int> = []

    /// `zone` is the PBX's own: time conditions go by it.
    public init(from position: Int, in graph: CallGraph, at moment: Timestamp, zone: TimeZoneRules) {
        self.graph = graph
        self.moment = moment
        self.zone = zone
        root = Step(position: position, node: graph.nodes[position])
        root = step(to: position, role: nil, raw: nil)
    }

    private mutating func step(to position: Int, role: CallEdge.Role?, raw: String?) -> Step {
        let node = graph.nodes[position]
        var step = Step(position: position, node: node, role: role, raw: raw)
        step.state = state(of: node)
        guard !path.contains(position) else {
            step.repetition = .loop
            return step
        }
        let ways = ways(from: position, arrivingBy: role)
        guard !ways.isEmpty else { return step }
        // A member's phone rings there, and nothing else happens: the rest is shown where the call itself gets there.
        if role != .member, !shown.insert(position).inserted {
            step.repetition = .above
            return step
        }
        path.insert(position)
        step.steps = ways.map { self.step(to: $0.to, role: $0.role, raw: $0.raw) }
        path.remove(position)
        return step
    }

    private func state(of node: CallNode) -> String? {
        guard node.exists else { return nil }
        switch node.decision {
        case .clock(let clock):
            let words = node.decision?.role(at: moment, zone: zone)?.words ?? "unknown"
            guard let override = clock.override(at: moment), override != "none" else { return words }
            return "\(words), override \(override.split(separator: "_").joined(separator: " "))"
        case .toggle(let state): return state?.rawValue ?? "unknown"
        case nil: return nil
        }
    }

    /// The ways that calls can take on from a place at the moment.
    private func ways(from position: Int, arrivingBy role: CallEdge.Role?) -> [CallEdge] {
        let node = graph.nodes[position]
        guard node.exists, node.isEnabled else { return [] }
        let ways = graph.ways(from: position).filter(\.isInForce)
        if let decision = node.decision, let taken = decision.role(at: moment, zone: zone) { return ways.filter { $0.role == taken } }
        if node.kind == .ringgroup, let forward = ways.first(where: { $0.role == .forwardAll }) { return [forward] }
        return node.kind == .extension ? habits(ways, node, arrivingBy: role) : ways
    }

    /// What an extension does with a call. FreePBX: follow-me is asked before anything else; FusionPBX: it excludes a
    /// forward of all calls, as does do-not-disturb.
    private func habits(_ ways: [CallEdge], _ node: CallNode, arrivingBy role: CallEdge.Role?) -> [CallEdge] {
        func having(_ roles: CallEdge.Role...) -> [CallEdge] { ways.filter { roles.contains($0.role) } }
        let followMe = having(.followMe)
        if role != .member, !followMe.isEmpty { return followMe }
        let isDisturbed = node.remarks.contains(Self.doNotDisturb)
        if !isDisturbed, let forward = having(.forwardAll).first { return [forward] }
        if role == .member { return [] }
        guard isDisturbed else {
            let others: [CallEdge.Role] = [.forwardBusy, .forwardNoAnswer, .forwardUnregistered, .noAnswer, .busy, .unreachable]
            // The mailbox takes the calls that nothing else takes.
            return ways.filter { others.contains($0.role) } + having(.mailbox)
        }
        for role in [CallEdge.Role.forwardBusy, .busy, .mailbox] { if let way = having(role).first { return [way] } }
        return []
    }
}

extension CallTrace {
    /// The steps in the order they are read, each with the number of the one it follows, from 1 on.
    public var rows: [TraceRow] {
        var rows: [TraceRow] = []
        func add(_ step: Step, parent: Int?, depth: Int) {
            let number = rows.count + 1
            rows.append(TraceRow(number: number, parent: parent, depth: depth, step: step))
            for next in step.steps { add(next, parent: number, depth: depth + 1) }
        }
        add(root, parent: nil, depth: 0)
        return rows
    }
}

/// A step of a trace as a row of a listing.
public struct TraceRow: Record {
    public var number: Int
    public var parent: Int?
    public var depth: Int
    public var step: CallTrace.Step

    public static let nameField = "id"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<TraceRow>] = [
        .number("step") { $0.number },
        .number("parent") { $0.parent },
        .number("depth") { $0.depth },
        .text("role") { $0.step.role?.words },
        .text("type") { $0.step.node.kind.rawValue },
        .text("id") { $0.step.node.shownID },
        .text("name") { $0.step.node.name },
        .text("domain") { $0.step.node.domain },
        .text("state") { $0.step.state },
        .flag("exists") { $0.step.node.exists },
        .flag("enabled") { $0.step.node.isEnabled },
        RecordField("remarks") { .list($0.step.node.remarks.map(Cell.text)) },
        .text("repeats") { $0.step.repetition?.rawValue },
        .text("raw") { $0.step.raw },
    ]
}
