/// The settings of FusionPBX that hold for one domain: the defaults, overlaid with the domain's own.
///
/// FusionPBX: `v_default_settings`, `v_domain_settings`; rows that are not enabled do not count, nor do empty values.
struct FusionPBXSettingValues {
    let domainUUID: String
    private var values: [String: String] = [:]

    init(database: any Database, domainUUID: String) throws {
        self.domainUUID = domainUUID
        try database.forEachRow(
            """
            SELECT 0 AS layer, default_setting_category, default_setting_subcategory, default_setting_value
            FROM v_default_settings WHERE default_setting_enabled::text = 'true'
            UNION ALL
            SELECT 1, domain_setting_category, domain_setting_subcategory, domain_setting_value
            FROM v_domain_settings WHERE domain_setting_enabled::text = 'true' AND domain_uuid = \(domainUUID)
            ORDER BY layer
            """
        ) { row in
            guard let category = row.text(1), let name = row.text(2), let value = row.text(3), !value.isEmpty
            else { return }
            values["\(category)/\(name)"] = value
        }
    }

    /// The value of `category/subcategory`; nil where it is not set.
    subscript(_ name: String) -> String? { values[name] }

    func number(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

    func isOn(_ name: String, default fallback: Bool) -> Bool { values[name].map { $0 == "true" } ?? fallback }
}
