/// The order of call records, and going on after one of them: by time, then by their key. PostgreSQL takes a time that is
/// NULL for the latest of all.
struct FusionPBXCallRecordOrder {
    private let oldestFirst: Bool
    private let columns: FusionPBXCallRecordColumns

    init(_ query: CallRecordQuery, _ columns: FusionPBXCallRecordColumns) {
        oldestFirst = query.oldestFirst
        self.columns = columns
    }

    static func listing(_ query: CallRecordQuery) -> CallRecordCursor.Listing { query.byCall ? .fusionPBXCalls : .fusionPBXLegs }

    static func check(_ query: CallRecordQuery) throws {
        guard let cursor = query.after else { return }
        try cursor.check(listing(query), keyCount: 2)
        guard cursor.key[0].map({ Timestamp($0) != nil }) ?? true, cursor.key[1].map(FusionPBXCallRecords.isIdentifier) == true else {
            throw CallRecordCursor.broken
        }
    }

    var sql: SQL {
        oldestFirst ? "\(columns.start), \(columns.identifier) DESC" : "\(columns.start) DESC, \(columns.identifier)"
    }

    /// Conditions on the time that leave nothing out that comes after the cursor.
    func conditionsOnTime(after cursor: CallRecordCursor?, days: Int = 0) -> [SQL] {
        guard let cursor else { return [] }
        guard let time = cursor.key[0] else { return oldestFirst ? ["\(columns.start) IS NULL"] : [] }
        let around: SQL = days == 0 ? "" : oldestFirst ? " - interval '1 day'" : " + interval '1 day'"
        return oldestFirst
            ? ["(\(columns.start) >= \(time)::timestamptz\(around) OR \(columns.start) IS NULL)"]
            : ["\(columns.start) <= \(time)::timestamptz\(around)"]
    }

    func conditions(after cursor: CallRecordCursor?) -> [SQL] {
        guard let cursor, let id = cursor.key[1] else { return [] }
        let beyondID: SQL = oldestFirst ? "\(columns.identifier) < \(id)" : "\(columns.identifier) > \(id)"
        let rest: SQL
        if let time = cursor.key[0] {
            let beyond: SQL = oldestFirst
                ? "\(columns.start) > \(time)::timestamptz OR \(columns.start) IS NULL" : "\(columns.start) < \(time)::timestamptz"
            rest = "(\(beyond) OR (\(columns.start) = \(time)::timestamptz AND \(beyondID)))"
        } else {
            rest = oldestFirst ? beyondID : "(\(columns.start) IS NOT NULL OR \(beyondID))"
        }
        return conditionsOnTime(after: cursor) + [rest]
    }
}
