import Foundation

/// Everything that the stores of the lab's FreePBX hold, one line for each row, key, configuration line and file.
struct FreePBXContents: Equatable {
    private var counts: [String: Int] = [:]

    /// Tables that change on their own: notices of reloads.
    private static let restless = ["notifications"]

    static func read() throws -> FreePBXContents {
        var contents = FreePBXContents()
        for line in try rows() + keys() + mailboxes() + spool() { contents.counts[line, default: 0] += 1 }
        return contents
    }

    /// Lines that are here and were not before.
    func added(since before: FreePBXContents) -> [String] { difference(before) }
    /// Lines that were there before and are not here.
    func gone(since before: FreePBXContents) -> [String] { before.difference(self) }

    /// Lines that mention the number as a whole.
    func traces(of number: String) -> [String] {
        counts.keys.filter { line in
            var rest = line[...]
            while let found = rest.range(of: number) {
                // A longer number, or the middle of a generated secret, is something else.
                let (before, after) = (line[..<found.lowerBound].last, line[found.upperBound...].first)
                if !Self.isHexadecimal(before), !Self.isHexadecimal(after) { return true }
                rest = rest[found.upperBound...]
            }
            return false
        }.sorted()
    }

    private static func isHexadecimal(_ character: Character?) -> Bool {
        character.map { ("0"..."9").contains($0) || ("a"..."f").contains($0) } ?? false
    }

    /// Every line, for a comparison that says what differs.
    var lines: [String] { counts.map { "\($0.value) \($0.key)" }.sorted() }

    /// Lines that are there more than once.
    var doubled: [String] { counts.filter { $0.value > 1 && !$0.key.hasPrefix("sql ") }.map(\.key).sorted() }

    private func difference(_ other: FreePBXContents) -> [String] {
        counts.filter { $0.value > other.counts[$0.key] ?? 0 }.map(\.key).sorted()
    }

    // MARK: - Stores

    /// `sql users (…) VALUES (…)`
    private static func rows() throws -> [String] {
        let ignored = restless.map { "--ignore-table=asterisk.\($0)" }
        let outcome = try Program.start(
            "/usr/bin/mariadb-dump",
            ["--socket=\(Lab.value("LAB_MYSQL_SOCKET"))", "-ufreepbxuser", "--skip-extended-insert", "--complete-insert", "--compact",
                "--no-create-info", "--default-character-set=utf8mb4"] + ignored + ["asterisk"],
            input: "", environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")], deadline: 30)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
        let prefix = "INSERT INTO "
        return outcome.lines.filter { $0.hasPrefix(prefix) }.map { "sql " + $0.dropFirst(prefix.count).filter { $0 != "`" } }
    }

    /// `astdb /AMPUSER/1001/cidname = Alice`. Phones come and go on their own.
    private static func keys() throws -> [String] {
        try Lab.asterisk("database show").split(separator: "\n").filter { $0.hasPrefix("/") && !$0.hasPrefix("/registrar/") }.map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return "astdb \(trimmed(parts[0])) = \(parts.count > 1 ? trimmed(parts[1]) : "")"
        }
    }

    /// `voicemail.conf [default] 1001 = 1234,…`, whichever of its spellings the file has.
    private static func mailboxes() throws -> [String] {
        var section = ""
        return try String(contentsOfFile: Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf", encoding: .utf8)
            .split(separator: "\n").compactMap { line in
                let line = trimmed(line)
                if line.hasPrefix("[") { section = line }
                guard !line.isEmpty, !line.hasPrefix(";"), !line.hasPrefix("[") else { return nil }
                let parts = line.split(separator: "=", maxSplits: 1).map { trimmed($0) }
                let value = parts.count > 1 ? parts[1] : ""
                return "voicemail.conf \(section) \(parts[0]) = \(trimmed(value.hasPrefix(">") ? value.dropFirst() : value[...]))"
            }
    }

    /// `spool voicemail/default/1001/INBOX/msg0000.txt`
    private static func spool() throws -> [String] {
        let folder = Lab.value("LAB_ASTERISK_SPOOL") + "/voicemail"
        return try FileManager.default.subpathsOfDirectory(atPath: folder).map { "spool voicemail/\($0)" }
    }

    private static func trimmed(_ text: some StringProtocol) -> String { text.trimmingCharacters(in: .whitespaces) }
}
