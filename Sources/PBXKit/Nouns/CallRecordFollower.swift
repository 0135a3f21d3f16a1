/// Follows call records as the PBX writes them: what is there that was not there before.
///
/// A record is written when its call has ended, with the time at which it began, and some time after that: nothing in it
/// says what is new. So those of the last day are known by their cursors, and no call is lost or told twice, however late it
/// is written.
public struct CallRecordFollower {
    private let records: any CallRecords
    private let query: CallRecordQuery
    private let fields: [CallRecord.Field]
    /// Checksums of the cursors of the records that have been seen, with the Unix time of the look that found them.
    private var seen: [UInt64: Int] = [:]
    private var mark: String?
    private var lastLook = 0

    /// A call that lasts longer is not seen.
    public static let longestCallSeconds = 86_400
    /// Without a sign that something has changed, records are looked at every so many seconds all the same.
    private static let patienceSeconds = 30

    public init(_ records: any CallRecords, _ query: CallRecordQuery, _ fields: [CallRecord.Field]) {
        self.records = records
        self.query = query
        self.fields = fields + [.start, .cursor]
    }

    /// Looks once, and lends what is new to `body`, the oldest first. The first look lends what began at the query's start or
    /// after, and nothing where it has none.
    public mutating func look(_ body: (RowFields) throws -> Void) throws {
        let now = Int(Timestamp.now().seconds)
        let isFirst = mark == nil
        // The mark before the records: what comes in between is seen by the next look.
        let mark = try records.changeMark(since: windowStart(now))
        guard mark != self.mark || now - lastLook >= Self.patienceSeconds else { return }
        var window = query
        window.start = windowStart(now)
        window.limit = nil
        window.oldestFirst = true
        if isFirst, let start = query.start { window.start = min(start, windowStart(now)) }
        try records.stream(window, fields, ReadOptions()) { row, _ in
            let own = row.fields.suffix(2)
            guard let start = own.first, let cursor = own.last else { return }
            let isNew = seen.updateValue(now, forKey: Self.checksum(cursor.bytes)) == nil
            guard isNew, !isFirst || isWanted(start) else { return }
            row.removeLast(2)
            try body(row)
        }
        // What was not met this time has left the window.
        if seen.count > 1024 { seen = seen.filter { $0.value == now } }
        self.mark = mark
        lastLook = now
    }

    /// Whole hours, so that the mark does not change by itself with every second.
    private func windowStart(_ now: Int) -> Int { (now - Self.longestCallSeconds) / 3600 * 3600 }

    /// Of the first look: what began at the query's start or after.
    private func isWanted(_ field: RowFields.Field) -> Bool {
        guard let start = query.start, let began = Timestamp(bytes: field.bytes) else { return false }
        return began.seconds >= Int64(start)
    }

    /// FNV-1a.
    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sum: UInt64 = 14_695_981_039_346_656_037
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
        return sum
    }
}
