/// Sums of call records, made by the database in one statement.
extension FusionPBXCallRecords {
    func statistics(_ query: CallRecordQuery, _ request: CallStatisticsRequest, _ body: (CallStatistics) throws -> Void) throws {
        let domain = try domain()
        let zone = try FusionPBXClock(connection: connection, domain: domain).zone
        let columns = try FusionPBXCallRecordColumns(connection: connection)
        let filter = FusionPBXCallRecordFilter(columns: columns, domain: domain, query: query)
        let order: SQL = request.grouping.isOfTime ? "1" : request.byTalkTime ? "10 DESC, 1" : "2 DESC, 1"
        var statement: SQL = """
            SELECT \(Self.group(request.grouping, columns, in: zone)), count(*), count(*) FILTER (WHERE c.outcome = 'answered'),
                count(*) FILTER (WHERE c.outcome = 'no_answer'), count(*) FILTER (WHERE c.outcome = 'busy'),
                count(*) FILTER (WHERE c.outcome = 'failed'), count(*) FILTER (WHERE c.outcome = 'cancelled'),
                count(*) FILTER (WHERE c.outcome = 'voicemail'),
                COALESCE(sum(c.seconds), 0), COALESCE(sum(c.billed), 0)
            FROM (\(Self.outcomes(request.grouping, filter))) AS c
            """
        if request.grouping != .total { statement += " GROUP BY 1 ORDER BY \(order)" }
        if let limit = request.limit, request.grouping.fixedCount == nil { statement += " LIMIT \(limit)" }
        var groups = CallStatisticsGroups(request)
        try connection.database().forEachRow(statement) { try groups.add(CallStatistics($0), body) }
        try groups.finish(body)
    }

    func changeMark(since start: Int) throws -> String {
        // No index leads to the records of a time; the server counts what is written to a table anyway, a little late.
        try connection.database().value("SELECT n_tup_ins || '/' || n_tup_upd FROM pg_stat_user_tables WHERE relname = 'v_xml_cdr'") ?? ""
    }

    /// Each record's outcome, found out once: without OFFSET the server would put the expression into each of the counts.
    private static func outcomes(_ grouping: CallStatistics.Grouping, _ filter: FusionPBXCallRecordFilter) -> SQL {
        let columns = filter.columns
        let key: SQL = switch grouping {
        case .total, .disposition: "NULL"
        case .hour, .day, .weekday, .weekhour: columns.start
        case .source: "c.caller_id_number"
        case .destination: "c.destination_number"
        }
        let source: SQL = filter.query.byCall
            ? "\(calls(filter, from: nil)) WHERE c.is_wanted AND \(filter.ofCalls)" : "v_xml_cdr c WHERE \(filter.condition)"
        return """
            SELECT \(key) AS key, \(columns.disposition) AS outcome, c.duration::bigint AS seconds, c.billsec::bigint AS billed
            FROM \(source) OFFSET 0
            """
    }

    /// PostgreSQL knows the zones by the names that the time zone files have, and their changes of clocks.
    private static func group(
        _ grouping: CallStatistics.Grouping, _ columns: FusionPBXCallRecordColumns, in zone: TimeZoneRules
    ) -> SQL {
        let local: SQL = zone.name == "UTC" ? "(c.key AT TIME ZONE 'UTC')" : "(c.key AT TIME ZONE \(zone.name))"
        return switch grouping {
        case .total: "'all'"
        case .hour: "extract(hour FROM \(local))::int"
        case .day: "\(local)::date"
        case .weekday: "extract(isodow FROM \(local))::int - 1"
        case .weekhour: "(extract(isodow FROM \(local))::int - 1) * 24 + extract(hour FROM \(local))::int"
        case .source, .destination: "c.key"
        case .disposition: "c.outcome"
        }
    }
}
