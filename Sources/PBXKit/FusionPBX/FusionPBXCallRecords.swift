/// Call detail records: `v_xml_cdr`, one row a leg, written by FusionPBX's importer after the call has ended.
struct FusionPBXCallRecords: CallRecords {
    let connection: FusionPBXConnection
    private static let table = "v_xml_cdr"

    func timeZone() throws -> TimeZoneRules {
        let domain = connection.scope.allDomains ? nil : try connection.domain()
        return try FusionPBXClock(connection: connection, domain: domain).zone
    }

    func forEach(_ query: CallRecordQuery, _ options: ReadOptions, _ body: (CallRecord) throws -> Void) throws {
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
        let count = FusionPBXCallRecordColumns.count
        try connection.database().forEachRow(statement) { row in
            var record = Self.record(row, clock)
            record.extension = row.text(count)
            record.domain = row.text(count + 1)
            if options.raw {
                let values = (0..<rawNames.count).map { row.text(count + 2 + $0) }
                let stored = Row(columns: ColumnNames(rawNames), values: values)
                record.raw = .object(Cell.Object([Cell.Entry(Self.table, stored.cell(reveal: options.reveal))]))
            }
            try body(record)
        }
    }

    /// Columns of many kilobytes each; in later versions they have tables of their own.
    private static let bulk: Set = ["json", "xml", "call_flow"]

    private static func record(_ row: borrowing RowView, _ clock: FusionPBXClock) -> CallRecord {
        var record = CallRecord(id: row.text(0) ?? "")
        record.callID = row.text(1) ?? record.id
        record.start = clock.text(row.bytes(2))
        record.answer = clock.text(row.bytes(3))
        record.end = clock.text(row.bytes(4))
        let direction = row.text(5)
        record.direction = direction == "local" ? .internal : direction.flatMap { CallRecord.Direction(rawValue: $0) }
        record.source = row.text(6)?.nonEmpty
        record.sourceName = row.text(7)?.nonEmpty
        record.destination = row.text(8)?.nonEmpty
        record.did = direction == "inbound" ? row.text(9)?.nonEmpty : nil
        record.durationSeconds = row.text(10).flatMap { Int($0) }
        record.billableSeconds = row.text(11).flatMap { Int($0) }
        record.disposition = row.text(12).flatMap { CallRecord.Disposition(rawValue: $0) }
        record.hangupCause = row.text(13)?.nonEmpty
        // The name is joined to a folder by whoever plays it: one that leads elsewhere is none.
        if let folder = row.text(14)?.nonEmpty, let name = row.text(15)?.nonEmpty, !name.contains("/"), name != ".." {
            record.recording = "\(folder)/\(name)"
        }
        record.accountCode = row.text(16)?.nonEmpty
        record.leg = row.text(17)?.nonEmpty
        return record
    }
}
