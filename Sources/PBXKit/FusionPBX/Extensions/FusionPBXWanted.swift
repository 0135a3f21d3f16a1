/// What a listing's filter asks of extensions and inbound numbers: conditions on their tables and on `v_xml_cdr`.
struct FusionPBXWanted {
    private let filter: ListingFilter
    private let connection: FusionPBXConnection

    init(_ filter: ListingFilter, _ connection: FusionPBXConnection) {
        self.filter = filter
        self.connection = connection
    }

    /// On `v_extensions e`.
    func extensions() throws -> SQL {
        let columns = [
            "extension", "number_alias", "effective_caller_id_name", "outbound_caller_id_name", "outbound_caller_id_number", "description",
        ]
        var conditions = [filter.condition(try columns.map { try text($0, of: "v_extensions", as: "e") }, .postgreSQL)]
        if let isEnabled = filter.isEnabled { conditions.append(Self.isTrue("e.enabled", isEnabled)) }
        if let since = filter.noCallSince { conditions.append(try unused(since)) }
        return Self.all(conditions)
    }

    /// On `v_destinations d` with its dialplan `p`. `number` is the number in full.
    func inboundNumbers(_ number: SQL) throws -> SQL {
        let description = try text("destination_description", of: "v_destinations", as: "d")
        var conditions = [filter.condition([number, "d.destination_number", description], .postgreSQL)]
        // The switch goes by the dialplan; `destination_enabled` alone has no effect.
        if let isEnabled = filter.isEnabled { conditions.append(Self.isTrue("p.dialplan_enabled", isEnabled)) }
        if let since = filter.noCallSince { conditions.append(try uncalled(since)) }
        return Self.all(conditions)
    }

    private static func all(_ conditions: [SQL?]) -> SQL {
        let conditions = conditions.compactMap { $0 }
        return conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ")
    }

    private static func isTrue(_ column: SQL, _ wanted: Bool) -> SQL {
        "(COALESCE(\(column)::text, '') IN ('true', 't', '1')) = \(FusionPBXBoolean.text(wanted))::boolean"
    }

    private func text(_ column: String, of table: String, as alias: String) throws -> SQL {
        "COALESCE(\(try connection.text(column, of: table, as: alias)), '')"
    }

    // MARK: - Call records

    /// Extensions that were no party of a call: neither by their number in it nor as the phone that it was of.
    ///
    /// `v_xml_cdr` has no index on when a call began: it is gone through once, and the names in its calls, uuids among them,
    /// are made a list first, so that both are compared as sets.
    private func unused(_ since: Int) throws -> SQL {
        let columns = try FusionPBXCallRecordColumns(connection: connection)
        try noteShortHistory(columns, since)
        func texts(_ names: [String], of table: String, as alias: SQL) throws -> SQL {
            try names.filter { try connection.has($0, in: table) }.map { "(\(alias).\(identifier: $0)::text)" as SQL }.joined(separator: ", ")
        }
        let parties = try texts(["extension_uuid", "caller_id_number", "source_number", "destination_number"], of: "v_xml_cdr", as: "c")
        let names = try texts(["extension_uuid", "extension", "number_alias"], of: "v_extensions", as: "x")
        return """
            NOT EXISTS (
                SELECT 1 FROM (
                    SELECT x.extension_uuid FROM v_extensions x
                    CROSS JOIN LATERAL (VALUES \(names)) AS m(name)
                    JOIN (
                        SELECT DISTINCT c.domain_uuid, n.name FROM v_xml_cdr c
                        CROSS JOIN LATERAL (VALUES \(parties)) AS n(name)
                        WHERE \(columns.began(from: since)) AND n.name <> ''
                    ) u ON u.domain_uuid = x.domain_uuid AND u.name = m.name
                ) busy WHERE busy.extension_uuid = e.extension_uuid
            )
            """
    }

    /// Inbound numbers that nobody dialled, in any of the spellings that carriers use.
    private func uncalled(_ since: Int) throws -> SQL {
        let columns = try FusionPBXCallRecordColumns(connection: connection)
        try noteShortHistory(columns, since)
        func part(_ name: String) throws -> SQL { "ltrim(\(try text(name, of: "v_destinations", as: "x")), '+')" }
        let number = try part("destination_number")
        let (prefix, trunk, area) = try (part("destination_prefix"), part("destination_trunk_prefix"), part("destination_area_code"))
        let spellings: [SQL] = [
            number, "\(prefix) || \(number)", "\(area) || \(number)", "\(prefix) || \(area) || \(number)", "\(trunk) || \(area) || \(number)",
            // A number of the North American plan is also accepted with its 1.
            "CASE WHEN \(prefix) = '' AND \(number) ~ '^[2-9][0-9]{9}$' THEN '1' || \(number) END",
        ]
        return """
            NOT EXISTS (
                SELECT 1 FROM (
                    SELECT x.destination_uuid FROM v_destinations x
                    CROSS JOIN LATERAL (VALUES \(spellings.map { "(\($0))" as SQL }.joined(separator: ", "))) AS s(number)
                    JOIN (
                        SELECT DISTINCT ltrim(c.caller_destination, '+') AS number FROM v_xml_cdr c
                        WHERE \(columns.began(from: since)) AND c.direction = 'inbound' AND c.caller_destination <> ''
                    ) u ON u.number = s.number
                ) called WHERE called.destination_uuid = d.destination_uuid
            )
            """
    }

    private func noteShortHistory(_ columns: FusionPBXCallRecordColumns, _ since: Int) throws {
        let older = try connection.database().value("SELECT 1 FROM v_xml_cdr c WHERE \(columns.began(until: since - 1)) LIMIT 1")
        if older == nil { connection.scope.note?(ListingFilter.shortHistory) }
    }
}
