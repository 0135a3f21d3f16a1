/// A snapshot that is to be applied, planned: nothing is written.
public struct SnapshotPlan: Sendable {
    /// An object that the plan is about.
    public struct Object: Sendable, Equatable {
        public var noun: String
        public var id: String

        /// `extension:1001`.
        public var name: String { "\(noun):\(id)" }
    }

    /// One plan for all objects.
    public var plan: Plan
    public var added: [Object] = []
    public var set: [Object] = []
    public var deleted: [Object] = []
    public var unchanged = 0
    /// What differs and cannot be applied, by noun or by noun and field: `queue`, `extension.call_forward_all`.
    public var left: [String: Int] = [:]
    /// New extensions whose follow-me lists can be written only once they are there.
    public var waiting: [String] = []

    /// The second half of applying a snapshot, reported together with the first.
    public func including(_ first: SnapshotPlan) -> SnapshotPlan {
        var both = self
        both.added = first.added + added
        both.set = first.set + set
        both.deleted = first.deleted + deleted
        both.unchanged = first.unchanged
        both.plan.generatedSecrets = first.plan.generatedSecrets + plan.generatedSecrets
        both.plan.warnings = first.plan.warnings + plan.warnings
        both.plan.reloadNeeded = first.plan.reloadNeeded || plan.reloadNeeded
        return both
    }
}

extension PhoneSystem {
    /// Plans what makes the PBX like a snapshot: extensions, inbound numbers, ring groups, follow-me lists and the state of
    /// call flows. With `prunes` extensions, numbers and groups that are not in it are deleted.
    ///
    /// Throws `.usage` for a snapshot of another kind of PBX, `.conflict` where what is to be deleted is still led to, and
    /// the first thing that cannot be written as it is.
    public func plan(
        applying snapshot: ConfigurationSnapshot, named file: String, prunes: Bool, progress: ((Progress) -> Void)? = nil
    ) throws -> SnapshotPlan {
        guard snapshot.kind == kind else {
            throw PBXError(
                .usage, file, "is a snapshot of a \(snapshot.kind.title), and this is a \(kind.title)", remedy: "apply it to a PBX of its own kind")
        }
        let current = try self.snapshot(reveal: snapshot.hasSecrets)
        return try SnapshotApplying(system: self, wanted: snapshot, current: current, file: file, prunes: prunes, progress: progress).planned()
    }
}

/// The course of planning: noun by noun, each as if those before were done.
private struct SnapshotApplying {
    let system: any PhoneSystem
    let wanted: ConfigurationSnapshot
    let current: ConfigurationSnapshot
    let file: String
    let prunes: Bool
    let progress: ((Progress) -> Void)?

    /// In the order in which they are planned.
    private static let imported: [BulkNoun] = [.extension, .ringgroup, .did]

    /// Fields that no import sets: other commands', and those that the PBX gives.
    private static let fixed: [BulkNoun: Set<String>] = [
        .extension: ["do_not_disturb", "call_forward_all", "call_forward_busy", "call_forward_no_answer", "context"], .did: [], .ringgroup: [],
    ]

    func planned() throws -> SnapshotPlan {
        var result = SnapshotPlan(plan: Plan(.import, "snapshot", file))
        var merger = PlanMerger(noun: "snapshot", id: file)
        var secrets: [GeneratedSecrets] = []
        var warnings: [String] = []
        try system.assuming(coming) {
            for noun in Self.imported {
                guard let imported = try plan(noun) else { continue }
                try merger.add(imported.plan)
                secrets += imported.plan.generatedSecrets
                warnings += imported.plan.warnings
                func objects(_ ids: [String]) -> [SnapshotPlan.Object] { ids.map { .init(noun: noun.rawValue, id: $0) } }
                result.added += objects(imported.added)
                result.set += objects(imported.set)
                result.deleted += objects(imported.deleted)
                result.unchanged += imported.unchanged
            }
        }
        try requireUnused(result.deleted)
        try planFollowMe(&result, &merger)
        try planCallFlows(&result, &merger)
        result.plan = merger.plan()
        result.plan.generatedSecrets = secrets
        result.plan.warnings = warnings + result.plan.warnings.filter { !warnings.contains($0) }
        result.left = try left()
        return result
    }

