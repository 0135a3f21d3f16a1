/// Row steps with the columns that this version of FusionPBX has, stamped as its own web interface stamps them.
///
/// FusionPBX: `resources/classes/database.php` sets `insert_date` or `update_date` to `now()`. The web user's uuid in
/// `insert_user` and `update_user` is NULL for pbxctl.
extension FusionPBXConnection {
    typealias Values = [(column: String, value: String?)]

    /// A new row. `identity` names the columns that no row may have with the same values when the step is taken.
    func insertion(into table: String, identity: [String], _ values: Values) throws -> Step {
        let known = try database().columns(of: table).map(\.name)
        var columns = values.filter { known.contains($0.column) && $0.value != nil }
            .map { RowStep.Column($0.column, fusionPBX: $0.value, table: table) }
        if known.contains("insert_date") { columns.append(RowStep.Column("insert_date", .text("now"))) }
        let key = identity.compactMap { name in columns.first { $0.name == name } }
        return .row(RowStep(table: table, key: key, before: nil, after: columns))
    }

    /// The columns of `values` that differ from `row`; nil where none does.
    func update(_ table: String, _ row: Row, _ values: Values) throws -> Step? {
        let changed = values.filter { row.has($0.column) && row.filled($0.column) != $0.value.flatMap(\.nonEmpty) }
        guard !changed.isEmpty else { return nil }
        var after = changed.map { RowStep.Column($0.column, fusionPBX: $0.value, table: table) }
        let before = changed.map { RowStep.Column($0.column, fusionPBXAsIs: row[$0.column], table: table) }
        if row.has("update_date") { after.append(RowStep.Column("update_date", .text("now"))) }
        if row.has("update_user") { after.append(RowStep.Column("update_user", .null)) }
        return .row(RowStep(table: table, key: [primaryKey(of: table, row)], before: before, after: after))
    }

    func deletion(from table: String, _ row: Row) -> Step {
        let before = zip(row.columns.names, row.values).map {
            RowStep.Column($0, fusionPBXAsIs: $1, table: table)
        }
        return .row(RowStep(table: table, key: [primaryKey(of: table, row)], before: before, after: nil))
    }

    /// FusionPBX names the key of `v_ring_groups` `ring_group_uuid`, and so on for every table.
    private func primaryKey(of table: String, _ row: Row) -> RowStep.Column {
        let noun = table.dropFirst(2)
        let name = (noun.hasSuffix("s") ? String(noun.dropLast()) : String(noun)) + "_uuid"
        return RowStep.Column(name, row[name].map(SQL.Value.text) ?? .null)
    }
}

extension Step {
    /// The columns that a row step writes.
    var writtenColumns: [String] { if case .row(let step) = self { step.after?.map(\.name) ?? [] } else { [] } }
}

extension RowStep.Column {
    /// A value to be written: empty is NULL, as FusionPBX writes it.
    init(_ name: String, fusionPBX value: String?, table: String) {
        self.init(name, fusionPBXAsIs: value.flatMap(\.nonEmpty), table: table)
    }

    init(_ name: String, fusionPBXAsIs value: String?, table: String) {
        self.init(
            name, value.map(SQL.Value.text) ?? .null, isSecret: FusionPBXSecretColumn.contains(name))
    }
}

/// Which columns of FusionPBX hold something that is not shown.
enum FusionPBXSecretColumn {
    static func contains(_ name: String) -> Bool {
        name == "password" || name.hasSuffix("_password") || name.hasSuffix("pin_number")
    }
}

extension String {
    var nonEmpty: String? { isEmpty ? nil : self }
}
