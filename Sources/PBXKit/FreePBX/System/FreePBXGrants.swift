/// What a MySQL account may do, from the lines of `SHOW GRANTS`.
struct FreePBXGrants {
    var lines: [String]

    func allows(_ privilege: String, on database: String) -> Bool { allows(privilege, on: database, table: nil) }

    /// Whether it is granted on a table, by itself or with its database; without a table, on the whole database.
    func allows(_ privilege: String, on database: String, table: String?) -> Bool {
        lines.contains { Self.grants(privilege, on: database, table, $0) }
    }

    /// `GRANT SELECT, INSERT ON `asterisk`.* TO 'user'@'host'`.
    private static func grants(_ privilege: String, on database: String, _ table: String?, _ line: String) -> Bool {
        let words = line.split(separator: " ").map(String.init)
        guard words.first == "GRANT", let on = words.firstIndex(of: "ON"), on + 2 < words.count, words[on + 2] == "TO" else {
            return false
        }
        let privileges = words[1..<on].joined(separator: " ").split(separator: ",")
            .map { FreePBXInput.trimmed(String($0)).uppercased() }
        return (privileges.contains(privilege) || privileges.contains("ALL PRIVILEGES")) && covers(words[on + 1], database, table)
    }

    /// `*.*`, or `` `asterisk%`.* `` in which `%` and `_` stand for anything unless escaped.
    private static func covers(_ object: String, _ database: String, _ table: String?) -> Bool {
        guard object != "*.*" else { return true }
        if let table, object == "`\(database)`.`\(table)`" { return true }
        guard object.hasSuffix(".*") else { return false }
        let pattern = Array(object.dropLast(2).filter { $0 != "`" })
        return matches(pattern[...], Array(database)[...])
    }

    private static func matches(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case "%": return matches(rest, name) || (!name.isEmpty && matches(pattern, name.dropFirst()))
        case "_": return !name.isEmpty && matches(rest, name.dropFirst())
        case "\\": return rest.first != nil && rest.first == name.first && matches(rest.dropFirst(), name.dropFirst())
        default: return first == name.first && matches(rest, name.dropFirst())
        }
    }
}

extension FreePBXGrants {
    /// The tables that changes write to, as far as this FreePBX has them.
    static func writtenTables(_ system: FreePBXSystem) throws -> [String] {
        let catalogue = try system.catalogue()
        return [
            "users", "devices", "sip", "incoming", "callrecording_module", "findmefollow", "ringgroups", "ampusers", "admin", "daynight",
            "kvstore_FreePBX_modules_Voicemail",
        ].filter(catalogue.has)
    }
}
