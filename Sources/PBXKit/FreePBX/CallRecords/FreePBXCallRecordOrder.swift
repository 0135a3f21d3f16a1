/// The order of call records, and going on after one of them: by time, then by what tells records of one second apart.
///
/// `cdr` has no key. Records that are the same in all of these columns are counted.
struct FreePBXCallRecordOrder {
    private let oldestFirst: Bool
    private let columns: [String]
    let listing: CallRecordCursor.Listing

    /// Their places among what `FreePBXCallRecordReader` reads.
    static let columns = ["calldate", "uniqueid", "sequence", "dstchannel"]
    /// Whole calls have one record each.
    static let columnsOfCalls = ["calldate", "linkedid"]

    init(_ query: CallRecordQuery, _ present: Set<String>) {
        oldestFirst = query.oldestFirst
        columns = query.byCall ? Self.columnsOfCalls : Self.columns.filter(present.contains)
        listing = query.byCall ? .freePBXCalls : .freePBXLegs
    }

    /// What no table is asked for: the rest can depend on its columns.
    static func check(_ query: CallRecordQuery) throws {
        guard let cursor = query.after else { return }
        let count = (query.byCall ? columnsOfCalls : columns).count
        try cursor.check(query.byCall ? .freePBXCalls : .freePBXLegs, keyCount: count)
        guard let time = cursor.key[0], LocalTime(time) != nil else { throw CallRecordCursor.broken }
    }

    var sql: SQL {
        let direction: SQL = oldestFirst ? " ASC" : " DESC"
        return columns.map { "\(identifier: $0)" + direction }.joined(separator: ", ")
    }

    /// Conditions on the time that leave nothing out that comes after the cursor: those its index serves.
    func conditionsOnTime(after cursor: CallRecordCursor?, days: Int = 0) -> [SQL] {
        guard let time = cursor?.key[0] else { return [] }
        if days == 0 { return ["calldate\(beyond)= \(time)"] }
        let end: SQL = "CAST(\(time) AS DATETIME)"
        return [oldestFirst ? "calldate >= \(end) - INTERVAL \(days) DAY" : "calldate <= \(end) + INTERVAL \(days) DAY"]
    }

    /// What comes after the cursor, its own record and those with the same key included where records are counted.
    func conditions(after cursor: CallRecordCursor?) -> [SQL] {
        guard let cursor else { return [] }
        let all = listing == .freePBXCalls ? Self.columnsOfCalls : Self.columns
        let pairs = zip(all, cursor.key).filter { columns.contains($0.0) }.map { ($0.0, $0.1 ?? "") }
        return conditionsOnTime(after: cursor) + [rest(pairs[...])]
    }

    private func rest(_ pairs: ArraySlice<(String, String)>) -> SQL {
        guard let (name, text) = pairs.first else { return "1 = 1" }
        let column: SQL = "\(identifier: name)"
        let value: SQL = name == "sequence" ? "\(Int(text) ?? 0)" : "\(text)"
        let further: SQL = column + beyond + value
        guard pairs.count > 1 else { return listing == .freePBXCalls ? further : column + beyond + "=" + value }
        return "(" + further + " OR (" + column + " = " + value + " AND " + rest(pairs.dropFirst()) + "))"
    }

    private var beyond: SQL { oldestFirst ? " >" : " <" }
}

extension CallRecordCursor {
    /// What no cursor of pbxctl's looks like inside.
    static var broken: PBXError {
        PBXError(.usage, "the cursor", "is not one that pbxctl made", remedy: "take it whole from the field cursor of the last record")
    }
}
