/// Whole calls out of the records of their legs, each in the columns of a record: who called whom is what the first leg
/// says, what became of it is said by all.
struct FreePBXWholeCalls {
    let table: String
    let conditions: FreePBXCallRecordConditions

    /// What the reader reads, then the number of legs.
    func statement(from time: String?) -> SQL {
        """
        SELECT \(FreePBXCallRecordReader.columns.map { "calls.\(identifier: $0)" as SQL }.joined(separator: ", ")), calls.legs
        FROM \(source(from: time))
        ORDER BY \(conditions.order.sql)
        """
    }

    /// How many there are.
    func count(from time: String) -> SQL {
        "SELECT COUNT(*) FROM \(source(from: time))"
    }

    /// The calls that are wanted, with the columns of records: what follows FROM.
    func source(from time: String?) -> SQL {
        let later: SQL = time.map { " AND calldate >= \($0)" } ?? ""
        return "(\(grouped(from: time))) AS calls WHERE calls.wanted AND \(conditions.ofCalls)\(later)"
    }

    private func grouped(from time: String?) -> SQL {
        // A call that began by then has no leg that began a day before.
        let start: SQL = time.map { " AND calldate >= CAST(\($0) AS DATETIME) - INTERVAL 1 DAY" } ?? ""
        // Sorting the records takes half the time of a table of wide groups that outgrows the memory.
        return """
            SELECT SQL_BIG_RESULT \(FreePBXCallRecordReader.columns.map { value($0) + " AS \(identifier: $0)" }.joined(separator: ", ")), COUNT(*) AS legs,
                \(conditions.ofSomeLeg) AS wanted
            FROM \(identifier: table) AS records WHERE \(conditions.aroundCalls)\(start)
            GROUP BY \(call)
            """
    }

    /// Old records name no call.
    private var call: SQL {
        has("linkedid") ? "IF(records.linkedid = '', records.uniqueid, records.linkedid)" : "records.uniqueid"
    }

    private func has(_ column: String) -> Bool { conditions.present.contains(column) }

    private func value(_ column: String) -> SQL {
        switch column {
        case "calldate": "MIN(records.calldate)"
        case "uniqueid", "linkedid": "MIN(\(call))"
        case "sequence": "NULL"
        case "duration": "TIMESTAMPDIFF(SECOND, MIN(records.calldate), \(Self.end))"
        case "billsec": "COALESCE(TIMESTAMPDIFF(SECOND, \(Self.answer), \(Self.end)), 0)"
        case "disposition": "ELT(\(Self.outcome), 'ANSWERED', 'ANSWERED', 'NO ANSWER', 'BUSY', 'FAILED')"
        case "lastapp": "IF(\(Self.outcome) = 2, 'VoiceMail', '')"
        case "dstchannel": "MAX(IF(records.disposition = 'ANSWERED', records.dstchannel, ''))"
        case "did", "recordingfile", "outbound_cnum", "dst_cnam": has(column) ? "MAX(records.\(identifier: column))" : "''"
        default: has(column) ? first(column) : "''"
        }
    }

    /// The value of the leg that began first: sequence numbers rise from one to the next.
    private func first(_ column: String) -> SQL {
        has("sequence")
            ? "SUBSTRING(MIN(CONCAT(LPAD(records.sequence, 10, '0'), records.\(identifier: column))), 11)"
            : "SUBSTRING(MIN(CONCAT(records.calldate, records.\(identifier: column))), 20)"
    }

    private static let end: SQL = "MAX(records.calldate + INTERVAL records.duration SECOND)"
    private static let answer: SQL = """
        MIN(IF(records.disposition = 'ANSWERED', records.calldate + INTERVAL (records.duration - records.billsec) SECOND, NULL))
        """
    /// Somebody's answer counts for more than the mailbox's, and that for more than none.
    private static let outcome: SQL = """
        MIN(CASE WHEN records.disposition = 'ANSWERED' THEN IF(records.lastapp = 'VoiceMail', 2, 1)
        WHEN records.disposition = 'NO ANSWER' THEN 3 WHEN records.disposition = 'BUSY' THEN 4 ELSE 5 END)
        """
}
