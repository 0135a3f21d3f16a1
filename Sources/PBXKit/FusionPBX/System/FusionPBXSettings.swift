/// FusionPBX's settings: the defaults, and over them those of one domain.
public struct FusionPBXSettings: Sendable {
    /// One row of `v_default_settings` or `v_domain_settings`. Rows that are not enabled do not count.
    public struct Row: Sendable, Hashable {
        public var category: String
        public var subcategory: String
        /// The type: `text`, `numeric`, `boolean`, `array`, `dir`, `code`, `uuid`, `name`.
        public var name: String
        public var value: String
        public var order: Int
        public var isEnabled: Bool

        public init(
            category: String, subcategory: String, name: String, value: String, order: Int = 0, isEnabled: Bool = true
        ) {
            self.category = category
            self.subcategory = subcategory
            self.name = name
            self.value = value
            self.order = order
            self.isEnabled = isEnabled
        }
    }

    private struct Key: Hashable {
        var category: String
        var subcategory: String
    }

    private var values: [Key: String] = [:]
    private var lists: [Key: [String]] = [:]

    public init(defaults: [Row], domain: [Row] = []) {
        for rows in [defaults, domain] {
            var layer: [Key: [Row]] = [:]
            for row in rows where row.isEnabled && !row.value.isEmpty {
                let key = Key(category: row.category, subcategory: row.subcategory)
                if row.name == "array" { layer[key, default: []].append(row) } else { values[key] = row.value }
            }
            // A domain's rows replace the default list, they do not add to it.
            for (key, rows) in layer { lists[key] = rows.sorted { $0.order < $1.order }.map(\.value) }
        }
    }

    /// Reads the defaults and, for a domain's identifier, its own. Throws what the database throws.
    public static func read(from database: any Database, domainIdentifier: String? = nil) throws -> FusionPBXSettings {
        let defaults = try rows(
            """
            SELECT default_setting_category, default_setting_subcategory, default_setting_name,
                default_setting_value, default_setting_order, default_setting_enabled FROM v_default_settings
            """, in: database)
        guard let domainIdentifier else { return FusionPBXSettings(defaults: defaults) }
        let domain = try rows(
            """
            SELECT domain_setting_category, domain_setting_subcategory, domain_setting_name,
                domain_setting_value, domain_setting_order, domain_setting_enabled FROM v_domain_settings
            WHERE domain_uuid = \(domainIdentifier)
            """, in: database)
        return FusionPBXSettings(defaults: defaults, domain: domain)
    }

    private static func rows(_ statement: SQL, in database: any Database) throws -> [Row] {
        var rows: [Row] = []
        try database.forEachRow(statement) { row in
            rows.append(Row(
                category: row.text(0) ?? "", subcategory: row.text(1) ?? "", name: row.text(2) ?? "",
                value: row.text(3) ?? "", order: row.text(4).flatMap { Int($0) } ?? 0, isEnabled: isTrue(row.text(5))))
        }
        return rows
    }

    /// A boolean of the database: native (`t`) from 5.5.2 on, text (`true`) before.
    public static func isTrue(_ text: String?) -> Bool { ["t", "true", "1", "yes"].contains(text?.lowercased()) }

    /// The effective value, or nil where none is set.
    public func text(_ category: String, _ subcategory: String) -> String? {
        values[Key(category: category, subcategory: subcategory)]
    }

    /// The effective value as a Boolean, or nil where none is set.
    public func flag(_ category: String, _ subcategory: String) -> Bool? {
        text(category, subcategory).map { Self.isTrue($0) }
    }

    /// The effective value as a number, or nil where none is set or it is no number.
    public func number(_ category: String, _ subcategory: String) -> Int? {
        text(category, subcategory).flatMap { Int($0) }
    }

    /// The effective list of a setting of type `array`, in its order.
    public func list(_ category: String, _ subcategory: String) -> [String] {
        lists[Key(category: category, subcategory: subcategory)] ?? []
    }
}
