import PBXKit

/// `pbxctl cdr …`
enum CDRCommands {
    static let noun: Noun = .init(name: "cdr", summary: "Call detail records.", commands: [query])

    static let source = Option.text("src", value: "NUMBER", completion: .live(.extensions), "Calls from NUMBER.")
    static let destination = Option.text(
        "dest", aliases: ["dst"], value: "NUMBER", completion: .live(.extensions), "Calls to NUMBER.")
    static let did = Option.text("did", value: "NUMBER", completion: .live(.inboundNumbers), "Calls that came in on NUMBER.")
    static let minimum = Option.number(
        "min-duration", value: "SECONDS", in: 0...86_400_000, "Calls that lasted at least SECONDS.")
    static let disposition = Option<CallRecord.Disposition>.choice("disposition", value: "WORD", "Calls that ended so.")
    static let direction = Option<CallRecord.Direction>.choice("direction", value: "WORD", "Calls of one direction.")
    static let legs = Option.flag("legs", "FusionPBX: second legs and lost races as well.")
    static let limit = Option<Limit>(
        long: "limit", short: "n", valueName: "COUNT|all", help: "Stop after COUNT records; all: no limit.",
        defaultText: "1000", completion: .words(["all"]), read: Limit.init)

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

    static let query: Command = .init(
        path: ["cdr", "query"], aliases: [["cdr", "list"]], summary: "Query call detail records, newest first.",
        discussion: [
            "Rows stream: a query of any size runs in constant memory. A result that the default limit cut says so on stderr; use --limit all for exports."
        ],
        options: [TimeOptions.start, TimeOptions.end, source, destination, did, minimum, disposition, direction, limit, legs]
            + SharedOptions.listing,
        examples: [
            .init("Yesterday's calls as JSON", "pbxctl cdr query --start yesterday --end yesterday -o json"),
            .init("Everything of the last two hours from 1001", "pbxctl cdr query --start -2h --src 1001"),
            .init("Export all", "pbxctl cdr query --limit all -o csv > calls.csv"),
        ],
        fields: CallRecord.fieldNames, mirrors: ["F9", "R12"]
    ) { invocation, session in
        // Once without the PBX: a time that is not understood is a usage error, before any connection.
        // Which of two times is the later can depend on the zone, but not over more than a day and two hours.
        try TimeOptions.checkOrder(TimeOptions.span(invocation) { .utc }, tolerance: 26 * 3600)
        let system = try session.system(allDomains: invocation[SharedOptions.allDomains] ?? false)
        let records = try session.offered(system.callRecords, "cdr query")
        let options = SharedOptions.readOptions(invocation)
        var query = CallRecordQuery()
        let span = try TimeOptions.span(invocation, zone: records.timeZone)
        try TimeOptions.checkOrder(span)
        (query.start, query.end) = span
        query.source = invocation[source]
        query.destination = invocation[destination]
        query.did = invocation[did]
        query.minimumDurationSeconds = invocation[minimum]
        query.disposition = invocation[disposition]
        query.direction = invocation[direction]
        query.includesAllLegs = invocation[legs] ?? false
        let wanted = invocation[limit]
        // One more than the default limit shows whether the limit cut anything off.
        query.limit = wanted == nil ? defaultLimit + 1 : wanted?.count
        var count = 0
        try session.output.stream(CallRecord.self, raw: options.raw) { names, emit in
            try records.stream(query, names.compactMap { CallRecord.Field(rawValue: $0) }, options) { fields, raw in
                count += 1
                guard wanted != nil || count <= defaultLimit else { return }
                if options.raw { (raw ?? .null).add(to: fields) }
                try emit(fields)
            }
        }
        if wanted == nil, count > defaultLimit {
            session.output.note("only the newest \(defaultLimit) records are shown; --limit all shows every one")
        }
    }
}