    private func ids(_ snapshot: ConfigurationSnapshot, _ noun: String) -> Set<String> { Set(snapshot[noun]?.objects.map(\.id) ?? []) }

    /// What calls can be sent to once the plan is carried out, and cannot yet.
    private var coming: Set<String> {
        let extensions = (wanted["extension"]?.objects ?? []).filter { !ids(current, "extension").contains($0.id) }
        var coming = Set(extensions.map { "extension:\($0.id)" })
        for object in extensions where object["voicemail"] == .flag(true) { coming.insert("voicemail:\(object.id)") }
        for object in extensions where object["follow_me"] == .flag(true) { coming.insert("followme:\(object.id)") }
        for id in ids(wanted, "ringgroup").subtracting(ids(current, "ringgroup")) { coming.insert("ringgroup:\(id)") }
        return coming
    }

    // MARK: - Nouns that are imported

    /// nil where the snapshot says nothing about the noun.
    private func plan(_ noun: BulkNoun) throws -> ImportPlan? {
        guard let section = wanted[noun.rawValue] else { return nil }
        let left = Self.fixed[noun] ?? []
        let lists = ids(wanted, "followme")
        let there = ids(current, noun.rawValue)
        let rows = section.objects.enumerated().map { index, object in
            let entries = object.entries.filter { entry in
                // Where the snapshot has the whole list, it is planned with the list.
                !left.contains(entry.key) && !(entry.key == "follow_me" && there.contains(object.id) && lists.contains(object.id))
            }
            return ImportRow(number: index + 1, line: index + 1, entries: entries)
        }
        var columns: [String] = []
        for entry in rows.lazy.flatMap(\.entries) where !columns.contains(entry.key) { columns.append(entry.key) }
        guard !rows.isEmpty || prunes && !there.isEmpty else { return nil }
        var request = ImportRequest(ImportTable(columns: columns.isEmpty ? [noun.rawValue] : columns, rows: rows), mode: prunes ? .sync : .upsert)
        request.prunes = prunes
        request.mayDeleteAll = true
        // What leads to what goes away is looked at as it will be, not as it is.
        request.references = .leave
        do { return try system.planImport(of: noun, request, progress: progress) } catch let refusal as ImportRefusal {
            var named = refusal
            named.file = file
            named.problems = refusal.problems.map { problem in
                guard let row = problem.row else { return problem }
                var problem = problem
                let place = [noun.rawValue, section.objects[row - 1].id] + [problem.column].compactMap { $0 }
                (problem.row, problem.line, problem.column) = (nil, nil, nil)
                problem.why = "\(place.joined(separator: " ")): \(problem.why)"
                return problem
            }
            throw named
        }
    }

    /// Throws `.conflict` where anything will lead to what is deleted.
    private func requireUnused(_ deleted: [SnapshotPlan.Object]) throws {
        let gone = Set(deleted.filter { $0.noun != "did" }.map(\.name))
        guard !gone.isEmpty else { return }
        var found: [String] = []
        for (noun, _) in ConfigurationSnapshot.nouns {
            let isApplied = ["extension", "did", "ringgroup", "followme"].contains(noun)
            for object in ((isApplied ? wanted[noun] ?? current[noun] : current[noun])?.objects ?? []) where !gone.contains("\(noun):\(object.id)") {
                // A follow-me list goes with its extension.
                if noun == "followme", gone.contains("extension:\(object.id)") { continue }
                for target in Self.targets(of: object) where gone.contains(target) { found.append("\(noun) \(object.id) leads to \(target)") }
            }
        }
        guard let first = found.first else { return }
        let shown = found.prefix(10).joined(separator: ", ") + (found.count > 10 ? ", … and \(found.count - 10) more" : "")
        throw PBXError(
            .conflict, file, found.count == 1 ? "would delete what is needed: \(first)" : "would delete what is needed: \(shown)",
            remedy: "lead them elsewhere first, or leave --prune out")
    }

