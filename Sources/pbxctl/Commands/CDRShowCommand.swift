import PBXKit

/// `pbxctl cdr show`
extension CDRCommands {
    static let show: Command = .init(
        path: ["cdr", "show"], summary: "Show one call: what became of it, its legs and its recordings.",
        discussion: [
            "The fields are those of `cdr query --by-call`, then the recordings with path, whether the file exists (null where the PBX's files cannot be reached from here) and size_bytes, then the legs in their order, with the fields of `cdr query`."
        ],
        operands: [Operand(name: "id", help: "The id or the call_id of any of its records.")], options: [timeout, SharedOptions.allDomains],
        examples: [
            .init("The legs of a call", "pbxctl cdr show 1795183200.42"),
            .init("Where its recording is", "pbxctl cdr show 1795183200.42 -o json | jq -r '.recordings[].path'"),
        ],
        fields: ShownCall.fieldNames, failures: Command.pbxFailures + [.notFound]
    ) { invocation, session in
        let records = try records(invocation, session, "cdr show")
        let call = try ShownCall(of: invocation.required(0), records)
        guard session.output.format == .table, session.output.namedFields == nil, !session.output.isPart else { return try session.output.show(call) }
        try session.output.show(call.countingLegs)
        try session.output.line("")
        let columns: [CallRecord.Field] = [.start, .source, .destination, .duration, .billable, .disposition, .leg, .id]
        try session.output.begin(columns.map(\.rawValue))
        for leg in call.legs { try session.output.row(columns.map { leg[$0] ?? .null }) }
        try session.output.end()
    }
}

/// A call with everything that is known of it.
private struct ShownCall: Record {
    private var whole: [CallRecord.Field: Cell] = [:]
    private(set) var legs: [[CallRecord.Field: Cell]] = []
    private var recordings: [CallRecording] = []
    private var countsLegs = false

    private static let known = CallRecord.Field.allCases.filter { !CallRecord.Field.onRequest.contains($0) }

    static let nameField = CallRecord.nameField
    static let tableFields = CallRecord.tableFields
    static let fields: [RecordField<ShownCall>] =
        known.map { field in RecordField(field.rawValue) { $0.whole[field] ?? .null } } + [
            RecordField("recordings") { .list($0.recordings.map(Self.cell)) },
            RecordField("legs") { $0.countsLegs ? .integer($0.legs.count) : .list($0.legs.map(Self.cell)) },
        ]

    /// Throws `.notFound`.
    init(of id: String, _ records: any CallRecords) throws {
        var query = CallRecordQuery()
        query.call = try records.find(id)
        query.oldestFirst = true
        query.includesAllLegs = true
        try records.stream(query, Self.known, ReadOptions()) { row, _ in legs.append(Self.cells(row)) }
        query.byCall = true
        try records.stream(query, Self.known, ReadOptions()) { row, _ in whole = Self.cells(row) }
        for leg in legs {
            guard case .text(let name)? = leg[.recording], !recordings.contains(where: { $0.name == name }) else { continue }
            var start: String?
            if case .text(let text)? = leg[.start] { start = text }
            recordings.append(try records.recording(name, start: start))
        }
    }

    /// For tables, where the legs have lines of their own.
    var countingLegs: ShownCall {
        var call = self
        call.countsLegs = true
        return call
    }

    private static func cells(_ row: RowFields) -> [CallRecord.Field: Cell] {
        Dictionary(uniqueKeysWithValues: zip(known, row.fields.map { Cell($0) }))
    }

    private static func cell(_ leg: [CallRecord.Field: Cell]) -> Cell {
        let words = [CallRecord.Field.source, .destination, .disposition].map { (leg[$0] ?? .null).plainText }
        return .object(Cell.Object(known.map { Cell.Entry($0.rawValue, leg[$0] ?? .null) }, short: "\(words[0])>\(words[1]) \(words[2])"))
    }

    private static func cell(_ recording: CallRecording) -> Cell {
        let state = recording.exists.map { $0 ? "\(recording.sizeBytes ?? 0) bytes" : "missing" } ?? "not looked at"
        return .object(
            Cell.Object(
                [
                    Cell.Entry("name", .text(recording.name)), Cell.Entry("path", Cell(recording.path)),
                    Cell.Entry("exists", Cell(recording.exists)), Cell.Entry("size_bytes", Cell(recording.sizeBytes)),
                ], short: "\(recording.path ?? recording.name) (\(state))"))
    }
}
