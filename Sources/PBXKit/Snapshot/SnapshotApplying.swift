/// A snapshot that is to be applied, planned: nothing is written.
public struct SnapshotPlan: Sendable {
    /// An object that the plan is about.
    public struct Object: Sendable, Hashable {
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
}

extension PhoneSystem {
    /// Plans what makes the PBX like a snapshot: extensions with their forwards and follow-me lists, ring groups, inbound
    /// numbers, the block list and the state of call flows. With `prunes` what is not in it is deleted of these.
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
    /// The snapshot's follow-me lists by extension.
    private let lists: [String: ConfigurationSnapshot.Object]

    init(
        system: any PhoneSystem, wanted: ConfigurationSnapshot, current: ConfigurationSnapshot, file: String, prunes: Bool,
        progress: ((Progress) -> Void)?
    ) {
        self.system = system
        self.wanted = wanted
        self.current = current
        self.file = file
        self.prunes = prunes
        self.progress = progress
        lists = Self.byID(wanted["followme"])
    }

    /// In the order in which they are planned.
    private static let imported: [BulkNoun] = [.extension, .ringgroup, .did, .blocklist]

    private static let forwards: [(field: String, kind: CallForward.Kind)] = [
        ("call_forward_all", .all), ("call_forward_busy", .busy), ("call_forward_no_answer", .no_answer),
    ]
    private static let diverting = Set(forwards.map(\.field) + ["do_not_disturb"])

    /// Fields that nothing sets: the PBX gives them, or has one for all.
    private var fixed: [BulkNoun: Set<String>] {
        [.extension: ["context"], .blocklist: system.kind == .freepbx ? ["action"] : []]
    }

    func planned() throws -> SnapshotPlan {
        var result = SnapshotPlan(plan: Plan(.import, "snapshot", file))
        var merger = PlanMerger(noun: "snapshot", id: file)
        var secrets: [GeneratedSecrets] = []
        var warnings: [String] = []
        try requireSense()
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
            try planDiversions(&result, &merger)
        }
        try requireUnused(result.deleted)
        try planCallFlows(&result, &merger)
        result.plan = merger.plan()
        result.plan.generatedSecrets = secrets
        result.plan.warnings = warnings + result.plan.warnings.filter { !warnings.contains($0) }
        result.left = try left()
        return result
    }

