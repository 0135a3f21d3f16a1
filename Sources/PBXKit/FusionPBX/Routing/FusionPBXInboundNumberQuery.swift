/// Reading inbound numbers in one statement, with what their targets are called.
struct FusionPBXInboundNumberQuery {
    let connection: FusionPBXConnection
    let options: ReadOptions

    func forEach(where condition: SQL, _ body: (InboundNumber) throws -> Void) throws {
        let table = "v_destinations"
        let hasActions = try connection.has("destination_actions", in: table)
        let actions: SQL = hasActions ? "NULLIF(d.destination_actions::text, '')::json -> 0" : "NULL::json"
        let names = [
            "destination_prefix", "destination_trunk_prefix", "destination_area_code", "destination_number",
            "destination_uuid", "destination_description", "destination_hold_music", "destination_cid_name_prefix",
        ]
        let columns = try names.map { try connection.text($0, of: table, as: "d") }.joined(separator: ", ")
        let rawNames = options.raw ? try connection.database().columns(of: table).map(\.name) : []
        let raw = try rawNames.map { ", \(try connection.text($0, of: table, as: "d"))" as SQL }.joined(separator: "")
        let applications = FusionPBXApplication.allCases.filter { $0.targetKind != nil }
            .map { "\($0.rawValue)" as SQL }.joined(separator: ", ")
        let statement: SQL = """
            SELECT m.domain_name, p.dialplan_enabled::text,
                   COALESCE(a.first ->> 'destination_app', d.destination_app),
                   COALESCE(a.first ->> 'destination_data', d.destination_data),
                   n.kind, n.name, \(columns)\(raw)
            FROM v_destinations d
            JOIN v_domains m ON m.domain_uuid = d.domain_uuid
            LEFT JOIN v_dialplans p ON p.dialplan_uuid = d.dialplan_uuid
            CROSS JOIN LATERAL (SELECT \(actions) AS first) a
            LEFT JOIN (
                SELECT DISTINCT ON (domain_uuid, number) domain_uuid, number, kind, name FROM (
                    SELECT domain_uuid, dialplan_number AS number, app_uuid::text AS kind, dialplan_name AS name, 1 AS rank
                    FROM v_dialplans WHERE app_uuid IN (\(applications))
                    UNION ALL
                    SELECT domain_uuid, extension, 'extension', effective_caller_id_name, 2 FROM v_extensions
                    UNION ALL
                    SELECT domain_uuid, number_alias, 'extension', effective_caller_id_name, 3 FROM v_extensions
                ) numbers WHERE number <> '' ORDER BY domain_uuid, number, rank
            ) n ON n.domain_uuid = d.domain_uuid
                AND n.number = split_part(COALESCE(a.first ->> 'destination_data', d.destination_data), ' ', 1)
            WHERE d.destination_type = 'inbound' AND \(condition)
            ORDER BY m.domain_name, d.destination_number, d.destination_uuid
            """
        try connection.database().forEachRow(statement) { row in
            var number = Self.number(row)
            if options.raw {
                let values = (0..<rawNames.count).map { row.text(6 + names.count + $0) }
                let stored = Row(columns: ColumnNames(rawNames), values: values)
                number.raw = .object(Cell.Object([Cell.Entry(table, stored.cell(reveal: options.reveal))]))
            }
            try body(number)
        }
    }

    private static func number(_ row: borrowing RowView) -> InboundNumber {
        let values = (0..<14).map { row.text($0)?.nonEmpty }
        var spelling = FusionPBXNumberSpelling(prefix: values[6], number: values[9] ?? "")
        spelling.trunkPrefix = values[7]
        spelling.areaCode = values[8]
        var number = InboundNumber(did: spelling.displayed)
        number.domain = values[0]
        // The switch goes by the dialplan; `destination_enabled` alone has no effect.
        number.isEnabled = FusionPBXBoolean.isTrue(values[1])
        if let application = values[2] {
            number.target = FusionPBXTargets.decode(
                FusionPBXAction(application: application, data: values[3] ?? ""), in: values[0] ?? ""
            ) { _ in
                let kind = values[4] == "extension"
                    ? Target.Kind.extension : values[4].flatMap { FusionPBXApplication(rawValue: $0)?.targetKind }
                return kind.map { FusionPBXTargets.Owner(kind: $0, name: values[5]) }
            }
        }
        number.uuid = values[10]
        number.description = values[11]
        number.countryCode = values[6]
        number.musicOnHoldClass = values[12].map(FusionPBXHoldMusic.name)
        number.callerIDPrefix = values[13]
        return number
    }
}
