/// Everything FreePBX stores about extensions, unchanged (R19, R20).
extension FreePBXExtensions {
    private static let tables: [(name: String, key: String)] = [
        ("users", "extension"), ("devices", "id"), ("sip", "id"), ("iax", "id"), ("findmefollow", "grpnum"),
    ]
    /// Extensions whose rows are read together.
    private static let chunk = 500

    func dump(_ number: String?, reveal: Bool, _ body: (Cell) throws -> Void) throws {
        let database = try system.database()
        if let number {
            _ = try userRow(number)
            return try dump([number], reveal: reveal, keys: liveKeys(number), body)
        }
        var numbers: [String] = []
        try database.forEachRow("SELECT extension FROM users ORDER BY LENGTH(extension), extension") { row in
            if let number = row.text(0) { numbers.append(number) }
        }
        var start = 0
        while start < numbers.count {
            let end = min(start + Self.chunk, numbers.count)
            try dump(Array(numbers[start..<end]), reveal: reveal, keys: nil, body)
            start = end
        }
    }

    private func dump(_ numbers: [String], reveal: Bool, keys: Cell?, _ body: (Cell) throws -> Void) throws {
        let catalogue = try system.catalogue()
        let list = numbers.map { "\($0)" as SQL }.joined(separator: ", ")
        var entries: [String: [Cell.Entry]] = [:]
        for table in Self.tables where catalogue.has(table.name) {
            var objects: [String: [Cell]] = [:]
            let order: SQL = table.name == "sip" || table.name == "iax" ? " ORDER BY id, flags, keyword" : ""
            try database(table.name, table.key, list, order) { row in
                objects[row[table.key] ?? "", default: []].append(Self.cell(row, reveal: reveal))
            }
            for number in numbers {
                entries[number, default: []].append(Cell.Entry(table.name, .list(objects[number] ?? [])))
            }
        }
        let mailboxes = try system.voicemailFile()
        for number in numbers {
            var all = entries[number] ?? []
            all.append(Cell.Entry("voicemail.conf", Self.mailbox(number, in: mailboxes, reveal: reveal)))
            if let keys { all.append(Cell.Entry("astdb", keys)) }
            try body(.object(Cell.Object([Cell.Entry("extension", .text(number))] + all)))
        }
    }

    private func database(_ table: String, _ key: String, _ list: SQL, _ order: SQL, _ body: (Row) -> Void) throws {
        try system.database().forEachRow(
            "SELECT * FROM \(identifier: table) WHERE \(identifier: key) IN (\(list))\(order)"
        ) { body($0.kept()) }
    }

    private static func cell(_ row: Row, reveal: Bool) -> Cell {
        guard !reveal else { return FreePBXRaw.object(row) }
        let keyword = row["keyword"] ?? ""
        return FreePBXRaw.object(row, hiding: keyword.contains("secret") || keyword == "md5_cred" ? ["data"] : ["password"])
    }

    private static func mailbox(_ number: String, in file: FreePBXVoicemailFile, reveal: Bool) -> Cell {
        let found = file.sections.compactMap { section -> Cell.Entry? in
            guard section != "general", let line = file.value(section, number) else { return nil }
            guard !reveal else { return Cell.Entry(section, .text(line)) }
            var mailbox = FreePBXMailbox(line: line)
            if !mailbox.pin.isEmpty { mailbox.pin = Step.hidden }
            return Cell.Entry(section, .text(mailbox.line))
        }
        return found.isEmpty ? .null : .object(Cell.Object(found))
    }

    private func liveKeys(_ number: String) throws -> Cell {
        let astDB = try system.astDB()
        var paths: [AstDBPath] = []
        for family in ["AMPUSER", "DEVICE"] { paths += try astDB.keys(of: family, below: number) }
        paths += ["CW", "CF", "CFB", "CFU", "DND", "CALLTRACE", "CustomPresence"].map { AstDBPath(family: $0, key: number) }
        paths += ["FOLLOWME", "CF", "DND"].map { AstDBPath(family: "CustomDevstate", key: "\($0)\(number)") }
        let values = try astDB.values(of: paths)
        return .object(Cell.Object(zip(paths, values).compactMap { path, value in
            value.map { Cell.Entry("\(path.family)/\(path.key)", .text($0)) }
        }))
    }
}
