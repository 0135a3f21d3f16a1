/// The row that says that a committed write is not finished: the switch has not been told everything yet.
///
/// A disabled entry of `v_default_settings` in a category of its own, written in the transaction of the change itself
/// and deleted when the switch has been told: it is there exactly if the change is made and something is left to do.
struct FusionPBXUnfinishedMark {
    private static let table = "v_default_settings"
    private static let category = "pbxctl"
    private static let name = "unfinished_change"

    let connection: FusionPBXConnection

    /// Writes it inside the running transaction, where the account may.
    func set(_ entry: JournalEntry) throws {
        let database = try connection.database()
        guard try database.value("SELECT has_table_privilege(\(Self.table), 'INSERT, DELETE')::text") == "true" else { return }
        let step = try connection.insertion(into: Self.table, identity: ["default_setting_uuid"], [
            ("default_setting_uuid", FusionPBXRandom.uuid()), ("default_setting_category", Self.category),
            ("default_setting_subcategory", Self.name), ("default_setting_name", "text"),
            ("default_setting_value", "\(entry.id) \(entry.user) \(entry.host)"), ("default_setting_enabled", "false"),
            ("default_setting_description", "pbxctl is making a change"),
        ])
        if case .row(let row) = step { try database.take(row) }
    }

    func clear(_ id: String?) throws {
        guard let id else { return }
        try connection.database().execute(
            """
            DELETE FROM \(identifier: Self.table) WHERE default_setting_category = \(Self.category)
            AND default_setting_subcategory = \(Self.name) AND default_setting_value LIKE \("\(id) %")
            """)
    }

    /// All that are there: the change's id, and who made it where.
    func all() throws -> [(id: String, who: String)] {
        try connection.database().rows(
            """
            SELECT default_setting_value FROM \(identifier: Self.table)
            WHERE default_setting_category = \(Self.category) AND default_setting_subcategory = \(Self.name)
            """
        ).compactMap { row in
            let words = (row["default_setting_value"] ?? "").split(separator: " ", maxSplits: 1).map(String.init)
            return words.first.map { ($0, words.count > 1 ? words[1] : "somebody") }
        }
    }
}
