/// Extensions of a FusionPBX domain: `v_extensions` with their mailboxes and follow-me lists.
struct FusionPBXExtensions: Extensions {
    let connection: FusionPBXConnection

    func forEach(_ options: ReadOptions, _ body: (Extension) throws -> Void) throws {
        let condition: SQL =
            connection.scope.allDomains ? "TRUE" : "e.domain_uuid = \(try connection.domain().uuid)"
        try FusionPBXExtensionQuery(connection: connection, options: options).forEach(where: condition, body)
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Extension {
        let row = try row(of: identifier)
        var found: Extension?
        try FusionPBXExtensionQuery(connection: connection, options: options)
            .forEach(where: "e.extension_uuid = \(row["extension_uuid"])") { found = $0 }
        guard let found else { throw try notFound(identifier) }
        return found
    }

    func suggestions(prefix: String) throws -> [Suggestion] {
        let pattern = prefix.map { "\\%_".contains($0) ? "\\\($0)" : String($0) }.joined() + "%"
        return try connection.database().rows(
            """
            SELECT extension, COALESCE(effective_caller_id_name, description, '')
            FROM v_extensions
            WHERE domain_uuid = \(try connection.domain().uuid) AND extension LIKE \(pattern)
            ORDER BY length(extension), extension LIMIT 1000
            """
        ).map { Suggestion($0.values[0] ?? "", $0.values[1] ?? "") }
    }

    /// The row of an extension of the domain by its number, its alias or its uuid. Throws `.notFound`.
    func row(of identifier: String) throws -> Row {
        let domain = try connection.domain()
        let rows = try connection.rows(
            "v_extensions",
            where: """
                domain_uuid = \(domain.uuid)
                AND (extension = \(identifier) OR extension_uuid::text = \(identifier.lowercased()))
                ORDER BY extension_uuid
                """)
        // The database keeps nobody from entering a number twice; which of the two is meant nobody can say.
        guard rows.count < 2 else {
            throw PBXError(
                .conflict, "extension \(identifier)", "exists \(rows.count) times in \(domain.name)",
                remedy: "name one by its uuid: \(rows.compactMap { $0["extension_uuid"] }.joined(separator: ", "))")
        }
        guard let row = rows.first else { throw try notFound(identifier) }
        return row
    }

    func notFound(_ identifier: String) throws -> PBXError {
        PBXError(
            .notFound, "extension \(FusionPBXValues.shown(identifier))",
            "does not exist in \(try connection.domain().name)", remedy: "see `pbxctl extension list`")
    }
}
