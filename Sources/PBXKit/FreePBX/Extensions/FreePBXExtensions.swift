/// Extensions of a FreePBX: `users`, `devices`, `sip`, AstDB and `voicemail.conf` together.
struct FreePBXExtensions: Extensions {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (Extension) throws -> Void) throws {
        let wanted = try FreePBXWantedExtensions(options.filter, system)
        let live = try options.asking == .all ? FreePBXLiveListing(system: system).all() : [:]
        let mailboxes = try options.asking == .nothing ? FreePBXVoicemailFile() : system.voicemailFile()
        let reader = FreePBXExtensionReader(mailboxes: mailboxes, reveals: options.reveal)
        let userColumns = options.raw ? try system.catalogue().columns(of: "users").count : 0
        try system.database().forEachRow(
            """
            \(FreePBXExtensionReader.query)\(options.raw ? ", u.*, d.*" : "" as SQL) \(FreePBXExtensionReader.source)
            WHERE \(wanted.condition) ORDER BY LENGTH(u.extension), u.extension
            """
        ) { row in
            guard wanted.contains(row.text(0) ?? "") else { return }
            var result = reader.extension(row, live: live[row.text(0) ?? ""] ?? FreePBXLiveKeys())
            if options.raw { result.raw = Self.raw(row, userColumns: userColumns, reveals: options.reveal) }
            try body(result)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Extension {
        guard Self.isNumber(identifier) else { throw Self.notFound(identifier) }
        let paths = FreePBXLiveKeys.paths(identifier)
        let reader = FreePBXExtensionReader(mailboxes: try system.voicemailFile(), reveals: options.reveal)
        var live = FreePBXLiveKeys()
        for (path, value) in zip(paths, try system.astDB().values(of: paths)) {
            guard let value else { continue }
            let name = path.key.split(separator: "/", maxSplits: 1).dropFirst().first
            live.take(name ?? path.family[...], value)
        }
        var found: Extension?
        try system.database().forEachRow(
            """
            \(FreePBXExtensionReader.query) \(FreePBXExtensionReader.source) WHERE u.extension = \(identifier)
            """
        ) { row in
            if row.text(0) == identifier { found = reader.extension(row, live: live) }
        }
        guard var found else { throw Self.notFound(identifier) }
        if options.raw {
            try dump(identifier, reveal: options.reveal) { found.raw = $0 }
        }
        return found
    }

    func suggestions(prefix: String) throws -> [Suggestion] {
        try system.database().rows(
            """
            SELECT extension, name FROM users WHERE extension LIKE \(FreePBXInboundNumbers.beginning(prefix))
            ORDER BY LENGTH(extension), extension LIMIT 500
            """
        ).compactMap { row in row["extension"].map { Suggestion($0, row["name"] ?? "") } }
    }

    static func notFound(_ number: String) -> PBXError {
        PBXError(
            .notFound, "extension \(FreePBXInput.shown(number))", "does not exist", remedy: "see `pbxctl extension list`")
    }

    static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 20 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func raw(_ row: borrowing RowView, userColumns: Int, reveals: Bool) -> Cell {
        let hidden: Set<String> = reveals ? [] : ["password"]
        guard case .object(let all) = FreePBXRaw.object(row, from: FreePBXExtensionReader.columnCount, hiding: hidden) else {
            return .null
        }
        return .object(Cell.Object([
            Cell.Entry("users", .object(Cell.Object(Array(all.entries.prefix(userColumns))))),
            Cell.Entry("devices", .object(Cell.Object(Array(all.entries.dropFirst(userColumns))))),
        ]))
    }
}
