/// What a query for call records asks of the database: no function on a column, so that its indexes serve.
struct FreePBXCallRecordConditions {
    /// Contexts that calls from outside come in by.
    static let inboundContexts: [StaticString] = ["from-trunk", "from-pstn", "from-did", "ext-did"]
    /// Contexts that calls to the outside end in.
    static let outboundContexts: [StaticString] = ["outbound-allroutes", "outrt-", "macro-dialout"]

    var query: CallRecordQuery
    var zone: TimeZoneRules
    /// The columns that this table has.
    var present: Set<String>

    /// Of records.
    var sql: SQL { all(times + parties + outcome + [call] + order.conditions(after: query.after)) }

    /// Of the records that can be of calls that are wanted.
    var aroundCalls: SQL {
        let day = 86_400
        return all(
            [
                query.start.map { "calldate >= \(stored($0 - day))" }, query.end.map { "calldate <= \(stored($0 + day))" }, call,
            ] + order.conditionsOnTime(after: query.after, days: 1))
    }

    /// Of the groups of records that are calls that are wanted: whether one of their records has the number.
    var ofSomeLeg: SQL { all(parties.map { $0.map { "MAX(\($0)) = 1" } }) }

    /// Of whole calls.
    var ofCalls: SQL { all(times + outcome + order.conditions(after: query.after)) }

    var order: FreePBXCallRecordOrder { FreePBXCallRecordOrder(query, present) }

    private func all(_ conditions: [SQL?]) -> SQL {
        let conditions = conditions.compactMap { $0 }
        return conditions.isEmpty ? "1 = 1" : conditions.joined(separator: " AND ")
    }

    private var times: [SQL?] {
        [
            query.start.map { "calldate >= \(stored($0))" },
            query.end.map { "calldate <= \(stored($0))" },
            query.minimumDurationSeconds.map { "duration >= \($0)" },
        ]
    }

    /// `linkedid` has an index in some tables only: times narrow in all.
    private var call: SQL? {
        guard let call = query.call else { return nil }
        if call.isAlone || !present.contains("linkedid") { return "uniqueid = \(call.id)" }
        guard let start = call.start else { return "linkedid = \(call.id)" }
        return """
            calldate >= CAST(\(start) AS DATETIME) - INTERVAL 1 DAY AND calldate <= CAST(\(start) AS DATETIME) + INTERVAL 1 DAY
            AND linkedid = \(call.id)
            """
    }

    private var parties: [SQL?] {
        [
            query.source.map { source in
                any(equal("cnum", source) + equal("src", source) + device("channel", source))
            },
            query.destination.map { destination in
                any(equal("dst", destination) + device("dstchannel", destination))
            },
            query.did.map { any(equal("did", $0)) },
        ]
    }

    private var outcome: [SQL?] {
        let disposition: SQL? = switch query.disposition {
        case nil: nil
        case .answered: "disposition = 'ANSWERED' AND lastapp <> 'VoiceMail'"
        case .voicemail: "disposition = 'ANSWERED' AND lastapp = 'VoiceMail'"
        case .no_answer: "disposition = 'NO ANSWER'"
        case .busy: "disposition = 'BUSY'"
        case .failed: "disposition IN ('FAILED', 'CONGESTION')"
        // Asterisk writes a caller who hangs up first as NO ANSWER.
        case .cancelled: "1 = 0"
        }
        let direction: SQL? = switch query.direction {
        case nil: nil
        case .inbound: inbound
        case .outbound: "NOT \(inbound) AND \(outbound)"
        case .internal: "NOT \(inbound) AND NOT \(outbound)"
        }
        return [disposition, direction]
    }

    private var inbound: SQL {
        any((present.contains("did") ? ["did <> ''"] : []) + Self.inboundContexts.map { "dcontext LIKE \("\($0)%")" })
    }

    private var outbound: SQL {
        any(
            (present.contains("outbound_cnum") ? ["outbound_cnum <> ''"] : [])
                + Self.outboundContexts.map { "dcontext LIKE \("\($0)%")" })
    }

    private func any(_ conditions: [SQL]) -> SQL {
        conditions.isEmpty ? "1 = 0" : "(\(conditions.joined(separator: " OR ")))"
    }

    private func equal(_ column: String, _ value: String) -> [SQL] {
        present.contains(column) ? ["\(identifier: column) = \(value)"] : []
    }

    /// The phone's channel: `PJSIP/1001-0000002a`.
    private func device(_ column: String, _ number: String) -> [SQL] {
        guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !number.isEmpty else { return [] }
        return ["\(identifier: column) LIKE \("%/\(number)-%")"]
    }

    /// Unix time as the column has it.
    func stored(_ seconds: Int) -> String {
        let moment = Timestamp(seconds: Int64(seconds))
        let iso = moment.iso8601(in: zone)
        return iso.prefix(19).map { $0 == "T" ? " " : String($0) }.joined()
    }
}
