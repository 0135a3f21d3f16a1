/// Everything that FusionPBX stores about extensions, table by table (R19, R20).
extension FusionPBXExtensions {
    func dump(_ number: String?, reveal: Bool, _ body: (Cell) throws -> Void) throws {
        if let number {
            let row = try row(of: number)
            let domain = try connection.domain()
            var entries = try stored(row, in: domain, reveal)
            entries.append(Cell.Entry("live", live(row["extension"] ?? "", domain)))
            return try body(.object(Cell.Object(entries, short: row["extension"] ?? "")))
        }
        let domains =
            connection.scope.allDomains
            ? try FusionPBXDomains(connection: connection).all(ReadOptions()) : [try connection.domain()]
        for domain in domains {
            let extensions = try connection.rows(
                "v_extensions",
                where: """
                    domain_uuid = \(domain.uuid)
                    ORDER BY CASE WHEN extension ~ '^[0-9]{1,30}$' THEN extension::numeric END, extension
                    """)
            for row in extensions {
                try body(.object(Cell.Object(try stored(row, in: domain, reveal), short: row["extension"] ?? "")))
            }
        }
    }

    private func stored(_ row: Row, in domain: Domain, _ reveal: Bool) throws -> [Cell.Entry] {
        let number = row["extension"] ?? ""
        let uuid = row["extension_uuid"]
        let list = row.filled("follow_me_uuid")
        let tables: [(String, SQL)] = [
            ("v_extension_settings", "extension_uuid = \(uuid)"),
            ("v_extension_users", "extension_uuid = \(uuid)"),
            ("v_voicemails",
             "domain_uuid = \(domain.uuid) AND voicemail_id::text = \(row.filled("number_alias") ?? number)"),
            ("v_follow_me", "follow_me_uuid = \(list)"),
            ("v_follow_me_destinations", "follow_me_uuid = \(list) ORDER BY follow_me_order::numeric"),
            ("v_device_lines", "domain_uuid = \(domain.uuid) AND server_address = \(domain.name) AND user_id = \(number)"),
        ]
        var entries = [
            Cell.Entry("extension", .text(number)), Cell.Entry("domain", .text(domain.name)),
            Cell.Entry("v_extensions", .list([row.cell(reveal: reveal)])),
        ]
        for (table, condition) in tables {
            let rows = try connection.rows(table, where: condition)
            entries.append(Cell.Entry(table, .list(rows.map { $0.cell(reveal: reveal) })))
        }
        return entries
    }

    /// What the running switch says; null where it does not answer, for the rows are worth having without it.
    private func live(_ number: String, _ domain: Domain) -> Cell {
        guard FusionPBXCommand.isWord(number), FusionPBXCommand.isWord(domain.name),
            let nodes = try? connection.connectedNodes()
        else { return .null }
        return .list(nodes.map { node in
            let known = try? node.ask("user_exists id \(number) \(domain.name)")
            let contact = try? node.ask("sofia_contact */\(number)@\(domain.name)")
            return .object(Cell.Object([
                Cell.Entry("node", .text(node.address)), Cell.Entry("known", Cell(known.map { $0 == "true" })),
                Cell.Entry("contact", Cell(contact.flatMap { $0.hasPrefix("error/") || $0.hasPrefix("-ERR") ? nil : $0 })),
            ]))
        })
    }
}
