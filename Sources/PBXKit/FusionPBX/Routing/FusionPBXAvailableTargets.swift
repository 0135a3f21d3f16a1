/// Every place that calls can be sent to, as the destination lists of FusionPBX's forms have them.
///
/// FusionPBX: the `destinations` arrays of each `app_config.php`; `raw` is what `--to raw:…` takes.
struct FusionPBXAvailableTargets: AvailableTargets {
    let connection: FusionPBXConnection

    /// A module's table: the columns of number, name and context.
    private struct Module {
        var kind: Target.Kind
        var category: String
        var table: String
        var number: String
        var name: String
        var context: String?
        var condition: SQL = "TRUE"
        /// What is dialled before the number.
        var prefix = ""
    }

    private static let modules = [
        Module(
            kind: .extension, category: "Extensions", table: "v_extensions", number: "extension", name: "effective_caller_id_name",
            context: "user_context"),
        Module(
            kind: .voicemail, category: "Voicemails", table: "v_voicemails", number: "voicemail_id", name: "voicemail_description",
            prefix: "*99"),
        Module(
            kind: .ringgroup, category: "Ring Groups", table: "v_ring_groups", number: "ring_group_extension",
            name: "ring_group_name", context: "ring_group_context"),
        Module(
            kind: .queue, category: "Call Centers", table: "v_call_center_queues", number: "queue_extension", name: "queue_name",
            context: "queue_context"),
        Module(
            kind: .ivr, category: "IVR Menus", table: "v_ivr_menus", number: "ivr_menu_extension", name: "ivr_menu_name",
            context: "ivr_menu_context"),
        Module(
            kind: .conference, category: "Conferences", table: "v_conferences", number: "conference_extension",
            name: "conference_name", context: "conference_context"),
        Module(
            kind: .conference, category: "Conference Centers", table: "v_conference_centers", number: "conference_center_extension",
            name: "conference_center_name"),
        Module(
            kind: .callflow, category: "Call Flows", table: "v_call_flows", number: "call_flow_extension", name: "call_flow_name",
            context: "call_flow_context"),
        Module(
            kind: .timecondition, category: "Time Conditions", table: "v_dialplans", number: "dialplan_number",
            name: "dialplan_name", context: "dialplan_context",
            condition: "t.app_uuid = \(FusionPBXApplication.timeCondition.rawValue)"),
    ]

    func forEach(_ body: (AvailableTarget) throws -> Void) throws {
        for module in Self.modules { try forEach(of: module, body) }
        try forEachRecording(body)
        try forEachPhrase(body)
        var hangup = AvailableTarget(kind: .hangup, id: nil, stored: FusionPBXAction.hangup.raw)
        hangup.category = "Other"
        try body(hangup)
    }

    /// Extensions, their aliases and the numbers of dialplans in the domain's own context.
    func forEachNumber(_ body: (AvailableTarget) throws -> Void) throws {
        let scope: SQL = connection.scope.allDomains ? "TRUE" : "n.domain_uuid = \(try connection.domain().uuid)"
        try connection.database().forEachRow(
            """
            SELECT n.number, n.kind, n.name, n.context, d.domain_name FROM (
                SELECT domain_uuid, extension AS number, 'extension' AS kind, effective_caller_id_name AS name, user_context AS context
                FROM v_extensions
                UNION ALL
                SELECT domain_uuid, number_alias, 'extension', effective_caller_id_name, user_context FROM v_extensions
                WHERE number_alias <> ''
                UNION ALL
                SELECT p.domain_uuid, p.dialplan_number, p.app_uuid::text, p.dialplan_name, p.dialplan_context
                FROM v_dialplans p JOIN v_domains m ON m.domain_uuid = p.domain_uuid
                WHERE p.dialplan_number ~ '^[*#0-9A-Za-z]' AND p.dialplan_context = m.domain_name
                  AND p.app_uuid IS DISTINCT FROM \(FusionPBXApplication.outboundRoute.rawValue)
            ) n JOIN v_domains d ON d.domain_uuid = n.domain_uuid
            WHERE \(scope) AND n.number <> ''
            ORDER BY d.domain_name, CASE WHEN n.number ~ '^[0-9]{1,30}$' THEN n.number::numeric END, n.number
            """
        ) { row in
            let number = row.text(0) ?? ""
            let application = row.text(1).flatMap { FusionPBXApplication(rawValue: $0) }
            let kind = row.text(1) == "extension" ? Target.Kind.extension : application?.targetKind ?? .native
            let domain = row.text(4) ?? ""
            var target = AvailableTarget(
                kind: kind, id: kind == .native ? nil : number,
                stored: FusionPBXAction(application: "transfer", data: "\(number) XML \(row.text(3)?.nonEmpty ?? domain)").raw)
            target.name = row.text(2)?.nonEmpty
            target.number = number
            target.category = kind == .extension ? "Extensions" : application?.title ?? "dialplan"
            target.domain = domain
            try body(target)
        }
    }

