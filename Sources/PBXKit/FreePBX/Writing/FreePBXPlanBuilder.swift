/// Puts a plan together: keeps only what differs from what is there, with what was there before.
struct FreePBXPlanBuilder {
    typealias Column = RowStep.Column

    var plan: Plan
    private var keys: [AstDBPath] = []
    private var values: [AstDBPath: String?] = [:]
    private var folders: [Step] = []
    private var notifications: [Step] = []

    init(_ operation: Plan.Operation, _ id: String, noun: String = "extension") { plan = Plan(operation, noun, id) }

    // MARK: - Rows

    mutating func insert(into table: String, key: [Column], _ row: [Column]) {
        plan.steps.append(.row(RowStep(table: table, key: key, before: nil, after: row)))
    }

    /// Changes the columns of an existing row whose value is another one.
    mutating func update(_ table: String, key: [Column], row: Row, to wanted: [Column]) {
        let changed = wanted.filter { $0.value != .init(row[$0.name]) }
        guard !changed.isEmpty else { return }
        let before = changed.map { Column($0.name, .init(row[$0.name]), isSecret: $0.isSecret) }
        plan.steps.append(.row(RowStep(table: table, key: key, before: before, after: changed)))
    }

    /// Deletes a row, told apart by `names` or else by all its columns.
    mutating func delete(_ row: Row, from table: String, by names: [String] = [], hiding secrets: Set<String> = []) {
        let columns = row.columns.names.map { Column($0, .init(row[$0]), isSecret: secrets.contains($0)) }
        let key = names.isEmpty ? columns : columns.filter { names.contains($0.name) }
        let step = Step.row(RowStep(table: table, key: key, before: columns, after: nil))
        // Tables without a key can hold a row twice; one statement deletes both.
        if !plan.steps.contains(step) { plan.steps.append(step) }
    }

    // MARK: - AstDB

    /// nil: the key is to go.
    mutating func set(_ family: String, _ key: String, to value: String?) {
        let path = AstDBPath(family: family, key: key)
        if values.updateValue(value, forKey: path) == nil { keys.append(path) }
    }

    /// The keys of an extension under `AMPUSER`.
    mutating func setUser(_ number: String, _ pairs: KeyValuePairs<String, String?>) {
        for (key, value) in pairs { set("AMPUSER", "\(number)/\(key)", to: value) }
    }

    // MARK: - Files and notifications

    mutating func line(_ file: String, _ section: String, _ name: String, from before: String?, to after: String?, isSecret: Bool) {
        guard before != after else { return }
        plan.steps.append(.configurationLine(ConfigurationLineStep(
            file: file, section: section, name: name, before: before, after: after, isSecret: isSecret)))
    }

    mutating func remove(folder path: String) { folders.append(.folder(FolderStep(path: path))) }

    mutating func notify(_ notification: Notification) {
        let step = Step.notification(notification)
        if !notifications.contains(step) { notifications.append(step) }
    }

    mutating func warn(_ warning: String) { plan.warnings.append(warning) }

    /// The plan, after AstDB has been asked what the keys hold now: all of them at once. Without keys it is not asked.
    consuming func finished(_ astDB: @autoclosure () throws -> any AstDBReading, reloadNeeded: Bool) throws -> Plan {
        var plan = plan
        // A device state is told by a function and kept as a key: what the key held is what undoing tells.
        let states = notifications.compactMap(\.deviceState)
        let paths = keys + states.map(\.path)
        let before = paths.isEmpty ? [] : try astDB().values(of: paths)
        let after = keys.map { values[$0] ?? nil } + states.map(\.value)
        for (index, path) in paths.enumerated() where before[index] != after[index] {
            // States alone are no change: they follow one.
            guard index < keys.count || !plan.steps.isEmpty else { break }
            plan.steps.append(.astDB(AstDBStep(family: path.family, key: path.key, before: before[index], after: after[index])))
        }
        plan.steps = plan.steps.filter(\.isRow) + plan.steps.filter(\.isKey)
            + plan.steps.filter { !$0.isRow && !$0.isKey } + folders
        if !plan.steps.isEmpty {
            plan.steps += notifications
            plan.reloadNeeded = reloadNeeded
        }
        return plan
    }
}

extension Step {
    /// The key behind a device state that Asterisk is told: `CustomDevstate/DND1001`.
    fileprivate var deviceState: (path: AstDBPath, value: String?)? {
        guard case .notification(.variable(let name, let value)) = self, let device = Notification.customDevice(name) else { return nil }
        return (AstDBPath(family: "CustomDevstate", key: device), value)
    }

    fileprivate var isRow: Bool { if case .row = self { true } else { false } }
    fileprivate var isKey: Bool { if case .astDB = self { true } else { false } }
}