    private static func byID(_ section: ConfigurationSnapshot.Section?) -> [String: ConfigurationSnapshot.Object] {
        Dictionary((section?.objects ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func ids(_ snapshot: ConfigurationSnapshot, _ noun: String) -> Set<String> { Set(snapshot[noun]?.objects.map(\.id) ?? []) }

    /// What calls can be sent to once the plan is carried out, and cannot yet.
    private var coming: Set<String> {
        let there = ids(current, "extension")
        let extensions = (wanted["extension"]?.objects ?? []).filter { !there.contains($0.id) }
        var coming = Set(extensions.map { "extension:\($0.id)" })
        let mailboxes = Set((current["extension"]?.objects ?? []).filter { $0["voicemail"] == .flag(true) }.map(\.id))
        for object in wanted["extension"]?.objects ?? [] where object["voicemail"] == .flag(true) && !mailboxes.contains(object.id) {
            coming.insert("voicemail:\(object.id)")
        }
        for object in extensions where object["follow_me"] == .flag(true) || lists[object.id] != nil { coming.insert("followme:\(object.id)") }
        for id in ids(wanted, "ringgroup").subtracting(ids(current, "ringgroup")) { coming.insert("ringgroup:\(id)") }
        return coming
    }

    // MARK: - Nouns that are imported

    /// nil where the snapshot says nothing about the noun.
    private func plan(_ noun: BulkNoun) throws -> ImportPlan? {
        guard let section = wanted[noun.rawValue] else { return nil }
        let there = ids(current, noun.rawValue)
        let fixed = fixed[noun] ?? []
        // FusionPBX: who is blocked by name alone has no number that could be listed.
        let objects = section.objects.filter { noun != .blocklist || $0["number"]?.plainText.isEmpty == false }
        let rows = try objects.enumerated().map { index, object in
            var left = fixed
            var diversion: CallDiversion?
            if noun == .extension {
                let isNew = !there.contains(object.id)
                let wanted = try self.diversion(object, isNew: isNew)
                left.formUnion(Self.diverting)
                // Where the snapshot has the whole list, it is planned with the list.
                if wanted.followMe != nil { left.insert("follow_me") }
                diversion = isNew ? wanted : nil
            }
            var row = ImportRow(number: index + 1, line: index + 1, entries: object.entries.filter { !left.contains($0.key) })
            row.diversion = diversion
            return row
        }
        var columns: [String] = []
        var known: Set<String> = []
        for row in rows { for entry in row.entries where known.insert(entry.key).inserted { columns.append(entry.key) } }
        guard !rows.isEmpty || prunes && !there.isEmpty else { return nil }
        var request = ImportRequest(ImportTable(columns: columns.isEmpty ? [noun.rawValue] : columns, rows: rows), mode: prunes ? .sync : .upsert)
        request.prunes = prunes
        request.mayDeleteAll = true
        // What leads to what goes away is looked at as it will be, not as it is.
        request.references = .leave
        request.isOfDomainAlone = true
        do { return try system.planImport(of: noun, request, progress: progress) } catch let refusal as ImportRefusal {
            var named = refusal
            named.file = file
            named.problems = refusal.problems.map { problem in
                guard let row = problem.row else { return problem }
                var problem = problem
                let place = [noun.rawValue, objects[row - 1].id] + [problem.column].compactMap { $0 }
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
            let isApplied = noun == "followme" || BulkNoun(rawValue: noun) != nil
            for object in ((isApplied ? wanted[noun] ?? current[noun] : current[noun])?.objects ?? []) where !gone.contains("\(noun):\(object.id)") {
                // A follow-me list goes with its extension.
                if noun == "followme", gone.contains("extension:\(object.id)") { continue }
                for target in Self.targets(of: object, noun) where gone.contains(target) { found.append("\(noun) \(object.id) leads to \(target)") }
            }
        }
        guard let first = found.first else { return }
        let shown = found.prefix(10).joined(separator: ", ") + (found.count > 10 ? ", … and \(found.count - 10) more" : "")
        throw PBXError(
            .conflict, file, found.count == 1 ? "would delete what is needed: \(first)" : "would delete what is needed: \(shown)",
            remedy: "lead them elsewhere first, or leave --prune out")
    }

    /// What an object leads to, as `extension:1001`: targets, and members that are numbers.
    private static func targets(of object: ConfigurationSnapshot.Object, _ noun: String) -> [String] {
        var found: [String] = []
        if noun == BulkNoun.blocklist.rawValue {
            // `voicemail:1001`, and for whom alone a number is blocked.
            let action = object["action"]?.plainText.split(separator: ":", maxSplits: 1).map(String.init) ?? []
            if action.count == 2 { found.append("\(action[0] == "voicemail" ? "extension" : action[0]):\(action[1])") }
            if let number = object["extension"]?.plainText.nonEmpty { found.append("extension:\(number)") }
        }
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

    // MARK: - Follow-me, forwards, call flows

    /// What the snapshot says of an extension's forwards, do-not-disturb and list.
    private func diversion(_ object: ConfigurationSnapshot.Object, isNew: Bool) throws -> CallDiversion {
        func refuse(_ field: String, _ why: String) -> PBXError {
            PBXError(.usage, file, "extension \(object.id) \(field): \(why)", remedy: "correct the file")
        }
        var diversion = CallDiversion()
        switch object["do_not_disturb"] {
        case .flag(let flag): diversion.doNotDisturb = flag
        case nil, .null: break
        default: throw refuse("do_not_disturb", "is neither true nor false")
        }
        for (field, kind) in Self.forwards {
            switch object[field] {
            case nil: break
            case .null: diversion.forwards[kind] = .clear
            case .text(let text): diversion.forwards[kind] = text.isEmpty ? .clear : .set(text)
            case .integer(let number): diversion.forwards[kind] = .set(String(number))
            default: throw refuse(field, "is not a number")
            }
        }
        guard system.followMeLists != nil else { return diversion }
        if let list = lists[object.id] {
            diversion.followMe = .replaced(try FollowMeListRequest(list, file, decoded: system.target(stored:)))
        } else if wanted["followme"] != nil, isNew || prunes {
            diversion.followMe = CallDiversion.List.none
        } else if !isNew, case .flag(let isOn)? = object["follow_me"] {
            diversion.followMe = .switched(isOn)
        }
        return diversion
    }

    /// Extensions that are there and are diverted another way than the snapshot says.
    private func planDiversions(_ result: inout SnapshotPlan, _ merger: inout PlanMerger) throws {
        let (before, after) = (Self.byID(current["extension"]), Self.byID(wanted["extension"]))
        let listsNow = Self.byID(current["followme"])
        let fields = FollowMeListRequest.fields(system.kind)
        // Lists of extensions that the snapshot says nothing else of are planned as well.
        let ids = (wanted["extension"]?.objects.map(\.id) ?? []) + (wanted["followme"]?.objects.map(\.id).filter { after[$0] == nil } ?? [])
        var changed: [(id: String, diversion: CallDiversion, isExtension: Bool, isList: Bool)] = []
        for id in ids {
            guard let old = before[id] else { continue }
            let object = after[id] ?? ConfigurationSnapshot.Object(id: id, entries: [])
            let list = lists[id]
            let fieldsOfIt = list == nil ? Self.diverting.union(["follow_me"]) : Self.diverting
            let isExtension = object.entries.contains { fieldsOfIt.contains($0.key) && old[$0.key] != $0.value }
            let isList = wanted["followme"] == nil ? false
                : list == nil ? prunes && listsNow[id] != nil
                : list?.entries.contains { fields.contains($0.key) && listsNow[id]?[$0.key] != $0.value } == true
            guard isExtension || isList else { continue }
            changed.append((id, try self.diversion(object, isNew: false), isExtension, isList))
        }
        guard let extensions = system.extensions, !changed.isEmpty else { return }
        var known = Set(result.set)
        try system.planning(changed.map(\.id)) {
            for change in changed {
                let plan: Plan
                do { plan = try extensions.planDiversion(change.id, change.diversion) } catch let error as PBXError where error.kind != .unreachable {
                    throw PBXError(error.kind, file, "extension \(change.id): \(error.what): \(error.why)", remedy: error.remedy)
                }
                guard plan.changesSomething else { continue }
                try merger.add(plan)
                let names = (change.isExtension ? ["extension"] : []) + (change.isList ? ["followme"] : [])
                for noun in names where known.insert(.init(noun: noun, id: change.id)).inserted {
                    if noun == "extension" { result.unchanged -= 1 }
                    result.set.append(.init(noun: noun, id: change.id))
                }
            }
        }
    }

    private func planCallFlows(_ result: inout SnapshotPlan, _ merger: inout PlanMerger) throws {
        guard let section = wanted["callflow"], let flows = system.callFlows else { return }
        for object in section.objects {
            guard let word = object["state"]?.plainText.nonEmpty else { continue }
            guard let state = CallFlow.State(rawValue: word) else {
                throw PBXError(
                    .usage, file, "callflow \(object.id) state: '\(ImportValue.shown(word))' is not one of \(CallFlow.State.allCases.map(\.rawValue).joined(separator: ", "))",
                    remedy: "correct the file")
            }
            guard let now = current["callflow"]?.objects.first(where: { $0.id == object.id }), now["state"] != object["state"] else { continue }
            try merger.add(try flows.planSet(object.id, to: state))
            result.set.append(.init(noun: "callflow", id: object.id))
        }
    }

    /// Throws where the snapshot speaks of an extension that neither it nor the PBX has.
    private func requireSense() throws {
        let extensions = wanted["extension"].map { Set($0.objects.map(\.id)) }
        let there = ids(current, "extension")
        for object in wanted["followme"]?.objects ?? [] {
            let isThere = extensions?.contains(object.id) == true || (there.contains(object.id) && !(prunes && extensions != nil))
            guard !isThere else { continue }
            throw PBXError(
                .notFound, file, "followme \(object.id): extension \(object.id) is neither in the snapshot nor on the PBX",
                remedy: "add the extension, or take its list out")
        }
    }

    // MARK: - What is left

    /// What differs and is in no plan.
    private func left() throws -> [String: Int] {
        var left: [String: Int] = [:]
        let extensions = ids(wanted, "extension")
        try current.differences(to: wanted) { difference in
            let (noun, field) = (difference.noun, difference.field)
            switch (BulkNoun(rawValue: noun), difference.change) {
            case (let bulk?, .changed):
                guard let field, fixed[bulk]?.contains(field) == true else { return }
                left["\(noun).\(field)", default: 0] += 1
            case (let bulk?, let change):
                // FusionPBX: who is blocked by name alone is nobody that an import could list.
                let isListed = bulk != .blocklist || (change == .added ? wanted : current)[noun]?.objects
                    .first { $0.id == difference.id }?["number"]?.plainText.isEmpty == false
                if change == .removed, !prunes { left["\(noun) not in the snapshot", default: 0] += 1 } else if !isListed { left[noun, default: 0] += 1 }
            case (nil, let change) where noun == "followme":
                // A list goes with its extension.
                if change == .added || FollowMeListRequest.fields(system.kind).contains(field ?? "") { return }
                if change == .removed, prunes || !extensions.contains(difference.id) { return }
                left[field.map { "\(noun).\($0)" } ?? "\(noun) not in the snapshot", default: 0] += 1
            case (nil, _):
                if noun == "callflow", field == "state" { return }
                left[field.map { "\(noun).\($0)" } ?? noun, default: 0] += 1
            }
        }
        return left
    }
}
