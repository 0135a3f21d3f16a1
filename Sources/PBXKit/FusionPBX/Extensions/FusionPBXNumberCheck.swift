/// Whether a number of a domain is free. The database keeps nobody from entering one twice, and FusionPBX's dialplan
/// silently prefers ring groups, queues and the like to an extension of the same number.
struct FusionPBXNumberCheck {
    let connection: FusionPBXConnection

    /// Throws `.conflict` saying what has the number. Disabled extensions count, other domains do not.
    func requireFree(_ number: String, in domain: Domain, as noun: String = "extension") throws {
        let extensions = try connection.database().rows(
            """
            SELECT extension, enabled::text FROM v_extensions
            WHERE domain_uuid = \(domain.uuid) AND (extension = \(number) OR number_alias = \(number))
            LIMIT 1
            """)
        if let row = extensions.first {
            let state = FusionPBXBoolean.isTrue(row.values[1]) ? "already exists" : "already exists and is disabled"
            guard row.values[0] == number else {
                throw taken(noun, number, in: domain, by: "is the alias of extension \(row.values[0] ?? "")")
            }
            guard noun == "extension" else { throw taken(noun, number, in: domain, by: "is an extension") }
            throw taken(noun, number, in: domain, by: state, remedy: "use `pbxctl extension set` to change it")
        }
        let dialplans = try connection.database().rows(
            """
            SELECT app_uuid::text, dialplan_name FROM v_dialplans
            WHERE (domain_uuid = \(domain.uuid) OR domain_uuid IS NULL)
              AND dialplan_context IN (\(domain.name), '${domain_name}', 'global')
              AND dialplan_number = \(number)
            ORDER BY dialplan_order LIMIT 1
            """)
        if let row = dialplans.first {
            let kind = row.values[0].flatMap { FusionPBXApplication(rawValue: $0) }?.title ?? "dialplan"
            throw taken(noun, number, in: domain, by: "is the number of the \(kind) '\(row.values[1] ?? "")'")
        }
    }

    private func taken(
        _ noun: String, _ number: String, in domain: Domain, by what: String, remedy: String = "choose another number"
    ) -> PBXError {
        PBXError(.conflict, "\(noun) \(number)", "\(what) in \(domain.name)", remedy: remedy)
    }
}

/// The applications of FusionPBX that own dialplans, by the `app_uuid` that marks them in `v_dialplans`.
enum FusionPBXApplication: String, CaseIterable {
    case inboundRoute = "c03b422e-13a8-bd1b-e42b-b6b9b4d27ce4"
    case localDestination = "b5242951-686f-448f-8b4e-5031ba0601a4"
    case outboundRoute = "8c914ec3-9fc0-8ab5-4cda-6c9288bdc9a3"
    case timeCondition = "4b821450-926b-175a-af93-a03c441818b1"
    case ringGroup = "1d61fb65-1eec-bc73-a6ee-a6203b4fe6f2"
    case ivr = "a5788e9b-58bc-bd1b-df59-fff5d51253ab"
    case callFlow = "b1b70f85-6b42-429b-8c5a-60c8b02b7d14"
    case conference = "b81412e8-7253-91f4-e48e-42fc2c9a38d9"
    case queue = "95788e50-9500-079e-2807-fd530b0ea370"
    case callBlock = "b1b31930-d0ee-4395-a891-04df94599f1f"

    var title: String {
        switch self {
        case .inboundRoute: "inbound route"
        case .localDestination: "local destination"
        case .outboundRoute: "outbound route"
        case .timeCondition: "time condition"
        case .ringGroup: "ring group"
        case .ivr: "IVR"
        case .callFlow: "call flow"
        case .conference: "conference"
        case .queue: "queue"
        case .callBlock: "block list"
        }
    }

    /// What a transfer to a number of this kind leads to.
    var targetKind: Target.Kind? {
        switch self {
        case .timeCondition: .timecondition
        case .ringGroup: .ringgroup
        case .ivr: .ivr
        case .callFlow: .callflow
        case .conference: .conference
        case .queue: .queue
        case .inboundRoute, .localDestination, .outboundRoute, .callBlock: nil
        }
    }
}
