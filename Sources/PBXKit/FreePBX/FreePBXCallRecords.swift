/// Call detail records of a FreePBX: table `cdr` of the database `asteriskcdrdb`, or what the settings name.
struct FreePBXCallRecords: CallRecords {
    let system: FreePBXSystem

    func timeZone() throws -> TimeZoneRules {
        try system.shownZone(or: FreePBXCallRecordZone(system: system).zone())
    }

    func stream(
        _ query: CallRecordQuery, _ fields: [CallRecord.Field], _ options: ReadOptions,
        _ body: (RowFields, _ raw: Cell?) throws -> Void
    ) throws {
        if query.limit == 0 { return }
        let database = try system.callRecordDatabase()
        let table = try system.settings().callRecordTable
        let present = Set(try database.columns(of: table).map(\.name))
        guard present.contains("calldate") else {
            throw PBXError(
                .failed, "call records in \(database.address)", "there is no table \(table)",
                remedy: "set CDRDBTABLENAME in FreePBX, or cdr_database in the profile")
        }
        let zone = try FreePBXCallRecordZone(system: system).zone()
        let conditions = FreePBXCallRecordConditions(query: query, zone: zone, present: present)
        var reader = FreePBXCallRecordReader(fields, zone: zone, shownIn: try system.shownZone(or: zone))
        var statement: SQL = """
            SELECT \(Self.columns(present))\(options.raw ? ", records.*" : "" as SQL)
            FROM \(identifier: table) AS records WHERE \(conditions.sql)
            """
        if let limit = query.limit, let oldest = try Self.oldest(limit, in: table, conditions.sql, database) {
            statement += " AND calldate >= \(oldest)"
        }
        statement += " ORDER BY calldate DESC\(Self.tieOrder(present))"
        if let limit = query.limit { statement += " LIMIT \(limit)" }
        let record = RowFields()
        try database.forEachRow(statement) { row in
            record.removeAll()
            reader.read(row, into: record)
            try body(record, options.raw ? FreePBXRaw.object(row, from: FreePBXCallRecordReader.columns.count) : nil)
        }
    }

    /// The time of the last record that a limit lets through, so that ties are sorted among few rows and not among all:
    /// only `calldate` has an index. nil where fewer match.
    private static func oldest(_ limit: Int, in table: String, _ conditions: SQL, _ database: any Database) throws -> String? {
        try database.value(
            """
            SELECT calldate FROM \(identifier: table) AS records WHERE \(conditions)
            ORDER BY calldate DESC LIMIT 1 OFFSET \(limit - 1)
            """)
    }

    private static func columns(_ present: Set<String>) -> SQL {
        FreePBXCallRecordReader.columns.map { name in
            present.contains(name) ? "records.\(identifier: name)" : "NULL AS \(identifier: name)" as SQL
        }.joined(separator: ", ")
    }

    private static func tieOrder(_ present: Set<String>) -> SQL {
        ["uniqueid", "sequence", "dstchannel"].filter(present.contains)
            .map { ", \(identifier: $0) DESC" as SQL }.joined(separator: "")
    }
}
