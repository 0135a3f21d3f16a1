/// Which tables and columns this FreePBX has, and how wide they are: they differ between releases and upgrades.
struct FreePBXCatalogue: Sendable {
    struct Column: Sendable {
        var name: String
        /// Characters that fit; nil where the type has no such limit.
        var width: Int?
    }

    private let tables: [String: [Column]]

    init(tables: [String: [Column]]) { self.tables = tables }

    /// Reads the catalogue of the database that the connection is in.
    init(reading database: any Database) throws {
        var tables: [String: [Column]] = [:]
        try database.forEachRow(
            """
            SELECT table_name, column_name, character_maximum_length FROM information_schema.columns
            WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position
            """
        ) { row in
            guard let table = row.text(0), let name = row.text(1) else { return }
            tables[table, default: []].append(Column(name: name, width: row.text(2).flatMap { Int($0) }))
        }
        self.init(tables: tables)
    }

    func has(_ table: String) -> Bool { tables[table] != nil }

    func has(_ table: String, _ column: String) -> Bool { self.column(table, column) != nil }

    func columns(of table: String) -> [String] { (tables[table] ?? []).map(\.name) }

    func width(_ table: String, _ column: String) -> Int? { self.column(table, column)?.width }

    private func column(_ table: String, _ column: String) -> Column? {
        tables[table]?.first { $0.name == column }
    }

    /// The columns of `row` that the table has.
    func existing(_ row: [RowStep.Column], in table: String) -> [RowStep.Column] {
        row.filter { has(table, $0.name) }
    }
}
