/// Where calls go, in FusionPBX's words: an application of the switch and its argument.
///
/// FusionPBX: the `destinations` arrays of each `app_config.php`.
struct FusionPBXTargets {
    let connection: FusionPBXConnection

    /// What a number of the domain is: what its transfer leads to.
    struct Owner {
        var kind: Target.Kind
        var name: String?
    }

    /// The action for a target. Throws `.notFound` where it does not exist in the domain.
    func encode(_ request: TargetRequest, in domain: Domain) throws -> FusionPBXAction {
        switch request {
        case .hangup: return .hangup
        case .raw(let text): return try FusionPBXAction(raw: text)
        case .to(.recording, let id): return try recording(id, in: domain)
        case .to(let kind, let id):
            guard let found = try number(of: kind, id, in: domain) else {
                throw PBXError(
                    .notFound, "target \(kind.rawValue):\(FusionPBXValues.shown(id))", "does not exist in \(domain.name)",
                    remedy: "create it first, or choose another target")
            }
            let dialled = kind == .voicemail ? "*99\(found.number)" : found.number
            let context = found.context?.nonEmpty ?? domain.name
            return FusionPBXAction(
                application: "transfer", data: try FusionPBXXML.value("\(dialled) XML \(context)", "--to"))
        }
    }

    /// What an action leads to. Total: what has no word of its own is `native`.
    static func decode(_ action: FusionPBXAction, in domain: String, owner: (String) -> Owner?) -> Target {
        func target(_ kind: Target.Kind, _ id: String?, _ name: String? = nil) -> Target {
            Target(kind: kind, id: id, name: name, raw: action.raw)
        }
        switch action.application {
        case "hangup": return target(.hangup, nil)
        case "transfer":
            let words = action.data.split(separator: " ").map(String.init)
            guard words.count == 3, words[1] == "XML", words[2] == domain else { return target(.native, nil) }
            if words[0].hasPrefix("*99"), words[0].count > 3 { return target(.voicemail, String(words[0].dropFirst(3))) }
            guard let owner = owner(words[0]) else { return target(.native, nil) }
            return target(owner.kind, words[0], owner.name)
        case "lua" where action.data.hasPrefix("streamfile.lua "):
            return target(.recording, String(action.data.dropFirst("streamfile.lua ".count)))
        default: return target(.native, nil)
        }
    }

    private func number(
        of kind: Target.Kind, _ id: String, in domain: Domain
    ) throws -> (number: String, context: String?)? {
        if connection.coming.contains("\(kind.rawValue):\(id)") { return (id, nil) }
        switch kind {
        case .extension:
            // FusionPBX's own form prefers the alias.
            let row = try connection.rows(
                "v_extensions",
                where: "domain_uuid = \(domain.uuid) AND (extension = \(id) OR number_alias = \(id)) LIMIT 1").first
            return row.map { ($0.filled("number_alias") ?? $0["extension"] ?? id, $0.filled("user_context")) }
        case .voicemail:
            return try FusionPBXMailbox(connection: connection).row(of: id, in: domain).map { _ in (id, nil) }
        case .ringgroup: return try module("v_ring_groups", "ring_group", id, domain)
        case .ivr: return try module("v_ivr_menus", "ivr_menu", id, domain)
        case .callflow: return try module("v_call_flows", "call_flow", id, domain)
        case .queue: return try module("v_call_center_queues", "queue", id, domain)
        case .conference:
            return try module("v_conferences", "conference", id, domain)
                ?? module("v_conference_centers", "conference_center", id, domain)
        case .timecondition:
            return try connection.database().firstRow(
                """
                SELECT dialplan_number, dialplan_context FROM v_dialplans
                WHERE domain_uuid = \(domain.uuid) AND app_uuid = \(FusionPBXApplication.timeCondition.rawValue)
                  AND dialplan_number = \(id) LIMIT 1
                """
            ).map { ($0.values[0] ?? id, $0.values[1]) }
        default:
            throw PBXError.notOffered(
                "target \(kind.rawValue)", by: .fusionpbx,
                nearest: kind == .announcement ? "recording:NAME" : "raw:APPLICATION:DATA")
        }
    }

    /// A module whose rows have the number in `<noun>_extension` and the context in `<noun>_context`.
    private func module(
        _ table: String, _ noun: String, _ id: String, _ domain: Domain
    ) throws -> (number: String, context: String?)? {
        guard try connection.has("\(noun)_extension", in: table) else { return nil }
        return try connection.rows(
            table, where: "domain_uuid = \(domain.uuid) AND \(identifier: "\(noun)_extension") = \(id) LIMIT 1"
        ).first.map { ($0["\(noun)_extension"] ?? id, $0.filled("\(noun)_context")) }
    }

    private func recording(_ id: String, in domain: Domain) throws -> FusionPBXAction {
        let rows = try connection.rows(
            "v_recordings",
            where: """
                domain_uuid = \(domain.uuid)
                AND (recording_filename = \(id) OR recording_name = \(id) OR recording_uuid::text = \(id))
                """)
        guard rows.count < 2 else {
            throw PBXError(
                .conflict, "recording \(id)", "is the name of \(rows.count) recordings",
                remedy: "name one by its file: \(rows.compactMap { $0["recording_filename"] }.joined(separator: ", "))")
        }
        guard let file = rows.first?.filled("recording_filename") else {
            throw PBXError(
                .notFound, "target recording:\(FusionPBXValues.shown(id))", "does not exist in \(domain.name)",
                remedy: "give the file name or the name of one that exists there")
        }
        return FusionPBXAction(
            application: "lua", data: try FusionPBXXML.value("streamfile.lua \(file)", "--to"))
    }
}
