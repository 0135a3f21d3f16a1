/// What Asterisk's own database can sum up by itself: a family of a large PBX has fifty keys for each extension.
///
/// Asterisk: `database query` of the console (main/db.c) takes SQL over the table `astdb` and prints `column: value`.
extension AsteriskDatabase {
    /// What the keys of a family begin with, each once: `1001` of `1001/cidname`. nil where the console may not be asked.
    public func heads(of family: String) throws -> [String]? {
        guard Self.isWord(family) else { return nil }
        let rest = "substr(key, \(family.utf8.count + 3))"
        // A sum of different values takes no separator but a comma, which no head has that matters.
        return try query(
            "SELECT group_concat(DISTINCT substr(\(rest), 1, instr(\(rest) || '/', '/') - 1)) AS a FROM astdb WHERE key GLOB '/\(family)/*'"
        )?.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
    }

    /// The values of these keys below each head of a family, by their path: `/AMPUSER/1001/followme/grplist`. Blanks at the
    /// end of a value are lost. nil where the console may not be asked.
    public func values(_ names: [String], belowHeadsOf family: String) throws -> [String: String]? {
        guard Self.isWord(family), names.allSatisfy(Self.isWord) else { return nil }
        let wanted = names.map { "key GLOB '/\(family)/*/\($0)'" }.joined(separator: " OR ")
        // On one line, of which each is a message's line of its own; a separator that no value has.
        guard let all = try query("SELECT group_concat(key || '=' || value, x'1E') AS a FROM astdb WHERE \(wanted)") else { return nil }
        var values: [String: String] = [:]
        values.reserveCapacity(all.utf8.count / 32)
        for entry in all.utf8.split(separator: 0x1E) {
            guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
            values[String(Substring(entry[..<equals]))] = String(Substring(entry[entry.index(after: equals)...]))
        }
        return values
    }

    /// Letters, digits, `/` and `_`: nothing that would mean something to SQL or the console.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "_")
        }
    }

    /// The one value `a` that a statement gives, without blanks at its end; empty for NULL. nil where it is refused or not
    /// understood.
    private func query(_ statement: String) throws -> String? {
        let lines: [String]
        do { lines = try manager.command("database query \"\(statement)\"") } catch is ManagerError { return nil }
        let start = "a    : "
        // More lines are a value with a line break in it, or an Asterisk that prints otherwise.
        guard let first = lines.first, first.hasPrefix(start), lines.count < 2 || lines[1].isEmpty else { return nil }
        let value = first.utf8.dropFirst(start.utf8.count)
        guard let last = value.lastIndex(where: { $0 != UInt8(ascii: " ") }) else { return "" }
        let text = String(Substring(value[...last]))
        return text == "(null)" ? "" : text
    }
}
