/// The record that FusionPBX keeps of every change, shown by its Transactions page.
///
/// FusionPBX: `v_database_transactions`, written by `resources/classes/database.php`. Secrets stay out of it.
struct FusionPBXAudit {
    /// What names pbxctl in the record.
    private static let applicationUUID = "70627863-746c-4000-8000-000000000001"

    let connection: FusionPBXConnection

    /// Writes the record inside the running transaction, where this FusionPBX keeps one and the account may add to it.
    func record(_ plan: Plan) throws {
        let table = "v_database_transactions"
        let database = try connection.database()
        let known = try database.columns(of: table).map(\.name)
        guard !known.isEmpty,
            try database.value("SELECT has_table_privilege(\(table), 'INSERT')::text") == "true"
        else { return }
        let rows = plan.steps.compactMap { if case .row(let step) = $0 { step } else { nil } }
        let code = "{\n    \"message\": \"OK\",\n    \"code\": \"200\"\n}"
        let values: [(name: String, value: String?)] = [
            ("domain_uuid", try connection.domain().uuid), ("database_transaction_uuid", FusionPBXRandom.uuid()),
            ("app_name", "pbxctl"), ("app_uuid", Self.applicationUUID), ("transaction_code", "200"),
            ("transaction_type", plan.operation == .set ? "update" : plan.operation.rawValue),
            ("transaction_date", "now"), ("transaction_old", Self.json(rows) { $0.before }),
            ("transaction_new", Self.json(rows) { $0.after ?? $0.key }), ("transaction_result", code),
        ]
        let present = values.filter { known.contains($0.name) }
        let names = present.map { "\(identifier: $0.name)" as SQL }.joined(separator: ", ")
        let fields = present.map { "\($0.value)" as SQL }.joined(separator: ", ")
        try database.execute("INSERT INTO \(identifier: table) (\(names)) VALUES (\(fields))")
    }

    /// The rows by table without its `v_`, in the order of the steps; nil where there are none.
    private static func json(_ steps: [RowStep], _ side: (RowStep) -> [RowStep.Column]?) -> String? {
        var tables: [(name: String, rows: [[RowStep.Column]])] = []
        for step in steps {
            guard let columns = side(step) else { continue }
            let identified = step.key.filter { key in !columns.contains { $0.name == key.name } } + columns
            let name = String(step.table.dropFirst(2))
            if let place = tables.firstIndex(where: { $0.name == name }) {
                tables[place].rows.append(identified)
            } else {
                tables.append((name, [identified]))
            }
        }
        return tables.isEmpty ? nil : FusionPBXJSON.rows(tables)
    }
}
