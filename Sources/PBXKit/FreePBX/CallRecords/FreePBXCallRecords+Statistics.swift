/// Sums of call records, made by the database in one statement.
extension FreePBXCallRecords {
    func statistics(_ query: CallRecordQuery, _ request: CallStatisticsRequest, _ body: (CallStatistics) throws -> Void) throws {
        let table = try table()
        try Self.requireMySQL(table, "cdr stats")
        let zone = try FreePBXCallRecordZone(system: system).zone()
        let shown = try system.shownZone(or: zone)
        let conditions = FreePBXCallRecordConditions(query: query, zone: zone, present: table.columns)
        // Asterisk writes what the clock showed: no zone has to be reckoned with where times are shown as they are stored.
        let converts = request.grouping.isOfTime && shown.name != zone.name
        let statement = Self.statement(request, conditions, in: table.name, converts: converts)
        if converts { return try convert(statement, request, from: zone, to: shown, in: table, body) }
        var groups = CallStatisticsGroups(request)
        try table.database.forEachRow(statement) { try groups.add(CallStatistics($0), body) }
        try groups.finish(body)
    }

    func changeMark(since start: Int) throws -> String {
        let table = try table()
        var query = CallRecordQuery()
        query.start = start
        let conditions = FreePBXCallRecordConditions(
            query: query, zone: try FreePBXCallRecordZone(system: system).zone(), present: table.columns)
        return try table.database.value("SELECT COUNT(*) FROM \(identifier: table.name) WHERE \(conditions.sql)") ?? ""
    }

    private static func statement(
        _ request: CallStatisticsRequest, _ conditions: FreePBXCallRecordConditions, in table: String, converts: Bool
    ) -> SQL {
        let order: SQL = request.grouping.isOfTime ? "1" : request.byTalkTime ? "10 DESC, 1" : "2 DESC, 1"
        let group = converts ? quarter : group(request.grouping, conditions.present)
        let source: SQL = conditions.query.byCall
            ? FreePBXWholeCalls(table: table, conditions: conditions).source(from: nil)
            : "\(identifier: table) AS records WHERE \(conditions.sql)"
        var statement: SQL = """
            SELECT \(group), COUNT(*), COALESCE(SUM(disposition = 'ANSWERED' AND lastapp <> 'VoiceMail'), 0),
                COALESCE(SUM(disposition = 'NO ANSWER'), 0), COALESCE(SUM(disposition = 'BUSY'), 0),
                COALESCE(SUM(disposition IN ('FAILED', 'CONGESTION')), 0), 0,
                COALESCE(SUM(disposition = 'ANSWERED' AND lastapp = 'VoiceMail'), 0),
                COALESCE(SUM(duration), 0), COALESCE(SUM(billsec), 0)
            FROM \(source)
            """
        if request.grouping != .total { statement += " GROUP BY 1 ORDER BY \(order)" }
        if let limit = request.limit, !converts, request.grouping.fixedCount == nil { statement += " LIMIT \(limit)" }
        return statement
    }

    private static func group(_ grouping: CallStatistics.Grouping, _ present: Set<String>) -> SQL {
        switch grouping {
        case .total: "'all'"
        case .hour: "HOUR(calldate)"
        case .day: "DATE(calldate)"
        case .weekday: "WEEKDAY(calldate)"
        case .weekhour: "WEEKDAY(calldate) * 24 + HOUR(calldate)"
        // The listings' `src`.
        case .source: present.contains("cnum") ? "IF(src <> '', src, cnum)" : "src"
        case .destination: "dst"
        case .disposition:
            """
            CASE WHEN disposition = 'ANSWERED' THEN IF(lastapp = 'VoiceMail', 'voicemail', 'answered')
            WHEN disposition = 'NO ANSWER' THEN 'no_answer' WHEN disposition = 'BUSY' THEN 'busy'
            WHEN disposition IN ('FAILED', 'CONGESTION') THEN 'failed' END
            """
        }
    }

    /// Quarters of an hour: no two zones differ by less.
    private static let quarter: SQL = "TIMESTAMPDIFF(MINUTE, '1970-01-01', calldate) DIV 15"

    /// Takes quarters of an hour of the stored zone together as hours and days of another one.
    private func convert(
        _ statement: SQL, _ request: CallStatisticsRequest, from stored: TimeZoneRules, to shown: TimeZoneRules, in table: Table,
        _ body: (CallStatistics) throws -> Void
    ) throws {
        var groups = CallStatisticsGroups(request)
        var days: [Int: CallStatistics] = [:]
        try table.database.forEachRow(statement) { row in
            var sums = CallStatistics(row)
            guard let quarter = sums.group.flatMap({ Int64($0) }) else { return }
            let local = LocalTime(Timestamp(seconds: quarter * 900), offset: 0)
            let time = shown.localTime(at: stored.timestamp(of: local))
            guard request.grouping != .day else {
                let day = LocalTime.dayNumber(year: time.year, month: time.month, day: time.day)
                return days[day, default: CallStatistics(group: LocalTime.text(ofDay: day))] += sums
            }
            sums.group = String(request.grouping.number(of: time))
            try groups.add(sums, body)
        }
        for day in days.sorted(by: { $0.key < $1.key }).prefix(request.limit ?? .max) { try body(day.value) }
        try groups.finish(body)
    }
}