    /// What an object leads to, as `extension:1001`: targets, and members that are numbers.
    private static func targets(of object: ConfigurationSnapshot.Object) -> [String] {
        var found: [String] = []
        func walk(_ cell: Cell) {
            switch cell {
            case .list(let cells): for cell in cells { walk(cell) }
            case .object(let inner):
                func text(_ key: String) -> String? { inner.entries.first { $0.key == key }?.value.plainText }
                if let type = text("type"), let id = text("id") {
                    // A mailbox and a follow-me list are their extension's.
                    found.append("\(["voicemail", "followme"].contains(type) ? "extension" : type):\(id)")
                }
                if let number = text("number") ?? text("agent") { found += ["extension:\(number)", "ringgroup:\(number)"] }
                for entry in inner.entries { walk(entry.value) }
            default: break
            }
        }
        for entry in object.entries { walk(entry.value) }
        return found
    }

    // MARK: - Follow-me and call flows

    private func planFollowMe(_ result: inout SnapshotPlan, _ merger: inout PlanMerger) throws {
        guard let section = wanted["followme"], let lists = system.followMeLists else { return }
        let before = Dictionary((current["followme"]?.objects ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let there = ids(current, "extension")
        let changed = section.objects.filter { object in
            guard let old = before[object.id] else { return true }
            return object.entries.contains { FollowMeListRequest.fields.contains($0.key) && old[$0.key] != $0.value }
        }
        let added = Set(result.added.filter { $0.noun == "extension" }.map(\.id))
        result.waiting = changed.map(\.id).filter { added.contains($0) }
        let planned = changed.filter { there.contains($0.id) && !result.deleted.contains(.init(noun: "extension", id: $0.id)) }
        try system.planning(planned.map(\.id)) {
            for object in planned {
                let plan = try lists.plan(object.id, .replace(FollowMeListRequest(object, file)))
                guard plan.changesSomething else { continue }
                try merger.add(plan)
                result.set.append(.init(noun: "followme", id: object.id))
            }
        }
    }

    private func planCallFlows(_ result: inout SnapshotPlan, _ merger: inout PlanMerger) throws {
        guard let section = wanted["callflow"], let flows = system.callFlows else { return }
        for object in section.objects {
            guard let now = current["callflow"]?.objects.first(where: { $0.id == object.id }), now["state"] != object["state"],
                let word = object["state"]?.plainText, let state = CallFlow.State(rawValue: word)
            else { continue }
            try merger.add(try flows.planSet(object.id, to: state))
            result.set.append(.init(noun: "callflow", id: object.id))
        }
    }

    /// What differs and is in no plan.
    private func left() throws -> [String: Int] {
        var left: [String: Int] = [:]
        let extensions = ids(wanted, "extension")
        try current.differences(to: wanted) { difference in
            switch (BulkNoun(rawValue: difference.noun), difference.change) {
            case (let noun?, .changed):
                guard let field = difference.field, Self.fixed[noun]?.contains(field) == true else { return }
                left["\(difference.noun).\(field)", default: 0] += 1
            case (_?, .removed): if !prunes { left["\(difference.noun) not in the snapshot", default: 0] += 1 }
            case (_?, .added): break
            case (nil, _):
                if difference.noun == "followme", difference.change == .added || FollowMeListRequest.fields.contains(difference.field ?? "") { return }
                // A list goes with its extension.
                if difference.noun == "followme", difference.change == .removed, !extensions.contains(difference.id) { return }
                if difference.noun == "callflow", difference.field == "state" { return }
                left[difference.field.map { "\(difference.noun).\($0)" } ?? difference.noun, default: 0] += 1
            }
        }
        return left
    }
}
