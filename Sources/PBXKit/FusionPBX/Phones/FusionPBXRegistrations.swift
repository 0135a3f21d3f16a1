/// Registrations of all nodes, profile by profile, beside the extensions that have none.
///
/// FusionPBX: `app/registrations/resources/classes/registrations.php`: `sofia xmlstatus profile NAME reg` for each enabled
/// profile; `show registrations` knows no user agent.
struct FusionPBXRegistrations: Registrations {
    let connection: FusionPBXConnection

    func forEach(_ options: ReadOptions, _ body: (Registration) throws -> Void) throws {
        let domains = FusionPBXDomainNames(try connection.scopedDomains())
        var known = Dictionary(grouping: try entries("reg")) { $0.user.lowercased() }
        let scope: SQL = connection.scope.allDomains ? "TRUE" : "e.domain_uuid = \(try connection.domain().uuid)"
        let clock = try FusionPBXClock(connection: connection, domain: connection.scope.allDomains ? nil : connection.domain())
        let now = Timestamp.now().seconds
        try connection.database().forEachRow(
            """
            SELECT e.extension, e.number_alias, e.effective_caller_id_name, d.domain_name
            FROM v_extensions e JOIN v_domains d ON d.domain_uuid = e.domain_uuid WHERE \(scope)
            ORDER BY d.domain_name, CASE WHEN e.extension ~ '^[0-9]{1,30}$' THEN e.extension::numeric END, e.extension
            """
        ) { row in
            let number = row.text(0) ?? ""
            let domain = row.text(3) ?? ""
            let accounts = FusionPBXCacheKeys.distinct([number, row.text(1)?.nonEmpty ?? number])
                .map { "\($0)@\(domain)".lowercased() }
            let found = accounts.flatMap { known.removeValue(forKey: $0) ?? [] }
            var records = found.map { record($0, number, clock, now, options) }
            if records.isEmpty { records = [Registration(extension: number, status: .unregistered)] }
            for var record in records {
                record.name = row.text(2)?.nonEmpty
                record.domain = domain
                try body(record)
            }
        }
        // Phones whose extension is gone: they still get calls until the registration expires.
        for (account, entries) in known.sorted(by: { $0.key < $1.key }) {
            let parts = account.split(separator: "@", maxSplits: 1).map(String.init)
            guard parts.count == 2, domains.all.contains(where: { $0.name.lowercased() == parts[1] }) else { continue }
            for entry in entries {
                var record = record(entry, parts[0], clock, now, options)
                record.domain = parts[1]
                try body(record)
            }
        }
    }

    func of(_ number: String, _ options: ReadOptions) throws -> [Registration] {
        let row = try FusionPBXExtensions(connection: connection).row(of: number)
        let domain = try connection.domain()
        let clock = try FusionPBXClock(connection: connection, domain: domain)
        let now = Timestamp.now().seconds
        let own = row["extension"] ?? number
        return try entries(of: row, in: domain).map { entry in
            var record = record(entry, own, clock, now, options)
            record.name = row.filled("effective_caller_id_name")
            record.domain = domain.name
            return record
        }
    }

    /// The registrations of one extension under its number and its alias.
    func entries(of row: Row, in domain: Domain) throws -> [FusionPBXRegistrationReply.Entry] {
        try FusionPBXCacheKeys.distinct([row["extension"], row.filled("number_alias")].compactMap { $0 })
            .filter(FusionPBXCommand.isWord).flatMap { number in
                let account = "\(number)@\(domain.name)"
                return try entries("user \(FusionPBXCommand.word(account, "extension"))")
                    .filter { $0.user.lowercased() == account.lowercased() }
            }
    }

    /// What every enabled profile of every node lists.
    func entries(_ argument: String) throws -> [FusionPBXRegistrationReply.Entry] {
        let profiles = try connection.database().rows(
            """
            SELECT DISTINCT sip_profile_name FROM v_sip_profiles
            WHERE sip_profile_enabled::text = 'true' ORDER BY sip_profile_name
            """
        ).compactMap { $0.values[0] }.filter(FusionPBXCommand.isWord)
        return try connection.connectedNodes().flatMap { node in
            try profiles.flatMap { profile in
                try FusionPBXRegistrationReply(node.ask("sofia xmlstatus profile \(profile) \(argument)"))?.entries ?? []
            }
        }
    }

    private func record(
        _ entry: FusionPBXRegistrationReply.Entry, _ number: String, _ clock: FusionPBXClock, _ now: Int64,
        _ options: ReadOptions
    ) -> Registration {
        var record = entry.registration(number, clock, now: now)
        if options.raw {
            let fields = entry.fields.sorted { $0.key < $1.key }.map { Cell.Entry($0.key, .text($0.value)) }
            record.raw = .object(Cell.Object([Cell.Entry("registration", .object(Cell.Object(fields)))]))
        }
        return record
    }
}
