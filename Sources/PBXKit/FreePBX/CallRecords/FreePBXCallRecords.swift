/// Call detail records of a FreePBX: table `cdr` of the database `asteriskcdrdb`, or what the settings name.
struct FreePBXCallRecords: CallRecords {
    let system: FreePBXSystem

    /// The table as this PBX has it.
    struct Table {
        var database: any Database
        var name: String
        var columns: Set<String>
    }

    func timeZone() throws -> TimeZoneRules {
        try system.shownZone(or: FreePBXCallRecordZone(system: system).zone())
    }

    func check(_ query: CallRecordQuery) throws { try FreePBXCallRecordOrder.check(query) }

    func stream(
        _ query: CallRecordQuery, _ fields: [CallRecord.Field], _ options: ReadOptions, expecting: ((Int) -> Void)?,
        _ body: (RowFields, _ raw: Cell?) throws -> Void
    ) throws {
        if query.limit == 0 { return }
        let table = try table()
        let zone = try FreePBXCallRecordZone(system: system).zone()
        let conditions = FreePBXCallRecordConditions(query: query, zone: zone, present: table.columns)
        var reader = FreePBXCallRecordReader(fields, query, zone: zone, shownIn: try system.shownZone(or: zone))
        var statement = try query.byCall
            ? Self.calls(query, conditions, in: table) : Self.legs(query, conditions, in: table, raw: options.raw)
        if let limit = query.limit { statement += " LIMIT \(limit + (query.byCall ? 0 : query.after?.count ?? 0))" }
        if let expecting, let count = try table.database.estimatedRows(of: statement) { expecting(count) }
        let record = RowFields()
        try table.database.forEachRow(statement) { row in
            record.removeAll()
            guard reader.read(row, into: record) else { return }
            try body(record, options.raw ? FreePBXRaw.object(row, from: FreePBXCallRecordReader.columns.count) : nil)
        }
    }

    func table() throws -> Table {
        let database = try system.callRecordDatabase()
        let name = try system.settings().callRecordTable
        let table = Table(database: database, name: name, columns: Set(try database.columns(of: name).map(\.name)))
        guard table.columns.contains("calldate") else {
            throw PBXError(
                .failed, "call records in \(database.address)", "there is no table \(name)",
                remedy: "set CDRDBTABLENAME in FreePBX, or cdr_database in the profile")
        }
        return table
    }

    /// FreePBX can keep its call records in PostgreSQL; what is put together by the database is said in MySQL's words.
    static func requireMySQL(_ table: Table, _ what: String) throws {
        guard table.database.dialect != .mySQL else { return }
        throw PBXError.notOffered(what, by: .freepbx, nearest: "its call records are in PostgreSQL: take the records of `pbxctl cdr query`")
    }

    // MARK: - Legs

    private static func legs(
        _ query: CallRecordQuery, _ conditions: FreePBXCallRecordConditions, in table: Table, raw: Bool
    ) throws -> SQL {
        var statement: SQL = """
            SELECT \(columns(table.columns))\(raw ? ", records.*" : "" as SQL)
            FROM \(identifier: table.name) AS records WHERE \(conditions.sql)
            """
        if let limit = query.limit, let last = try time(of: limit + (query.after?.count ?? 0), query, conditions.sql, in: table) {
            statement += query.oldestFirst ? " AND calldate <= \(last)" : " AND calldate >= \(last)"
        }
        return statement + " ORDER BY \(conditions.order.sql)"
    }

    /// The time of the record with a number in the query's order, so that ties are sorted among few rows and not among all:
    /// only `calldate` has an index. nil where there are fewer.
    private static func time(of number: Int, _ query: CallRecordQuery, _ conditions: SQL, in table: Table) throws -> String? {
        let direction: SQL = query.oldestFirst ? "ASC" : "DESC"
        return try table.database.value(
            """
            SELECT calldate FROM \(identifier: table.name) AS records WHERE \(conditions)
            ORDER BY calldate \(direction) LIMIT 1 OFFSET \(number - 1)
            """)
    }

    private static func columns(_ present: Set<String>) -> SQL {
        FreePBXCallRecordReader.columns.map { name in
            present.contains(name) ? "records.\(identifier: name)" : "NULL AS \(identifier: name)" as SQL
        }.joined(separator: ", ")
    }

    // MARK: - Whole calls

    private static func calls(_ query: CallRecordQuery, _ conditions: FreePBXCallRecordConditions, in table: Table) throws -> SQL {
        try requireMySQL(table, "putting calls together")
        let calls = FreePBXWholeCalls(table: table.name, conditions: conditions)
        let start = try CallPage.start(of: query.oldestFirst || query.call != nil ? nil : query.limit) { number in
            try time(of: number, query, conditions.aroundCalls, in: table)
        } calls: { time in
            Int(try table.database.value(calls.count(from: time)) ?? "") ?? 0
        }
        return calls.statement(from: start)
    }
}
