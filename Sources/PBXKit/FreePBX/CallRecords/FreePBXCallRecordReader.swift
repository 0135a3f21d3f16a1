/// Turns rows of `cdr` into the fields of call records, without making texts of them.
struct FreePBXCallRecordReader {
    /// The columns it reads, in the order of `Column`.
    static let columns = Column.allCases.map { "\($0)" }

    private enum Column: Int, CaseIterable {
        case calldate, clid, src, dst, dcontext, channel, dstchannel, lastapp, duration, billsec, disposition
        case accountcode, uniqueid, did, recordingfile, cnum, cnam, outbound_cnum, dst_cnam, linkedid, sequence
    }

    private let wanted: [CallRecord.Field]
    private var stored: LocalTimeColumn
    private var shown: TimeColumn
    private let isOfCalls: Bool
    private var cursors: CallRecordCursors

    init(_ wanted: [CallRecord.Field], _ query: CallRecordQuery, zone: TimeZoneRules, shownIn: TimeZoneRules) {
        self.wanted = wanted
        stored = LocalTimeColumn(in: zone)
        shown = TimeColumn(shownIn: shownIn)
        isOfCalls = query.byCall
        // Calls have a key: none has to be passed over.
        cursors = CallRecordCursors(isOfCalls ? .freePBXCalls : .freePBXLegs, after: isOfCalls ? nil : query.after)
    }

    /// Adds the wanted fields of a row; false where it was listed before the query's cursor.
    mutating func read(_ row: borrowing RowView, into fields: RowFields) -> Bool {
        if cursors.mayPassOver, cursors.passesOver(key(row)) { return false }
        var start: Int64??
        for field in wanted {
            switch field {
            case .id: fields.text(Self.bytes(row, .uniqueid))
            case .callID: fields.text(Self.bytes(row, .linkedid))
            case .start, .answer, .end:
                let begin = start ?? Self.bytes(row, .calldate).flatMap { stored.read($0) }
                start = begin
                add(Self.moment(field, from: begin, row), to: fields)
            case .direction: fields.word(Self.direction(row).word)
            case .source: fields.text(Self.bytes(row, .src) ?? Self.bytes(row, .cnum))
            case .sourceName: Self.addSourceName(row, to: fields)
            case .destination: fields.text(Self.bytes(row, .dst))
            case .destinationName: fields.text(Self.bytes(row, .dst_cnam))
            case .did: fields.text(Self.bytes(row, .did))
            case .extension: fields.text(Self.bytes(row, Self.direction(row) == .inbound ? .dstchannel : .channel).flatMap(Self.deviceNumber))
            case .duration: fields.number(Self.bytes(row, .duration))
            case .billable: fields.number(Self.bytes(row, .billsec))
            case .disposition: if let word = Self.disposition(row) { fields.word(word) } else { fields.null() }
            case .recording: fields.text(Self.bytes(row, .recordingfile))
            case .accountCode: fields.text(Self.bytes(row, .accountcode))
            case .leg: fields.text(Self.bytes(row, .sequence))
            case .hangupCause, .domain: fields.null()
            case .legCount: fields.number(isOfCalls ? row.bytes(Column.allCases.count) : nil)
            case .cursor: fields.plain(copying: cursors.next(key(row)))
            }
        }
        return true
    }

    /// What the row is sorted by.
    private func key(_ row: borrowing RowView) -> [String?] {
        isOfCalls
            ? [row.text(Column.calldate.rawValue), row.text(Column.linkedid.rawValue)]
            : [
                row.text(Column.calldate.rawValue), row.text(Column.uniqueid.rawValue), row.text(Column.sequence.rawValue),
                row.text(Column.dstchannel.rawValue),
            ]
    }

    // MARK: - Times

