/// Call detail records: `v_xml_cdr`, one row a leg, written by FusionPBX's importer after the call has ended.
struct FusionPBXCallRecords: CallRecords {
    let connection: FusionPBXConnection
    private static let table = "v_xml_cdr"

    func timeZone() throws -> TimeZoneRules {
        let domain = connection.scope.allDomains ? nil : try connection.domain()
        return try FusionPBXClock(connection: connection, domain: domain).zone
    }

    func stream(
        _ query: CallRecordQuery, _ fields: [CallRecord.Field], _ options: ReadOptions,
        _ body: (RowFields, _ raw: Cell?) throws -> Void
    ) throws {
        let domain = connection.scope.allDomains ? nil : try connection.domain()
        let clock = try FusionPBXClock(connection: connection, domain: domain)
        let rawNames = options.raw
            ? try connection.database().columns(of: Self.table).map(\.name).filter { !Self.bulk.contains($0) } : []
        let columns = try FusionPBXCallRecordColumns(connection: connection)
        let raw = try rawNames.map { ", \(try connection.text($0, of: Self.table, as: "c"))" as SQL }
            .joined(separator: "")
        let condition = try FusionPBXCallRecordFilter(columns: columns, domain: domain).condition(query)
        let limit: SQL = query.limit.map { " LIMIT \($0)" } ?? ""
        let statement: SQL = """
            SELECT \(columns.list), e.extension, COALESCE(m.domain_name, c.domain_name)\(raw)
            FROM v_xml_cdr c
            LEFT JOIN v_extensions e ON e.extension_uuid = c.extension_uuid
            LEFT JOIN v_domains m ON m.domain_uuid = c.domain_uuid
            WHERE \(condition)
            ORDER BY \(columns.start) DESC, \(columns.identifier)\(limit)
            """
        var reader = FusionPBXCallRecordReader(fields, zone: clock.zone)
        let record = RowFields()
        try connection.database().forEachRow(statement) { row in
            record.removeAll()
            reader.read(row, into: record)
            try body(record, options.raw ? Self.raw(row, rawNames, reveals: options.reveal) : nil)
        }
    }

    /// Columns of many kilobytes each; in later versions they have tables of their own.
    private static let bulk: Set = ["json", "xml", "call_flow"]

    private static func raw(_ row: borrowing RowView, _ names: [String], reveals: Bool) -> Cell {
        let values = names.indices.map { row.text(FusionPBXCallRecordReader.columnCount + $0) }
        let stored = Row(columns: ColumnNames(names), values: values)
        return .object(Cell.Object([Cell.Entry(table, stored.cell(reveal: reveals))]))
    }
}
