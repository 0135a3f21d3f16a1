/// Inbound numbers of a FusionPBX: `v_destinations` of type `inbound`, each with its dialplan.
struct FusionPBXInboundNumbers: InboundNumbers {
    let connection: FusionPBXConnection

    func forEach(_ options: ReadOptions, _ body: (InboundNumber) throws -> Void) throws {
        try FusionPBXInboundNumberQuery(connection: connection, options: options).forEach(
            where: "\(try inScope()) AND \(try FusionPBXWanted(options.filter, connection).inboundNumbers(try fullNumber("d")))", body)
    }

    func find(_ did: String, _ options: ReadOptions) throws -> [InboundNumber] {
        var found: [InboundNumber] = []
        let condition: SQL = "\(try inScope()) AND \(try spells(did, as: "d"))"
        try FusionPBXInboundNumberQuery(connection: connection, options: options)
            .forEach(where: condition) { found.append($0) }
        guard !found.isEmpty else { throw try notFound(did) }
        return found
    }

    func suggestions(prefix: String) throws -> [Suggestion] {
        let domain = try connection.domain()
        let pattern = prefix.filter(\.isNumber) + "%"
        let number = try fullNumber("d")
        return try connection.database().rows(
            """
            SELECT \(number), COALESCE(destination_description, '') FROM v_destinations d
            WHERE domain_uuid = \(domain.uuid) AND destination_type = 'inbound' AND \(number) LIKE \(pattern)
            ORDER BY 1 LIMIT 1000
            """
        ).map { Suggestion($0.values[0] ?? "", $0.values[1] ?? "") }
    }

    private func inScope() throws -> SQL {
        connection.scope.allDomains ? "TRUE" : "d.domain_uuid = \(try connection.domain().uuid)"
    }

    /// Whether a row is the number in one of its spellings, a leading plus set aside.
    private func spells(_ did: String, as alias: String) throws -> SQL {
        let bare = did.hasPrefix("+") ? String(did.dropFirst()) : did
        return """
            (ltrim(\(identifier: alias).destination_number, '+') = \(bare) OR \(try fullNumber(alias)) = \(bare))
            """
    }

    /// Country code and number without a plus: what the web interface compares as well.
    func fullNumber(_ alias: String) throws -> SQL {
        let prefix = try connection.text("destination_prefix", of: "v_destinations", as: alias)
        return "ltrim(COALESCE(\(prefix), ''), '+') || ltrim(\(identifier: alias).destination_number, '+')"
    }

    /// The row of a number of the domain, given in full. Ten and eleven digits are not interchangeable.
    func row(of did: String) throws -> Row {
        let domain = try connection.domain()
        let bare = did.hasPrefix("+") ? String(did.dropFirst()) : did
        // The database narrows to those that it ends with: an import asks for every row of its file.
        let number: SQL = "COALESCE(ltrim(destination_number, '+'), '')"
        let rows = try connection.rows(
            "v_destinations",
            where: """
                domain_uuid = \(domain.uuid) AND destination_type = 'inbound'
                AND right(\(bare)::text, length(\(number))) = \(number)
                """
        ).filter { row in
            let shown = FusionPBXNumberSpelling(row).displayed
            return (shown.hasPrefix("+") ? String(shown.dropFirst()) : shown) == bare
        }
        guard rows.count < 2 else {
            throw PBXError(
                .conflict, "inbound number \(did)", "exists \(rows.count) times in \(domain.name)",
                remedy: "delete all but one of them in FusionPBX")
        }
        guard let row = rows.first else { throw try notFound(did) }
        return row
    }

    private func notFound(_ did: String) throws -> PBXError {
        let place = connection.scope.allDomains ? "any domain" : try connection.domain().name
        return PBXError(
            .notFound, "inbound number \(FusionPBXValues.shown(did))", "does not exist in \(place)",
            remedy: "see `pbxctl did list`: give it in full, with its country code")
    }

    func requireNoCaller(_ callerID: String?) throws {
        if callerID != nil {
            throw PBXError.notOffered(
                "a route by caller", by: .fusionpbx, nearest: "the conditions of a destination, in its web interface")
        }
    }
}
