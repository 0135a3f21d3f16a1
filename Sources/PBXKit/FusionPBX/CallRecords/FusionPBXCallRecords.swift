/// Call detail records: `v_xml_cdr`, one row a leg, written by FusionPBX's importer after the call has ended.
struct FusionPBXCallRecords: CallRecords {
    let connection: FusionPBXConnection
    private static let table = "v_xml_cdr"

    func timeZone() throws -> TimeZoneRules { try FusionPBXClock(connection: connection, domain: domain()).zone }

    func check(_ query: CallRecordQuery) throws { try FusionPBXCallRecordOrder.check(query) }

    /// nil: every domain's records.
    func domain() throws -> Domain? { connection.scope.allDomains ? nil : try connection.domain() }

    func stream(
        _ query: CallRecordQuery, _ fields: [CallRecord.Field], _ options: ReadOptions, expecting: ((Int) -> Void)?,
        _ body: (RowFields, _ raw: Cell?) throws -> Void
    ) throws {
        let domain = try domain()
        let clock = try FusionPBXClock(connection: connection, domain: domain)
        let rawNames = options.raw
            ? try connection.database().columns(of: Self.table).map(\.name).filter { !Self.bulk.contains($0) } : []
        let columns = try FusionPBXCallRecordColumns(connection: connection)
        let raw = try rawNames.map { ", \(try connection.text($0, of: Self.table, as: "c"))" as SQL }
            .joined(separator: "")
        let filter = FusionPBXCallRecordFilter(columns: columns, domain: domain, query: query)
        let limit: SQL = query.limit.map { " LIMIT \($0)" } ?? ""
        let source = try query.byCall ? calls(filter) : "v_xml_cdr c"
        let statement: SQL = """
            SELECT \(columns.list), e.extension::text, COALESCE(m.domain_name::text, c.domain_name::text)\(query.byCall ? ", c.legs" : "" as SQL)\(raw)
            FROM \(source)
            LEFT JOIN v_extensions e ON e.extension_uuid = c.extension_uuid
            LEFT JOIN v_domains m ON m.domain_uuid = c.domain_uuid
            WHERE \(query.byCall ? "c.is_wanted AND \(filter.ofCalls)" : filter.condition)
            ORDER BY \(filter.order.sql)\(limit)
            """
        var reader = FusionPBXCallRecordReader(fields, query, zone: clock.zone)
        if let expecting, let count = try connection.database().estimatedRows(of: statement) { expecting(count) }
        let record = RowFields()
        try connection.database().forEachRow(statement, as: .compact) { row in
            record.removeAll()
            reader.read(row, into: record)
            try body(record, options.raw ? Self.raw(row, rawNames, reveals: options.reveal) : nil)
        }
    }

    // MARK: - Whole calls

    /// Those that the newest calls are put together from.
    private func calls(_ filter: FusionPBXCallRecordFilter) throws -> SQL {
        let query = filter.query
        let (database, columns) = (try connection.database(), filter.columns)
        let start = try CallPage.start(of: query.oldestFirst || query.call != nil ? nil : query.limit) { number in
            try database.value(
                """
                SELECT \(columns.start) FROM v_xml_cdr c WHERE \(filter.aroundCalls) AND \(columns.start) IS NOT NULL
                ORDER BY 1 DESC LIMIT 1 OFFSET \(number - 1)
                """)
        } calls: { time in
            let count: SQL = """
                SELECT count(*) FROM \(Self.calls(filter, from: time)) WHERE c.is_wanted AND \(filter.ofCalls)
                    AND \(columns.start) >= \(time)::timestamptz
                """
            return Int(try database.value(count) ?? "") ?? 0
        }
        return Self.calls(filter, from: start)
    }

    /// Each call's first leg, which lasts as long as the call and says what became of it: what follows FROM.
    static func calls(_ filter: FusionPBXCallRecordFilter, from time: String?) -> SQL {
        let columns = filter.columns
        let since: SQL = time.map { " AND (\(columns.start) >= \($0)::timestamptz - interval '1 day' OR \(columns.start) IS NULL)" } ?? ""
        return """
            (SELECT DISTINCT ON (l.call) l.*, count(*) OVER (PARTITION BY l.call) AS legs,
                bool_or(l.matches) OVER (PARTITION BY l.call) AS is_wanted
             FROM (SELECT \(columns.needed), \(columns.call) AS call, \(columns.start) AS began, \(columns.identifier)::text AS id,
                    (\(filter.ofSomeLeg)) AS matches
                   FROM v_xml_cdr c WHERE \(filter.aroundCalls)\(since)) AS l
             ORDER BY l.call, l.id <> l.call, l.began, l.id) AS c
            """
    }

    // MARK: - Raw

    /// Columns of many kilobytes each; in later versions they have tables of their own.
    private static let bulk: Set = ["json", "xml", "call_flow"]

    private static func raw(_ row: borrowing RowView, _ names: [String], reveals: Bool) -> Cell {
        let values = names.indices.map { row.text(FusionPBXCallRecordReader.columnCount + $0) }
        let stored = Row(columns: ColumnNames(names), values: values)
        return .object(Cell.Object([Cell.Entry(table, stored.cell(reveal: reveals))]))
    }
}
