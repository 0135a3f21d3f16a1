/// Which call records a query is about, as a condition on `v_xml_cdr`.
struct FusionPBXCallRecordFilter {
    let columns: FusionPBXCallRecordColumns
    /// nil: every domain's.
    let domain: Domain?

    func condition(_ query: CallRecordQuery) throws -> SQL {
        var conditions: [SQL] = ["TRUE"]
        if let domain { conditions.append("c.domain_uuid = \(domain.uuid)") }
        // The column alone on one side, so that an index an administrator made for it is used.
        if let start = query.start { conditions.append("\(columns.start) >= to_timestamp(\(start))") }
        if let end = query.end { conditions.append("\(columns.start) < to_timestamp(\(end)) + interval '1 second'") }
        if !query.includesAllLegs {
            if columns.hasLegs { conditions.append("(c.leg IS NULL OR c.leg = 'a')") }
            // Phones of a group that another one was quicker than.
            conditions.append("c.hangup_cause IS DISTINCT FROM 'LOSE_RACE'")
        }
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
        if let seconds = query.minimumDurationSeconds { conditions.append("c.duration >= \(seconds)") }
        if let disposition = query.disposition {
            conditions.append("(\(columns.disposition)) = \(disposition.rawValue)")
        }
        if let direction = query.direction {
            conditions.append("c.direction = \(direction == .internal ? "local" : direction.rawValue)")
        }
        return conditions.joined(separator: " AND ")
    }

    private func extensions(_ number: String) -> SQL {
        let place: SQL = domain.map { "domain_uuid = \($0.uuid) AND" } ?? ""
        return "SELECT extension_uuid FROM v_extensions WHERE \(place) extension = \(number)"
    }
}