    private func forEach(of module: Module, _ body: (AvailableTarget) throws -> Void) throws {
        guard try connection.has(module.number, in: module.table) else { return }
        let number: SQL = "t.\(identifier: module.number)::text"
        let context = try module.context.map { try connection.text($0, of: module.table, as: "t") } ?? "NULL::text"
        try connection.database().forEachRow(
            """
            SELECT \(number), \(try connection.text(module.name, of: module.table, as: "t")), \(context), d.domain_name
            FROM \(identifier: module.table) t JOIN v_domains d ON d.domain_uuid = t.domain_uuid
            WHERE \(try scope) AND \(module.condition) AND \(number) <> ''
            ORDER BY d.domain_name, CASE WHEN \(number) ~ '^[0-9]{1,30}$' THEN \(number)::numeric END, \(number)
            """
        ) { row in
            let number = row.text(0) ?? ""
            let dialled = module.prefix + number
            let context = row.text(2)?.nonEmpty ?? row.text(3) ?? ""
            var target = AvailableTarget(
                kind: module.kind, id: number,
                stored: FusionPBXAction(application: "transfer", data: "\(dialled) XML \(context)").raw)
            target.name = row.text(1)?.nonEmpty
            target.number = dialled
            target.category = module.category
            target.domain = row.text(3)
            try body(target)
        }
    }

    private func forEachRecording(_ body: (AvailableTarget) throws -> Void) throws {
        try connection.database().forEachRow(
            """
            SELECT t.recording_filename, t.recording_name, d.domain_name FROM v_recordings t
            JOIN v_domains d ON d.domain_uuid = t.domain_uuid
            WHERE \(try scope) AND t.recording_filename <> '' ORDER BY d.domain_name, t.recording_name, t.recording_filename
            """
        ) { row in
            let file = row.text(0) ?? ""
            var target = AvailableTarget(
                kind: .recording, id: file, stored: FusionPBXAction(application: "lua", data: "streamfile.lua \(file)").raw)
            target.name = row.text(1)?.nonEmpty
            target.category = "Recordings"
            target.domain = row.text(2)
            try body(target)
        }
    }

    private func forEachPhrase(_ body: (AvailableTarget) throws -> Void) throws {
        guard try connection.has("phrase_name", in: "v_phrases") else { return }
        try connection.database().forEachRow(
            """
            SELECT t.phrase_uuid::text, t.phrase_name, d.domain_name FROM v_phrases t
            JOIN v_domains d ON d.domain_uuid = t.domain_uuid WHERE \(try scope) ORDER BY d.domain_name, t.phrase_name
            """
        ) { row in
            var target = AvailableTarget(
                kind: .native, id: nil, stored: FusionPBXAction(application: "phrase", data: row.text(0) ?? "").raw)
            target.name = row.text(1)?.nonEmpty
            target.category = "Phrases"
            target.domain = row.text(2)
            try body(target)
        }
    }

    private var scope: SQL {
        get throws { connection.scope.allDomains ? "TRUE" : "t.domain_uuid = \(try connection.domain().uuid)" }
    }
}
