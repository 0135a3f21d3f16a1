/// The record that FusionPBX keeps of every change, shown by its Transactions page.
///
/// FusionPBX: `v_database_transactions`, written by `resources/classes/database.php`. Secrets stay out of it.
struct FusionPBXAudit {
    /// Where a change came from: the web interface writes the browser's address.
    static let address = "pbxctl"

    let connection: FusionPBXConnection

    /// Writes the record inside the running transaction, where this FusionPBX keeps one and the account may add to it.
    func record(_ plan: Plan) throws {
        let rows = plan.steps.compactMap { if case .row(let step) = $0 { step } else { nil } }
        let table = "v_database_transactions"
        let database = try connection.database()
        let known = try database.columns(of: table).map(\.name)
        guard !rows.isEmpty, !known.isEmpty,
            try database.value("SELECT has_table_privilege(\(table), 'INSERT')::text") == "true"
        else { return }
        let application = FusionPBXAuditedApplication(noun: plan.noun)
        let values: [(name: String, value: String?)] = [
            ("domain_uuid", try connection.domain().uuid), ("database_transaction_uuid", FusionPBXRandom.uuid()),
            ("app_name", application.name), ("app_uuid", application.uuid), ("transaction_code", "200"),
            ("transaction_address", Self.address),
            ("transaction_type", [.set, .import].contains(plan.operation) ? "update" : plan.operation.rawValue),
            ("transaction_date", "now"), ("transaction_old", Self.json(rows) { $0.before }),
            ("transaction_new", Self.json(rows) { $0.after ?? $0.key }), ("transaction_result", Self.result),
        ]
        let present = values.filter { known.contains($0.name) }
        let names = present.map { "\(identifier: $0.name)" as SQL }.joined(separator: ", ")
        let fields = present.map { "\($0.value)" as SQL }.joined(separator: ", ")
        try database.execute("INSERT INTO \(identifier: table) (\(names)) VALUES (\(fields))")
    }

    private static let result = "{\n    \"message\": \"OK\",\n    \"code\": \"200\"\n}"

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

/// The application whose page would have made a change.
///
/// FusionPBX: the constants `app_name` and `app_uuid` of `app/*/resources/classes/*.php` and `core/users`.
struct FusionPBXAuditedApplication {
    var name: String
    var uuid: String

    init(noun: String) {
        (name, uuid) =
            switch noun {
            case "extension": ("extensions", "e68d9689-2769-e013-28fa-6214bf47fca3")
            case "did": ("destinations", "5ec89622-b19c-3559-64f0-afde802ab139")
            case "ringgroup": ("ring_groups", "1d61fb65-1eec-bc73-a6ee-a6203b4fe6f2")
            case "followme", "forward", "dnd": ("call_forward", "19806921-e8ed-dcff-b325-dd3e5da4959d")
            case "callflow": ("call_flows", "b1b70f85-6b42-429b-8c5a-60c8b02b7d14")
            case "voicemail": ("voicemails", "b523c2d2-64cd-46f1-9520-ca4b4098e044")
            case "admin": ("users", "112124b3-95c2-5352-7e9d-d14c0b88f207")
            default: ("pbxctl", "70627863-746c-4000-8000-000000000001")
            }
    }
}
