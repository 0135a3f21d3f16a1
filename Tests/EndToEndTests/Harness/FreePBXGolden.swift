import Foundation

/// What FreePBX's own form was seen to leave for an extension (the fixtures of the library's tests), and the same lines
/// out of the lab's stores.
enum FreePBXGolden {
    /// `users name=Alice`, `sip secret=…`, `astdb DEVICE/7101/tech=pjsip`; without the module dictate, which a lab may lack.
    static func expected(_ fixture: String, number: String) throws -> Set<String> {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "PBXKitTests/Fixtures/\(fixture).txt")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Set(lines.map { $0.replacingOccurrences(of: "{EXT}", with: number) }.filter { !$0.contains("/dictate/") })
    }

    static func stored(_ number: String) throws -> Set<String> {
        var lines: Set<String> = []
        let tables = [
            "users": "extension", "devices": "id", "findmefollow": "grpnum", "kvstore_FreePBX_modules_Voicemail": "`key`",
            "kvstore_FreePBX_modules_Paging": "id",
        ]
        for (table, key) in tables {
            let columns = try Lab.mysql(
                """
                SELECT column_name FROM information_schema.columns
                WHERE table_schema = 'asterisk' AND table_name = '\(table)' ORDER BY ordinal_position;
                """)
            for row in try Lab.mysql("SELECT * FROM \(table) WHERE \(key) = '\(number)';") {
                let values = row.split(separator: "\t", omittingEmptySubsequences: false)
                for (column, value) in zip(columns, values) { lines.insert("\(table) \(column)=\(value)") }
            }
        }
        for row in try Lab.mysql("SELECT CONCAT('sip ', keyword, '=', data) FROM sip WHERE id = '\(number)';") { lines.insert(row) }
        for line in try FreePBXContents.read().traces(of: number) where line.hasPrefix("astdb /") && !line.contains("/dictate/") {
            let parts = line.dropFirst("astdb /".count).split(separator: " = ", maxSplits: 1, omittingEmptySubsequences: false)
            lines.insert("astdb \(parts[0])=\(parts.count > 1 ? String(parts[1]) : "")")
        }
        return lines
    }
}
