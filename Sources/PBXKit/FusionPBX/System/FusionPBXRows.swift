/// Reading whole rows. Every value comes as text and every boolean as `true` or `false`, whether the column is a native
/// boolean (FusionPBX 5.5.2 and later) or text.
extension FusionPBXConnection {
    /// All columns of the rows that meet a condition; empty where this version has no such table.
    func rows(_ table: String, where condition: SQL) throws -> [Row] {
        let columns = try database().columns(of: table)
        guard !columns.isEmpty else { return [] }
        let list = columns.map { "\(identifier: $0.name)::text AS \(identifier: $0.name)" as SQL }
            .joined(separator: ", ")
        return try database().rows("SELECT \(list) FROM \(identifier: table) WHERE \(condition)")
    }

    func has(_ column: String, in table: String) throws -> Bool {
        try database().columns(of: table).contains { $0.name == column }
    }

    /// Whether yes/no columns are native booleans, as from FusionPBX 5.5.2 on.
    func hasNativeBooleans() throws -> Bool {
        try database().columns(of: "v_extensions").first { $0.name == "enabled" }?.dataType == "boolean"
    }

    /// A column as text under its own name, or NULL where this version has no such column.
    func text(_ column: String, of table: String, as alias: String) throws -> SQL {
        guard try has(column, in: table) else { return "NULL::text" }
        return "\(identifier: alias).\(identifier: column)::text"
    }
}

extension Row {
    func isTrue(_ name: String) -> Bool { FusionPBXBoolean.isTrue(self[name]) }
}

/// FusionPBX's yes/no values, which are text in some versions and booleans in others.
enum FusionPBXBoolean {
    static func isTrue(_ text: String?) -> Bool { text == "true" || text == "t" || text == "1" }
    static func text(_ flag: Bool) -> String { flag ? "true" : "false" }
}
