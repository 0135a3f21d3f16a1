import PBXKit

/// `pbxctl cdr …`
enum CDRCommands {
    static let noun: Noun = .init(name: "cdr", summary: "Call detail records.", commands: [query, show, stats, follow])

    // MARK: - Which records

    static let source = Option.text("src", value: "NUMBER", completion: .live(.extensions), "Calls from NUMBER.")
    static let destination = Option.text(
        "dest", aliases: ["dst"], value: "NUMBER", completion: .live(.extensions), "Calls to NUMBER.")
    static let did = Option.text("did", value: "NUMBER", completion: .live(.inboundNumbers), "Calls that came in on NUMBER.")
    static let minimum = Option.number(
        "min-duration", value: "SECONDS", in: 0...86_400_000, "Calls that lasted at least SECONDS.")
    static let disposition = Option<CallRecord.Disposition>.choice("disposition", value: "WORD", "Calls that ended so.")
    static let direction = Option<CallRecord.Direction>.choice("direction", value: "WORD", "Calls of one direction.")
    static let legs = Option.flag("legs", "FusionPBX: second legs and lost races as well.")
    static let byCall = Option.flag("by-call", "One record for each call, put together from all its legs.")
    static let oldestFirst = Option.flag("oldest-first", "Begin with the oldest record.")
    static let after = Option.text("after", value: "CURSOR", "Go on after the record that CURSOR was printed with.")
    static let cursor = Option.flag("cursor", "Add the field cursor: where to go on after each record.")
    static let limit = Option<Limit>(
        long: "limit", short: "n", valueName: "COUNT|all", help: "Stop after COUNT records; all: no limit.",
        defaultText: "1000", completion: .words(["all"]), read: Limit.init)

    static let timeout = Option.number(
        "timeout", value: "SECONDS", in: 1...86_400, default: "600", "Longest silence of the database while it works.")

    /// The conditions that every command on records takes.
    static let conditions: [any AnyOption] = [source, destination, did, minimum, disposition, direction, legs]

    static let defaultLimit = 1000

    /// How many records at most; nil: all.
    struct Limit: Sendable {
        var count: Int?

        init(_ text: String) throws {
            if text == "all" { return }
            guard let count = Int(text), count > 0 else {
                throw ValueProblem(why: "is neither a count from 1 up nor 'all'", accepted: ["all"])
            }
            self.count = count
        }
    }

    /// What the command line says about which records; times are understood once the PBX is known.
    static func conditions(_ invocation: Invocation) throws -> CallRecordQuery {
        // A time that is not understood is a usage error, before any connection.
        // Which of two times is the later can depend on the zone, but not over more than a day and two hours.
        try TimeOptions.checkOrder(TimeOptions.span(invocation) { .utc }, tolerance: 26 * 3600)
        var query = CallRecordQuery()
        query.source = invocation[source]
        query.destination = invocation[destination]
        query.did = invocation[did]
        query.minimumDurationSeconds = invocation[minimum]
        query.disposition = invocation[disposition]
        query.direction = invocation[direction]
        query.includesAllLegs = invocation[legs] ?? false
        return query
    }

    static func setSpan(_ query: inout CallRecordQuery, _ invocation: Invocation, _ records: any CallRecords) throws {
        let span = try TimeOptions.span(invocation, zone: records.timeZone)
        try TimeOptions.checkOrder(span)
        (query.start, query.end) = span
    }

    static func records(_ invocation: Invocation, _ session: Session, _ command: String) throws -> any CallRecords {
        let system = try session.system(
            allDomains: invocation[SharedOptions.allDomains] ?? false, silence: .seconds(invocation[timeout] ?? 600))
        return try session.offered(system.callRecords, command)
    }

    // MARK: - Query

