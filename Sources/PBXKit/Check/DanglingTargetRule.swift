/// Something leads to what is not there: the call is lost.
struct DanglingTargetRule: CheckRule {
    let name = "dangling-target"
    let summary = "Something leads to an object that does not exist."
    let severity = CheckSeverity.error

    /// Forwards of a FreePBX are in AstDB.
    func withoutSwitch(on kind: PBXKind) -> CheckView { kind == .freepbx ? .part : .whole }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        let graph = try pbx.graph()
        return Self.edges(of: graph).map { edge in
            let (from, to) = (graph.nodes[edge.from], graph.nodes[edge.to])
            let isOff = !edge.isInForce || !from.isEnabled
            return finding(
                isOff ? .info : severity, from,
                "\(edge.role.words) leads to \(to.short), which does not exist\(isOff ? "; it is switched off" : "")",
                remedy: from.remedy(edge.role, to: to))
        }
    }

    private static func edges(of graph: CallGraph) -> [CallEdge] {
        graph.edges.filter { !graph.nodes[$0.to].exists && graph.nodes[$0.from].exists }
    }

    var fix: CheckFix? {
        CheckFix(summary: "Takes numbers that do not exist out of ring groups and follow-me lists, and forwards to them off.") { pbx in
            let graph = try pbx.graph()
            let edges = Self.edges(of: graph).filter { $0.isInForce && graph.nodes[$0.from].domain == (try? pbx.system.domainName()) }
            var plans: [Plan] = []
            for position in Set(edges.map(\.from)).sorted() {
                let node = graph.nodes[position]
                let own = edges.filter { $0.from == position }
                let gone = Set(own.filter { $0.role == .member }.map { $0.raw ?? graph.nodes[$0.to].id })
                switch node.kind {
                case .ringgroup where !gone.isEmpty:
                    guard let groups = pbx.system.ringGroups else { continue }
                    let left = try groups.find(node.id, ReadOptions()).members.filter { !gone.contains($0.number) }
                    // A group that nobody is left of needs somebody's decision.
                    guard !left.isEmpty else { continue }
                    var change = RingGroupChange()
                    change.members = .set(left)
                    plans.append(try groups.planSet(node.id, change))
                case .followme:
                    guard let lists = pbx.system.followMeLists, let number = gone.sorted().first else { continue }
                    // One number at a time: each plan begins with what the list is now.
                    plans.append(try lists.plan(node.id, .remove(number: number)))
                case .extension:
                    guard let forwards = pbx.system.callForwards else { continue }
                    let kinds: [CallEdge.Role: CallForward.Kind] = [
                        .forwardAll: .all, .forwardBusy: .busy, .forwardNoAnswer: .no_answer, .forwardUnregistered: .unregistered,
                    ]
                    if let kind = own.compactMap({ kinds[$0.role] }).first { plans.append(try forwards.planForward(node.id, kind, to: nil)) }
                default: continue
                }
            }
            return plans
        }
    }
}
