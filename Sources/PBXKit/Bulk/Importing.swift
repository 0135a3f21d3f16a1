/// A noun whose objects can be imported: its columns, and how its objects are read and planned.
protocol Importing {
    associatedtype Listed: Record
    associatedtype Edit

    var system: any PhoneSystem { get }
    static var noun: String { get }
    /// `extension`, `inbound number`: for messages.
    static var title: String { get }
    static var columns: [ImportColumn<Edit>] { get }

    func forEach(_ options: ReadOptions, _ body: (Listed) throws -> Void) throws
    /// Whether several objects may have one number, told apart by fields that can be changed; their uuid names them then.
    static var sharesNumbers: Bool { get }
    /// What tells it from others, out of its columns.
    static func key(_ value: (String) -> String) -> ImportKey
    func newEdit() -> Edit
    func planAdd(_ key: ImportKey, _ edit: Edit, _ row: ImportRow) throws -> Plan
    func planSet(_ key: ImportKey, uuid: String?, _ edit: Edit) throws -> Plan
    func planDelete(_ key: ImportKey, uuid: String?, _ request: ImportRequest) throws -> Plan
}

/// What identifies an object: `1001`, or an inbound number and the caller its route is for.
struct ImportKey: Hashable, Sendable {
    var number: String
    var caller = ""
    /// What tells it from others of its number.
    var qualifier = ""

    /// As reports and messages name it.
    var id: String {
        (caller.isEmpty ? number : "\(number) from \(caller)") + (qualifier.isEmpty ? "" : " (\(qualifier))")
    }
}

extension Importing {
    static var sharesNumbers: Bool { false }

    /// Plans all rows, or says all that is wrong with them.
    func plan(_ request: ImportRequest, progress: ((Progress) -> Void)?) throws -> ImportPlan {
        try ImportPlanning(self, request, progress: progress).planned()
    }

    /// The objects with one of these ids, as they are now, in the order of the listing.
    func objects(_ ids: Set<String>) throws -> [[Cell.Entry]] {
        var objects: [[Cell.Entry]] = []
        try forEach(ReadOptions()) { listed in
            let entries = Listed.fields.map { Cell.Entry($0.name, $0.cell(listed)) }
            if ids.contains(Self.key { name in entries.first { $0.key == name }?.value.plainText ?? "" }.id) { objects.append(entries) }
        }
        return objects
    }
}

/// The course of planning an import: columns, keys, what is there, rows, what is not listed.
struct ImportPlanning<Noun: Importing> {
    private let noun: Noun
    private let request: ImportRequest
    private let progress: ((Progress) -> Void)?
    private let columns: [String: ImportColumn<Noun.Edit>]
    private var problems: [ImportProblem] = []

    /// An object of the PBX: the cells of its listing.
    private struct Current {
        var key: ImportKey
        var cells: [String: Cell]
        var isListed = false

        var uuid: String? { cells["uuid"].map(\.plainText).flatMap { $0.isEmpty ? nil : $0 } }
    }

