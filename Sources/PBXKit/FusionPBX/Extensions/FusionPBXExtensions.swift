/// Extensions of a FusionPBX domain: `v_extensions` with their mailboxes and follow-me lists.
struct FusionPBXExtensions: Extensions {
    let connection: FusionPBXConnection

    func forEach(_ options: ReadOptions, _ body: (Extension) throws -> Void) throws {
        let scope: SQL = connection.scope.allDomains ? "TRUE" : "e.domain_uuid = \(try connection.domain().uuid)"
        let wanted = FusionPBXWanted(options.filter, connection)
        let unregistered = try options.filter.isUnregistered ? self.unregistered() : nil
        try FusionPBXExtensionQuery(connection: connection, options: options).forEach(where: "\(scope) AND \(try wanted.extensions())") { found in
            if let unregistered, !unregistered.contains("\(found.number)@\(found.domain ?? "")") { return }
            try body(found)
        }
    }

    /// The extensions of the scope without a registered phone.
    private func unregistered() throws -> Set<String> {
        var accounts: Set<String> = []
        try FusionPBXRegistrations(connection: connection).forEach(ReadOptions()) { registration in
            if registration.status == .unregistered { accounts.insert("\(registration.extension)@\(registration.domain ?? "")") }
        }
        return accounts
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Extension {
        try connection.database().expectColumns(of: ["v_domains"] + FusionPBXExtensionQuery.tables.map(\.name))
        let domain = try connection.domain()
        var found: [Extension] = []
        try FusionPBXExtensionQuery(connection: connection, options: options)
            .forEach(where: Self.isNamed(identifier, in: domain, "e")) { found.append($0) }
        return try only(found, \.uuid, named: identifier, in: domain)
    }

    private static func isNamed(_ identifier: String, in domain: Domain, _ alias: String) -> SQL {
        let alias: SQL = "\(identifier: alias)"
        return """
            \(alias).domain_uuid = \(domain.uuid)
            AND (\(alias).extension = \(identifier) OR \(alias).extension_uuid::text = \(identifier.lowercased()))
            """
    }

    /// The database keeps nobody from entering a number twice; which of the two is meant nobody can say.
    private func only<Found>(_ found: [Found], _ uuid: (Found) -> String?, named identifier: String, in domain: Domain) throws -> Found {
        guard found.count < 2 else {
            throw PBXError(
                .conflict, "extension \(identifier)", "exists \(found.count) times in \(domain.name)",
                remedy: "name one by its uuid: \(found.compactMap(uuid).sorted().joined(separator: ", "))")
        }
        guard let one = found.first else { throw try notFound(identifier) }
        return one
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
        let rows = try connection.rows("v_extensions", where: Self.isNamed(identifier, in: domain, "v_extensions"))
        return try only(rows, { $0["extension_uuid"] }, named: identifier, in: domain)
    }

    func notFound(_ identifier: String) throws -> PBXError {
        PBXError(
            .notFound, "extension \(FusionPBXValues.shown(identifier))",
            "does not exist in \(try connection.domain().name)", remedy: "see `pbxctl extension list`")
    }
}
