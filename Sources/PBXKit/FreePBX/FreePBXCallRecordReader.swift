/// Turns rows of `cdr` into call records.
struct FreePBXCallRecordReader {
    /// The columns it reads, in the order of `Column`.
    static let columns = Column.allCases.map { "\($0)" }

    private enum Column: Int, CaseIterable {
        case calldate, clid, src, dst, dcontext, channel, dstchannel, lastapp, duration, billsec, disposition
        case accountcode, uniqueid, did, recordingfile, cnum, cnam, outbound_cnum, dst_cnam, linkedid, sequence
    }

    var zone: TimeZoneRules
    var shownIn: TimeZoneRules
    var keepsRaw: Bool

    init(zone: TimeZoneRules, shownIn: TimeZoneRules, keepsRaw: Bool) {
        self.zone = zone
        self.shownIn = shownIn
        self.keepsRaw = keepsRaw
    }

    func record(_ row: borrowing RowView) -> CallRecord {
        var record = CallRecord(id: text(row, .uniqueid) ?? "")
        record.callID = text(row, .linkedid)
        record.durationSeconds = text(row, .duration).flatMap { Int($0) }
        record.billableSeconds = text(row, .billsec).flatMap { Int($0) }
        setTimes(row, in: &record)
        let clid = FreePBXCallerID(stored: text(row, .clid) ?? "")
        record.source = text(row, .src) ?? text(row, .cnum)
        record.sourceName = text(row, .cnam) ?? clid.name
        record.destination = text(row, .dst)
        record.destinationName = text(row, .dst_cnam)
        record.did = text(row, .did)
        record.direction = direction(row)
        let ownChannel = text(row, record.direction == .inbound ? .dstchannel : .channel)
        record.extension = ownChannel.flatMap(Self.deviceNumber)
        record.disposition = disposition(row)
        record.recording = text(row, .recordingfile)
        record.accountCode = text(row, .accountcode)
        record.leg = text(row, .sequence)
        if keepsRaw { record.raw = FreePBXRaw.object(row, from: Self.columns.count) }
        return record
    }

    private func setTimes(_ row: borrowing RowView, in record: inout CallRecord) {
        guard let bytes = row.bytes(Column.calldate.rawValue), let local = LocalTime(bytes: bytes) else { return }
        let start = zone.timestamp(of: local)
        record.start = start.iso8601(in: shownIn)
        guard let duration = record.durationSeconds else { return }
        let end = start.advanced(bySeconds: Int64(duration))
        record.end = end.iso8601(in: shownIn)
        if let billed = record.billableSeconds, text(row, .disposition) == "ANSWERED" {
            record.answer = end.advanced(bySeconds: -Int64(billed)).iso8601(in: shownIn)
        }
    }

    private func direction(_ row: borrowing RowView) -> CallRecord.Direction {
        let context = text(row, .dcontext) ?? ""
        if text(row, .did) != nil || FreePBXCallRecordConditions.inboundContexts.contains(where: context.hasPrefix) {
            return .inbound
        }
        let leaves = FreePBXCallRecordConditions.outboundContexts.contains(where: context.hasPrefix)
        return leaves || text(row, .outbound_cnum) != nil ? .outbound : .internal
    }

    private func disposition(_ row: borrowing RowView) -> CallRecord.Disposition? {
        switch text(row, .disposition) {
        case "ANSWERED": text(row, .lastapp)?.lowercased() == "voicemail" ? .voicemail : .answered
        case "NO ANSWER": .no_answer
        case "BUSY": .busy
        case "FAILED", "CONGESTION": .failed
        default: nil
        }
    }

    /// `1001` of `PJSIP/1001-0000002a`; nil where the channel is no phone's.
    static func deviceNumber(_ channel: String) -> String? {
        guard let slash = channel.firstIndex(of: "/"), let dash = channel.lastIndex(of: "-"), slash < dash,
            channel[..<slash] != "Local"
        else { return nil }
        let number = channel[channel.index(after: slash)..<dash]
        return !number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) } ? String(number) : nil
    }

    private func text(_ row: borrowing RowView, _ column: Column) -> String? {
        row.text(column.rawValue).flatMap { $0.isEmpty ? nil : $0 }
    }
}
