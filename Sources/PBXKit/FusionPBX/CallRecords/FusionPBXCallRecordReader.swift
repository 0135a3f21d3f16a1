/// Turns rows of `v_xml_cdr`, as `FusionPBXCallRecordColumns` lists them, into the fields of call records, without making
/// texts of them.
struct FusionPBXCallRecordReader {
    /// The listed columns, then the extension's number and the domain's name. Whole calls have the number of their legs next.
    static let columnCount = FusionPBXCallRecordColumns.count + 2

    private enum Column: Int {
        case id, call, start, answer, end, direction, source, sourceName, destination, did, duration, billable
        case disposition, hangupCause, recordPath, recordName, accountCode, leg, `extension`, domain
    }

    private let wanted: [CallRecord.Field]
    private var stored = StampColumn()
    private var shown: TimeColumn
    private let isOfCalls: Bool
    private var cursors: CallRecordCursors

    init(_ wanted: [CallRecord.Field], _ query: CallRecordQuery, zone: TimeZoneRules) {
        self.wanted = wanted
        shown = TimeColumn(shownIn: zone)
        isOfCalls = query.byCall
        // Records have a key: none has to be passed over.
        cursors = CallRecordCursors(FusionPBXCallRecordOrder.listing(query), after: nil)
    }

    /// Adds the wanted fields of a row.
    mutating func read(_ row: borrowing RowView, into fields: RowFields) {
        for field in wanted {
            switch field {
            case .id: fields.plain(Self.bytes(row, .id))
            case .callID: fields.text(Self.bytes(row, .call) ?? Self.bytes(row, .id))
            case .start: addTime(row, .start, to: fields)
            case .answer: addTime(row, .answer, to: fields)
            case .end: addTime(row, .end, to: fields)
            case .direction: Self.addDirection(row, to: fields)
            case .source: fields.text(Self.bytes(row, .source))
            case .sourceName: fields.text(Self.bytes(row, .sourceName))
            case .destination: fields.text(Self.bytes(row, .destination))
            case .did: fields.text(Self.isInbound(row) ? Self.bytes(row, .did) : nil)
            case .extension: fields.text(Self.bytes(row, .extension))
            case .duration: fields.number(Self.bytes(row, .duration))
            case .billable: fields.number(Self.bytes(row, .billable))
            case .disposition: fields.text(Self.bytes(row, .disposition))
            case .hangupCause: fields.text(Self.bytes(row, .hangupCause))
            case .recording: Self.addRecording(row, to: fields)
            case .accountCode: fields.text(Self.bytes(row, .accountCode))
            case .leg: fields.text(isOfCalls ? nil : Self.bytes(row, .leg))
            case .domain: fields.text(Self.bytes(row, .domain))
            case .destinationName: fields.null()
            case .legCount: fields.number(isOfCalls ? row.bytes(Self.columnCount) : nil)
            case .cursor: fields.plain(copying: cursors.next([row.text(Column.start.rawValue), row.text(Column.id.rawValue)]))
            }
        }
    }

    private mutating func addTime(_ row: borrowing RowView, _ column: Column, to fields: RowFields) {
        guard let bytes = Self.bytes(row, column), let moment = stored.read(bytes) else { return fields.null() }
        fields.time(moment, in: &shown)
    }

    private static func isInbound(_ row: borrowing RowView) -> Bool {
        bytes(row, .direction)?.isWord("inbound") == true
    }

    private static func addDirection(_ row: borrowing RowView, to fields: RowFields) {
        guard let bytes = bytes(row, .direction) else { return fields.null() }
        if bytes.isWord("local") { return fields.word("internal") }
        let isKnown = bytes.isWord("inbound") || bytes.isWord("outbound") || bytes.isWord("internal")
        fields.text(isKnown ? bytes : nil)
    }

    /// The name is joined to a folder by whoever plays it: one that leads elsewhere is none.
    private static func addRecording(_ row: borrowing RowView, to fields: RowFields) {
        guard let folder = bytes(row, .recordPath), let name = bytes(row, .recordName),
            !name.contains(UInt8(ascii: "/")), !name.isWord("..")
        else { return fields.null() }
        fields.text(capacity: folder.count + name.count + 1) { memory in
            memory.copyBytes(from: folder)
            memory[folder.count] = UInt8(ascii: "/")
            UnsafeMutableRawBufferPointer(rebasing: memory[(folder.count + 1)...]).copyBytes(from: name)
            return memory.count
        }
    }

    /// nil for NULL and for the empty text.
    private static func bytes(_ row: borrowing RowView, _ column: Column) -> UnsafeRawBufferPointer? {
        guard let bytes = row.bytes(column.rawValue), bytes.count > 0 else { return nil }
        return bytes
    }
}