    static let query: Command = .init(
        path: ["cdr", "query"], aliases: [["cdr", "list"]], summary: "Query call detail records, newest first.",
        discussion: [
            "Rows stream: a query of any size runs in constant memory. A result that the default limit cut says so on stderr; use --limit all for exports.",
            "For pages, --cursor adds to each record the text that --after takes: give the last one of a page for the next page, with the same conditions. Records of one second are neither lost nor repeated, in both orders, and a page without records is the end. With --oldest-first it is also where tomorrow's export goes on.",
            "--by-call prints one record for each call, with the field leg_count: on FreePBX it lasts from the first leg's begin to the last one's end, is answered where any leg was, and its source and destination are the first leg's; on FusionPBX it is the first leg. --src, --dest and --did find the calls that have such a leg, the other conditions hold for the whole call.",
        ],
        options: [TimeOptions.start, TimeOptions.end] + conditions + [byCall, limit, oldestFirst, after, cursor, timeout] + SharedOptions.listing,
        exclusive: [["by-call", "legs"], ["by-call", "raw"]],
        examples: [
            .init("Yesterday's calls as JSON", "pbxctl cdr query --start yesterday --end yesterday -o json"),
            .init("Everything of the last two hours from 1001", "pbxctl cdr query --start -2h --src 1001"),
            .init("Calls, not legs, that nobody answered today", "pbxctl cdr query --by-call --start today --disposition no_answer"),
            .init("The next page", "pbxctl cdr query --limit 100 --cursor --after \"$CURSOR\" -o json"),
            .init("Export all", "pbxctl cdr query --limit all -o csv > calls.csv"),
        ],
        fields: CallRecord.fieldNames, fieldsOnRequest: CallRecord.Field.onRequest.map(\.rawValue), mirrors: ["F9", "R12"]
    ) { invocation, session in
        var query = try conditions(invocation)
        query.byCall = invocation[byCall] ?? false
        query.oldestFirst = invocation[oldestFirst] ?? false
        query.after = try invocation[after].map(CallRecordCursor.init)
        let named = session.output.namedFields ?? []
        if named.contains(CallRecord.Field.legCount.rawValue), !query.byCall {
            throw PBXError(.usage, "--fields leg_count", "is a field of calls, not of legs", remedy: "add --by-call")
        }
        let records = try records(invocation, session, "cdr query")
        try records.check(query)
        let options = SharedOptions.readOptions(invocation)
        try setSpan(&query, invocation, records)
        let wanted = invocation[limit]
        // One more than the default limit shows whether the limit cut anything off.
        query.limit = wanted == nil ? defaultLimit + 1 : wanted?.count
        var added: [CallRecord.Field] = query.byCall && named.isEmpty ? [.legCount] : []
        if invocation[cursor] ?? false { added.append(.cursor) }
        try export(query, records, options, adding: added, limit: wanted == nil ? defaultLimit : .max, session)
    }

    private static func export(
        _ query: CallRecordQuery, _ records: any CallRecords, _ options: ReadOptions, adding added: [CallRecord.Field], limit: Int,
        _ session: Session
    ) throws {
        var progress = ExportProgress(
            most: limit == .max ? query.limit : nil, isQuiet: session.output.isQuiet || session.output.isPart, isWatched: session.output.isWatched,
            environment: session.environment)
        defer { progress.clear() }
        let expecting: ((Int) -> Void)? = progress.isShown && !query.byCall ? { progress.expect($0) } : nil
        try session.output.stream(CallRecord.self, adding: added.map(\.rawValue), raw: options.raw) { names, emit in
            try records.stream(query, names.compactMap { CallRecord.Field(rawValue: $0) }, options, expecting: expecting) { fields, raw in
                progress.add()
                guard progress.rows <= limit else { return }
                if options.raw { (raw ?? .null).add(to: fields) }
                try emit(fields)
            }
        }
        guard progress.rows > limit else { return }
        let edge = query.oldestFirst ? "oldest" : "newest"
        session.output.note("only the \(edge) \(limit) records are shown; --limit all shows every one, --cursor and --after page by page")
    }
}