    init(_ noun: Noun, _ request: ImportRequest, progress: ((Progress) -> Void)?) {
        self.noun = noun
        self.request = request
        self.progress = progress
        columns = Dictionary(Noun.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    consuming func planned() throws -> ImportPlan {
        try checkColumns()
        guard !(request.mode == .sync && request.table.rows.isEmpty) || request.mayDeleteAll else {
            throw refusal([ImportProblem("lists nothing, and so would delete everything", remedy: "delete what is to go by name")])
        }
        let keys = request.table.rows.map { row in Noun.key { row[$0]?.plainText ?? "" } }
        for (key, row) in zip(keys, request.table.rows) where key.number.isEmpty {
            problems.append(ImportProblem("is empty", in: row, column: Noun.Listed.nameField, remedy: "give every row its \(Noun.title)"))
        }
        var current = try readCurrent()
        let owners = match(keys, &current)

        var result = ImportPlan(noun: Noun.noun, mode: request.mode, plan: Plan(.import, Noun.noun, ""))
        let count = request.table.rows.count
        var merger = PlanMerger(noun: Noun.noun, id: "\(count) \(count == 1 ? "row" : "rows")")
        try noun.system.planning(keys.map(\.number)) { try planRows(keys, owners, current, &result, &merger) }
        if request.mode == .sync, problems.isEmpty { try planDeletions(current.filter { !$0.isListed }, &result, &merger) }
        try checkProblems()
        result.plan = merger.plan()
        return result
    }

    private func refusal(_ problems: [ImportProblem]) -> ImportRefusal {
        let problems = problems.sorted { ($0.row ?? .max) < ($1.row ?? .max) }
        return ImportRefusal(problems: problems, rows: request.table.rows.count)
    }

    private func checkProblems() throws {
        guard problems.isEmpty else { throw refusal(problems) }
    }

    // MARK: - Columns and keys

    private func checkColumns() throws {
        var found: [ImportProblem] = []
        let known = Noun.columns.map(\.name)
        for name in request.table.columns where columns[name] == nil {
            let near = SpellingSuggestions.nearest(to: name, among: known)
            found.append(ImportProblem(
                "'\(ImportValue.shown(name))' is no column of \(Noun.noun) list", line: nil,
                remedy: near.isEmpty ? "columns: \(known.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?"))
        }
        if !request.table.rows.isEmpty || !request.table.columns.isEmpty, !request.table.columns.contains(Noun.Listed.nameField) {
            found.append(ImportProblem("has no column \(Noun.Listed.nameField)", remedy: "name the \(Noun.title) of each row there"))
        }
        if !found.isEmpty { throw refusal(found) }
    }

    private func readCurrent() throws -> [Current] {
        let given = request.table.rows.lazy.flatMap(\.entries)
        let reveals = given.contains { columns[$0.key]?.isSecret == true && !ImportValue(cell: $0.value).isEmpty }
        var current: [Current] = []
        try noun.forEach(ReadOptions(reveal: reveals)) { listed in
            let cells = Dictionary(Noun.Listed.fields.map { ($0.name, $0.cell(listed)) }, uniquingKeysWith: { first, _ in first })
            if request.isOfDomainAlone, noun.system.kind == .fusionpbx, cells["domain"] == .null { return }
            current.append(Current(key: Noun.key { cells[$0]?.plainText ?? "" }, cells: cells))
        }
        return current
    }

    /// For each row the position of the object it is about; nil where that is to be added.
    private mutating func match(_ keys: [ImportKey], _ current: inout [Current]) -> [Int?] {
        let byUUID = Dictionary(current.indices.compactMap { index in current[index].uuid.map { ($0, index) } }, uniquingKeysWith: { first, _ in first })
        let byKey = Dictionary(grouping: current.indices) { current[$0].key }
        // The only one of its number is meant, whatever else is another; but not by two rows.
        let byNumber = Noun.sharesNumbers ? Dictionary(grouping: current.indices) { current[$0].key.number } : [:]
        let rowsOfNumber = Noun.sharesNumbers ? Dictionary(grouping: keys, by: \.number).mapValues(\.count) : [:]
        var rowsByKey: [ImportKey: Int] = [:]
        var rowsByObject: [Int: Int] = [:]
        return request.table.rows.indices.map { index in
            let row = request.table.rows[index]
            let key = keys[index]
            let named = row["uuid"].flatMap { byUUID[$0.plainText] }
            // What the PBX has twice, a file lists twice; the first that is not taken yet.
            let alone = byNumber[key.number].flatMap { $0.count == 1 && rowsOfNumber[key.number] == 1 ? $0.first : nil }
            let owner = named ?? byKey[key]?.first { rowsByObject[$0] == nil } ?? byKey[key]?.first ?? alone
            let other = owner.flatMap { rowsByObject[$0] } ?? (owner == nil ? rowsByKey[key] : nil)
            if let other {
                problems.append(ImportProblem(
                    "\(Noun.title) \(ImportValue.shown(key.id)) is named in \(request.table.rows[other].place) already", in: row,
                    column: Noun.Listed.nameField, remedy: "keep one of the rows", kind: .conflict))
            }
            rowsByKey[key] = rowsByKey[key] ?? index
            guard let owner else { return nil }
            rowsByObject[owner] = index
            current[owner].isListed = true
            return owner
        }
    }

    // MARK: - Rows

    private mutating func planRows(
        _ keys: [ImportKey], _ owners: [Int?], _ current: [Current], _ result: inout ImportPlan, _ merger: inout PlanMerger
    ) throws {
        let rows = request.table.rows
        let counts = Dictionary(grouping: current, by: \.key).mapValues(\.count)
        // Without a number of its own a row is about nothing.
        let wrong = Set(problems.compactMap(\.row))
        for (index, row) in rows.enumerated() {
            if index % 100 == 0 {
                try Interruption.check()
                progress?(Progress("checking rows", index, of: rows.count))
            }
            if wrong.contains(row.number) { continue }
            do {
                let key = keys[index]
                guard let owner = owners[index].map({ current[$0] }) else {
                    guard request.mode != .set else {
                        throw ImportProblem(
                            "\(Noun.title) \(ImportValue.shown(key.id)) does not exist", in: row, column: Noun.Listed.nameField,
                            remedy: "import it with --mode upsert", kind: .notFound)
                    }
                    try merger.add(try plan(adding: row, key))
                    result.added.append(key.id)
                    continue
                }
                guard request.mode != .add else {
                    throw ImportProblem(
                        "\(Noun.title) \(ImportValue.shown(key.id)) exists already", in: row, column: Noun.Listed.nameField,
                        remedy: "import it with --mode upsert", kind: .conflict)
                }
                guard let plan = try plan(setting: row, owner, isDoubled: counts[owner.key] ?? 0 > 1), plan.changesSomething else {
                    result.unchanged += 1
                    continue
                }
                try merger.add(plan)
                result.set.append(owner.key.id)
                result.before.append(Self.shown(owner))
            } catch let problem as ImportProblem {
                problems.append(problem)
            } catch {
                problems.append(try self.problem(error, in: row))
            }
            // Nobody reads more; a file of something else has nothing but errors.
            if problems.count > 1000 { break }
        }
    }

    private func plan(adding row: ImportRow, _ key: ImportKey) throws -> Plan {
        var edit = noun.newEdit()
        for entry in row.entries {
            guard let column = columns[entry.key] else { continue }
            let value = ImportValue(cell: entry.value)
            if case .fixed(let onNew, let remedy) = column.role {
                let isNo = (try? value.flag()) == false
                guard case .empty = onNew, !value.isEmpty, !isNo else { continue }
                throw ImportProblem("cannot be set by an import", in: row, column: column.name, remedy: remedy)
            }
            if !value.isEmpty { try set(column, value, in: &edit, row) }
        }
        var plan = try noun.planAdd(key, edit, row)
        plan.id = key.id
        return plan
    }

    /// nil where the row says what is there already.
    private func plan(setting row: ImportRow, _ current: Current, isDoubled: Bool) throws -> Plan? {
        var edit = noun.newEdit()
        var isChanged = false
        for entry in row.entries {
            guard let column = columns[entry.key], !ImportValue(cell: entry.value).says(current.cells[column.name] ?? .null) else { continue }
            let value = ImportValue(cell: entry.value)
            switch column.role {
            case .key, .fixed:
                var remedy = "leave the column out"
                if case .fixed(_, let other) = column.role { remedy = other }
                throw ImportProblem(
                    "is '\(current.cells[column.name]?.plainText ?? "")' on the PBX, and cannot be changed by an import", in: row,
                    column: column.name, remedy: remedy)
            case .flag where value.isEmpty, .number where value.isEmpty, .word where value.isEmpty, .secret where value.isEmpty: continue
            default: try set(column, value, in: &edit, row)
            }
            isChanged = true
        }
        guard isChanged else { return nil }
        guard !isDoubled || current.uuid != nil else {
            throw ImportProblem("\(Noun.title) \(current.key.id) exists several times on the PBX", in: row, remedy: "delete all but one of them", kind: .conflict)
        }
        var plan = try noun.planSet(current.key, uuid: isDoubled || Noun.sharesNumbers ? current.uuid : nil, edit)
        plan.id = current.key.id
        return plan
    }

    private func set(_ column: ImportColumn<Noun.Edit>, _ value: ImportValue, in edit: inout Noun.Edit, _ row: ImportRow) throws {
        do {
            switch column.role {
            case .key, .fixed: break
            case .text(let set):
                let text = try value.text()
                set(&edit, text.isEmpty ? .clear : .set(text))
            case .flag(let set): set(&edit, .set(try value.flag()))
            case .number(let set): set(&edit, .set(try value.number()))
            case .word(let accepted, let set):
                let word = try value.text()
                guard accepted.contains(word) else {
                    throw ImportValueProblem(why: "'\(ImportValue.shown(word))' is not one of \(accepted.joined(separator: ", "))")
                }
                set(&edit, word)
            case .secret(let set): set(&edit, .set(Secret(try value.text())))
            case .target(let set): set(&edit, value.isEmpty ? .clear : .set(try value.target(decoded: noun.system.target(stored:))))
            case .members(let set): set(&edit, try value.isEmpty ? [] : value.members())
            }
        } catch let problem as ImportValueProblem {
            throw ImportProblem(problem.why, in: row, column: column.name, remedy: problem.remedy)
        }
    }

    /// What a planner refused, with the column where its words tell which; a PBX that does not answer ends the import.
    private func problem(_ error: any Error, in row: ImportRow?) throws -> ImportProblem {
        let cause = PBXError(error)
        guard !(error is Interrupted), ![.unreachable, .notPermitted].contains(cause.kind), error is PBXError else { throw error }
        let option = cause.what.split(separator: " ").first.map { $0.hasPrefix("--") ? String($0.dropFirst(2)) : String($0) } ?? ""
        let column = Noun.columns.first { $0.options.contains(option) || $0.options.contains(cause.what) }?.name
        return ImportProblem(
            column == nil || cause.kind == .notOffered ? "\(cause.what): \(cause.why)" : cause.why, row: row?.number, line: row?.line, column: column,
            remedy: cause.remedy?.contains("--") == true ? nil : cause.remedy, kind: cause.kind)
    }

    private static func shown(_ current: Current) -> [Cell.Entry] {
        let secrets = Set(Noun.columns.filter(\.isSecret).map(\.name))
        return Noun.Listed.fields.map { Cell.Entry($0.name, secrets.contains($0.name) ? .null : current.cells[$0.name] ?? .null) }
    }

    // MARK: - What the file does not list

    private mutating func planDeletions(_ unlisted: [Current], _ result: inout ImportPlan, _ merger: inout PlanMerger) throws {
        guard !unlisted.isEmpty else { return }
        guard request.prunes else {
            let ids = unlisted.prefix(10).map(\.key.id).joined(separator: ", ")
            throw refusal([ImportProblem(
                "does not list \(unlisted.count == 1 ? "\(Noun.title) \(ids)" : "\(unlisted.count) of the PBX's: \(ids)\(unlisted.count > 10 ? ", …" : "")")",
                remedy: "add --prune to delete what is not listed, or use --mode upsert")])
        }
        try noun.system.planning(unlisted.map(\.key.number)) {
            for (index, current) in unlisted.enumerated() {
                if index % 20 == 0 {
                    try Interruption.check()
                    progress?(Progress("checking deletions", index, of: unlisted.count))
                }
                do {
                    var plan = try noun.planDelete(current.key, uuid: current.uuid, request)
                    plan.id = current.key.id
                    try merger.add(plan)
                    result.deleted.append(current.key.id)
                    result.before.append(Self.shown(current))
                } catch {
                    var problem = try problem(error, in: nil)
                    problem.why += " (it is not in the file)"
                    problems.append(problem)
                }
            }
        }
    }
}