    private static func moment(_ field: CallRecord.Field, from start: Int64?, _ row: borrowing RowView) -> Int64? {
        guard let start, field != .start else { return start }
        guard let duration = number(row, .duration) else { return nil }
        if field == .end { return start + duration }
        guard let billed = number(row, .billsec), bytes(row, .disposition)?.isWord("ANSWERED") == true else { return nil }
        return start + duration - billed
    }

    private mutating func add(_ moment: Int64?, to fields: RowFields) {
        guard let moment else { return fields.null() }
        fields.time(moment, in: &shown)
    }

    // MARK: - Words

    private static func direction(_ row: borrowing RowView) -> CallRecord.Direction {
        let context = bytes(row, .dcontext)
        if bytes(row, .did) != nil || begins(context, with: FreePBXCallRecordConditions.inboundContexts) { return .inbound }
        let leaves = begins(context, with: FreePBXCallRecordConditions.outboundContexts)
        return leaves || bytes(row, .outbound_cnum) != nil ? .outbound : .internal
    }

    private static func begins(_ bytes: UnsafeRawBufferPointer?, with starts: [StaticString]) -> Bool {
        guard let bytes else { return false }
        for start in starts where bytes.begins(with: start) { return true }
        return false
    }

    private static func disposition(_ row: borrowing RowView) -> StaticString? {
        guard let bytes = bytes(row, .disposition) else { return nil }
        if bytes.isWord("ANSWERED") { return isVoicemail(row) ? "voicemail" : "answered" }
        if bytes.isWord("NO ANSWER") { return "no_answer" }
        if bytes.isWord("BUSY") { return "busy" }
        if bytes.isWord("FAILED") || bytes.isWord("CONGESTION") { return "failed" }
        return nil
    }

    private static func isVoicemail(_ row: borrowing RowView) -> Bool {
        guard let application = bytes(row, .lastapp), application.count == 9 else { return false }
        return application.lazy.map { $0 | 0x20 }.elementsEqual("voicemail".utf8)
    }

    /// `cnam`, else the name in `clid`.
    private static func addSourceName(_ row: borrowing RowView, to fields: RowFields) {
        if let name = bytes(row, .cnam) { return fields.text(name) }
        guard let clid = bytes(row, .clid), let name = FreePBXCallerID(stored: String(decoding: clid, as: UTF8.self)).name
        else { return fields.null() }
        fields.text(copying: name)
    }

    /// `1001` of `PJSIP/1001-0000002a`; nil where the channel is no phone's.
    static func deviceNumber(_ channel: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let slash = channel.firstIndex(of: UInt8(ascii: "/")), let dash = channel.lastIndex(of: UInt8(ascii: "-")),
            slash + 1 < dash, !(slash == 5 && channel.begins(with: "Local"))
        else { return nil }
        let number = UnsafeRawBufferPointer(rebasing: channel[(slash + 1)..<dash])
        return number.allSatisfy { (0x30...0x39).contains($0) } ? number : nil
    }

    // MARK: - Columns

    /// nil for NULL and for the empty text.
    private static func bytes(_ row: borrowing RowView, _ column: Column) -> UnsafeRawBufferPointer? {
        guard let bytes = row.bytes(column.rawValue), bytes.count > 0 else { return nil }
        return bytes
    }

    private static func number(_ row: borrowing RowView, _ column: Column) -> Int64? {
        guard let bytes = bytes(row, column) else { return nil }
        return Int64(decimal: bytes)
    }
}

extension Int64 {
    /// A whole number from its digits; nil for anything else.
    init?(decimal bytes: UnsafeRawBufferPointer) {
        let isNegative = bytes.first == UInt8(ascii: "-")
        var value: Int64 = 0
        guard bytes.count > (isNegative ? 1 : 0), bytes.count <= 18 else { return nil }
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        self = isNegative ? -value : value
    }
}

extension CallRecord.Direction {
    fileprivate var word: StaticString {
        switch self {
        case .inbound: "inbound"
        case .outbound: "outbound"
        case .internal: "internal"
        }
    }
}
