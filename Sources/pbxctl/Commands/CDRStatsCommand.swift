import PBXKit

/// `pbxctl cdr stats`
extension CDRCommands {
    /// What the largest groups are the largest in.
    enum Measure: String, Sendable, CaseIterable { case calls, talk }

    static let grouping = Option<CallStatistics.Grouping>.choice(
        "by", value: "GROUP", default: "total", "What is summed up together; weekhour: the hours of the week.")
    static let measure = Option<Measure>.choice(
        "sort", value: "MEASURE", default: "calls", "Numbers and words: those with the most calls first, or the longest talk. Charts show it.")
    static let groupLimit = Option<Limit>(
        long: "limit", short: "n", valueName: "COUNT|all", help: "At most COUNT groups. Without it 25 for src and dest, else all.",
        completion: .words(["all"]), read: Limit.init)
    static let chart = Option.flag("chart", "Draw bars, or with --by weekhour a map of the week.")

    private static let defaultGroupLimit = 25

    static let stats: Command = .init(
        path: ["cdr", "stats"], summary: "Sum up call detail records.",
        discussion: [
            "It sums up the records that `cdr query` lists with the same conditions, with --by-call too; the database does the sums. Hours and days are those of the clock, in the zone that times are shown in; hours and weekdays without calls are there with 0, days are not.",
            "group is 09, 2026-11-21, monday, monday 09, a number, a disposition, or all. answer_rate_percent is answered of all, average_billable_seconds is of what was answered, by voicemail too.",
            "--chart draws for the width of the terminal, else for COLUMNS, else for 80; in plain ASCII where the locale is not UTF-8 or TERM is dumb.",
        ],
        options: [grouping, TimeOptions.start, TimeOptions.end] + conditions + [byCall, measure, groupLimit, chart, timeout, SharedOptions.allDomains],
        exclusive: [["by-call", "legs"]],
        examples: [
            .init("Busiest hours of the last four weeks", "pbxctl cdr stats --by hour --start -4w --chart"),
            .init("The week at a glance", "pbxctl cdr stats --by weekhour --start -4w --chart"),
            .init("Who talked longest this week", "pbxctl cdr stats --by src --sort talk --limit 10 --start -7d"),
            .init("How many calls were answered today", "pbxctl cdr stats --start today -o json | jq '.[].answer_rate_percent'"),
        ],
        fields: CallStatistics.fieldNames
    ) { invocation, session in
        var query = try conditions(invocation)
        query.byCall = invocation[byCall] ?? false
        var request = CallStatisticsRequest(invocation[grouping] ?? .total)
        request.byTalkTime = invocation[measure] == .talk
        let draws = invocation[chart] ?? false
        if draws { try checkChart(invocation) }
        let isOfNumbers = request.grouping == .source || request.grouping == .destination
        // One more than the default limit shows whether the limit cut anything off.
        request.limit = invocation[groupLimit].map(\.count) ?? (isOfNumbers ? defaultGroupLimit + 1 : nil)
        let limit = isOfNumbers && invocation[groupLimit] == nil ? defaultGroupLimit : Int.max
        let records = try records(invocation, session, "cdr stats")
        try setSpan(&query, invocation, records)
        let count: Int
        if draws {
            var all: [CallStatistics] = []
            try records.statistics(query, request) { all.append($0) }
            count = all.count
            try draw(Array(all.prefix(limit)), request, session)
        } else {
            count = try list(query, request, records, limit: limit, session)
        }
        if count > limit { session.output.note("only the first \(limit) groups are shown; --limit all shows every one") }
    }

    /// How many groups there are, those beyond the limit included.
    private static func list(
        _ query: CallRecordQuery, _ request: CallStatisticsRequest, _ records: any CallRecords, limit: Int, _ session: Session
    ) throws -> Int {
        var count = 0
        try session.output.stream(CallStatistics.self) { names, emit in
            let fields = names.compactMap { CallStatistics.Field(rawValue: $0) }
            let row = RowFields()
            try records.statistics(query, request) { sums in
                count += 1
                guard count <= limit else { return }
                row.removeAll()
                for field in fields { sums.add(field, to: row) }
                try emit(row)
            }
        }
        return count
    }

    // MARK: - Charts

    private static func checkChart(_ invocation: Invocation) throws {
        let format = invocation[GlobalOptions.output]
        guard format == nil || format == .table, invocation[GlobalOptions.fields] == nil else {
            throw PBXError(.usage, "--chart", "is a picture: it has no format and no fields", remedy: "leave -o and --fields out")
        }
    }

    private static func draw(_ all: [CallStatistics], _ request: CallStatisticsRequest, _ session: Session) throws {
        let canvas = session.output.canvas
        func value(_ sums: CallStatistics) -> Int { request.byTalkTime ? sums.billableSeconds : sums.calls }
        let text = request.grouping == .weekhour
            ? Chart.week((all.map(value) + Array(repeating: 0, count: 168)).prefix(168).map { $0 }, on: canvas)
            : Chart.bars(
                (request.grouping == .day ? CallStatistics.withEmptyDays(all) : all).map { Chart.Bar(label: $0.group ?? "-", value: value($0)) },
                on: canvas)
        session.output.prefer(.table)
        try session.output.raw(text + "\n" + summary(all, request, value) + "\n")
    }

    private static func summary(_ all: [CallStatistics], _ request: CallStatisticsRequest, _ value: (CallStatistics) -> Int) -> String {
        let total = CallStatistics.total(of: all)
        let rate = total.answerRate.map { ", \($0) % answered" } ?? ""
        let unit = request.byTalkTime ? " seconds of talk" : " calls"
        let most = all.max { value($0) < value($1) }.flatMap { most in
            value(most) > 0 ? "; most: \(DisplayText.printable(most.group ?? "-")) (\(value(most))\(unit))" : nil
        }
        return "\(total.calls) calls\(rate)\(most ?? "")"
    }
}
