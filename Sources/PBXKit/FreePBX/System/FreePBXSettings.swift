/// FreePBX's advanced settings (table `freepbx_settings`), with the documented default for what it does not have.
public struct FreePBXSettings: Sendable {
    /// One row of the table.
    public struct Row: Sendable, Hashable {
        public var value: String
        public var defaultValue: String
        /// Whether an empty value means empty rather than the default.
        public var acceptsEmpty: Bool

        public init(value: String, defaultValue: String = "", acceptsEmpty: Bool = true) {
            self.value = value
            self.defaultValue = defaultValue
            self.acceptsEmpty = acceptsEmpty
        }
    }

    private let rows: [String: Row]
    /// `[directories]` of asterisk.conf, which wins over the table.
    public var asteriskDirectories: [String: String]

    public init(rows: [String: Row], asteriskDirectories: [String: String] = [:]) {
        self.rows = rows
        self.asteriskDirectories = asteriskDirectories
    }

    /// Reads the whole table, some hundred rows. Throws what the database throws.
    public static func read(from database: any Database) throws -> FreePBXSettings {
        var rows: [String: Row] = [:]
        try database.forEachRow("SELECT keyword, value, defaultval, emptyok FROM freepbx_settings") { row in
            guard let keyword = row.text(0) else { return }
            rows[keyword] = Row(
                value: row.text(1) ?? "", defaultValue: row.text(2) ?? "", acceptsEmpty: row.text(3) != "0")
        }
        return FreePBXSettings(rows: rows)
    }

    /// The effective value; empty where there is none (FreePBX: BMO/Freepbx_conf.class.php).
    public func text(_ keyword: String) -> String {
        guard let row = rows[keyword] else { return Self.documentedDefaults[keyword] ?? "" }
        return row.value.isEmpty && !row.acceptsEmpty ? row.defaultValue : row.value
    }

    /// The effective value, or nil where it is empty.
    public func textIfAny(_ keyword: String) -> String? {
        let value = text(keyword)
        return value.isEmpty ? nil : value
    }

    /// `1` and, of old systems, `true`.
    public func flag(_ keyword: String) -> Bool { ["1", "true", "yes", "on"].contains(text(keyword).lowercased()) }

    /// A number, or nil where the value is none.
    public func number(_ keyword: String) -> Int? { Int(text(keyword)) }

    /// Whether the table has the setting at all, which tells releases and modules apart.
    public func has(_ keyword: String) -> Bool { rows[keyword] != nil }
}
