/// What the call records say about who was called since a moment: the database makes the lists, one entry a number.
struct FreePBXCallHistory {
    let system: FreePBXSystem
    /// Unix time in seconds.
    let since: Int

    /// The numbers of up to `longest` digits that were a party of a call, as `cdr query --src` and `--dest` find them.
    func parties(longest: Int) throws -> Set<String> {
        let (table, start) = try records()
        let dialect = table.database.dialect
        var parts = ["cnum", "src", "dst"].filter(table.columns.contains).map { (value: "\(identifier: $0)" as SQL, condition: "1 = 1" as SQL) }
        for column in ["channel", "dstchannel"] where table.columns.contains(column) {
            // `1001` of `PJSIP/1001-0000002a`; local channels are no phones.
            parts.append((Self.device(column, dialect), "\(identifier: column) NOT LIKE 'Local/%'"))
        }
        var numbers: Set<String> = []
        let lists = parts.map { value, condition in
            """
            SELECT \(value) AS number FROM \(identifier: table.name)
            WHERE calldate >= \(start) AND \(condition) AND CHAR_LENGTH(\(value)) BETWEEN 1 AND \(longest)
            """ as SQL
        }
        try table.database.forEachRow(lists.joined(separator: " UNION ")) { row in
            if let number = row.text(0) { numbers.insert(number) }
        }
        return numbers
    }

    private static func device(_ column: String, _ dialect: SQL.Dialect) -> SQL {
        let column: SQL = "\(identifier: column)"
        return dialect == .postgreSQL
            ? "split_part(split_part(\(column), '/', 2), '-', 1)"
            : "SUBSTRING_INDEX(SUBSTRING_INDEX(SUBSTRING_INDEX(\(column), '/', 2), '/', -1), '-', 1)"
    }

    /// Which of the routes calls came in by. A number is looked for as Asterisk does: exactly, then by pattern, then the
    /// route for any number; at each of them the route for its caller first.
    func routesCalled(among routes: [FreePBXInboundRoute]) throws -> Set<FreePBXInboundRoute> {
        let (table, start) = try records()
        guard table.columns.contains("did") else {
            throw PBXError(
                .failed, "call records in \(table.database.address)", "table \(table.name) has no column did",
                remedy: "let FreePBX's cdr module bring its table up to date")
        }
        let finder = FreePBXInboundRouteFinder(routes)
        var called: Set<FreePBXInboundRoute> = []
        let callers = ["cnum", "src"].filter(table.columns.contains).map { "NULLIF(\(identifier: $0), '')" as SQL }
        // Who called matters only where a route asks for it: there are many more callers than numbers.
        let caller: SQL = finder.asksForCallers ? "COALESCE(\((callers + ["''"]).joined(separator: ", ")))" : "''"
        try table.database.forEachRow(
            """
            SELECT DISTINCT did, \(caller) AS caller FROM \(identifier: table.name) WHERE calldate >= \(start) AND did <> ''
            """
        ) { row in
            if let route = finder.route(of: row.text(0) ?? "", from: row.text(1) ?? "") { called.insert(route) }
        }
        return called
    }

    /// The table, and the moment as its column has it. Says where the records do not reach back so far.
    private func records() throws -> (table: FreePBXCallRecords.Table, start: String) {
        let table = try FreePBXCallRecords(system: system).table()
        let zone = try FreePBXCallRecordZone(system: system).zone()
        let start = FreePBXCallRecordConditions(query: CallRecordQuery(), zone: zone, present: table.columns).stored(since)
        let older = try table.database.value("SELECT 1 FROM \(identifier: table.name) WHERE calldate < \(start) LIMIT 1")
        if older == nil { system.scope.note?(ListingFilter.shortHistory) }
        return (table, start)
    }
}

extension ListingFilter {
    /// What is said where call records begin later than a listing asks for.
    static let shortHistory = "there are no call records from before that time: calls that they do not hold any more are not seen"
}
