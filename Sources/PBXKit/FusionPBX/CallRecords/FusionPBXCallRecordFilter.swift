/// Which call records a query is about, as conditions on `v_xml_cdr`.
struct FusionPBXCallRecordFilter {
    let columns: FusionPBXCallRecordColumns
    /// nil: every domain's.
    let domain: Domain?
    let query: CallRecordQuery

    /// Of records.
    var condition: SQL { all(place + times + legs + parties + outcome + call + order.conditions(after: query.after)) }

    /// Of the records that can be of calls that are wanted.
    var aroundCalls: SQL {
        let day = 86_400
        return all(
            place + [query.start.map { columns.began(from: $0 - day) }, query.end.map { columns.began(until: $0 + day) }].compactMap { $0 }
                + call + order.conditionsOnTime(after: query.after, days: 1))
    }

    /// Of records that make their call one that is wanted.
    var ofSomeLeg: SQL { all(parties) }

    /// Of whole calls.
    var ofCalls: SQL { all(times + outcome + order.conditions(after: query.after)) }

    var order: FusionPBXCallRecordOrder { FusionPBXCallRecordOrder(query, columns) }

    private func all(_ conditions: [SQL]) -> SQL { conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ") }

    private var place: [SQL] { domain.map { ["c.domain_uuid = \($0.uuid)"] } ?? [] }

    private var times: [SQL] {
        [
            query.start.map { columns.began(from: $0) }, query.end.map { columns.began(until: $0) },
            query.minimumDurationSeconds.map { "c.duration >= \($0)" },
        ].compactMap { $0 }
    }

    private var legs: [SQL] {
        if query.includesAllLegs || query.call != nil { return [] }
        // Phones of a group that another one was quicker than.
        return (columns.hasLegs ? ["(c.leg IS NULL OR c.leg = 'a')"] : []) + ["c.hangup_cause IS DISTINCT FROM 'LOSE_RACE'"]
    }

    /// No column of these has an index but the first: times narrow in tables that have one for them.
    private var call: [SQL] {
        guard let call = query.call else { return [] }
        guard let start = call.start else { return ["\(columns.call) = \(call.id)"] }
        return [
            "\(columns.start) >= \(start)::timestamptz - interval '1 day'", "\(columns.start) <= \(start)::timestamptz + interval '1 day'",
            "\(columns.call) = \(call.id)",
        ]
    }

    private var parties: [SQL] {
        var conditions: [SQL] = []
        if let source = query.source {
            conditions.append(
                """
                (c.caller_id_number = \(source) OR c.source_number = \(source)
                 OR (c.direction IS DISTINCT FROM 'inbound' AND c.extension_uuid IN (\(extensions(source)))))
                """)
        }
        if let destination = query.destination {
            conditions.append(
                """
                (c.destination_number = \(destination)
                 OR (c.direction = 'inbound' AND c.extension_uuid IN (\(extensions(destination)))))
                """)
        }
        if let did = query.did {
            let bare = did.hasPrefix("+") ? String(did.dropFirst()) : did
            conditions.append("c.caller_destination IN (\(bare), \("+" + bare)) AND c.direction = 'inbound'")
        }
        return conditions
    }

    private var outcome: [SQL] {
        [
            query.disposition.map { "(\(columns.disposition)) = \($0.rawValue)" },
            query.direction.map { "c.direction = \($0 == .internal ? "local" : $0.rawValue)" },
        ].compactMap { $0 }
    }

    private func extensions(_ number: String) -> SQL {
        let place: SQL = domain.map { "domain_uuid = \($0.uuid) AND" } ?? ""
        return "SELECT extension_uuid FROM v_extensions WHERE \(place) extension = \(number)"
    }
}
