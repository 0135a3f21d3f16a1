import FoundationEssentials

/// The rows that the graph is made from, with columns of the same meaning under the same name.
struct FusionPBXGraphRows {
    private(set) var modules: [(kind: CallNode.Kind, rows: [Row])] = []
    private(set) var extensions: [Row] = []
    private(set) var voicemails: [Row] = []
    private(set) var recordings: [Row] = []
    private(set) var ringGroupMembers: [Row] = []
    private(set) var tiers: [Row] = []
    private(set) var agents: [Row] = []
    private(set) var menuOptions: [Row] = []
    private(set) var clockDetails: [Row] = []
    private(set) var followMe: [Row] = []
    private(set) var followMeMembers: [Row] = []
    private(set) var destinations: [Row] = []
    private(set) var dialplans: [Row] = []

    func modules(_ kind: CallNode.Kind) -> [Row] { modules.filter { $0.kind == kind }.flatMap(\.rows) }

    private let connection: FusionPBXConnection
    private let scope: SQL

    init(connection: FusionPBXConnection) throws {
        self.connection = connection
        scope = connection.scope.allDomains ? "TRUE" : "domain_uuid = \(try connection.domain().uuid)"
        try readModules()
        try readPeople()
        try readParts()
        try readDialplans()
    }

    /// Columns of a table under the names given, those of them that this version has; none where it has no such table.
    private func rows(_ table: String, _ columns: [(column: String, name: String)], where condition: SQL = "TRUE", order: SQL = "1") throws -> [Row] {
        let known = Set(try connection.database().columns(of: table).map(\.name))
        let existing = columns.filter { known.contains($0.column) }
        guard !existing.isEmpty else { return [] }
        let list = existing.map { "\(identifier: $0.column)::text AS \(identifier: $0.name)" as SQL }.joined(separator: ", ")
        return try connection.database().rows(
            "SELECT \(list) FROM \(identifier: table) WHERE \(scope) AND \(condition) ORDER BY \(order)")
    }

    private func same(_ names: String...) -> [(column: String, name: String)] { names.map { ($0, $0) } }

    private mutating func readModules() throws {
        func module(_ kind: CallNode.Kind, _ table: String, _ uuid: String, _ stem: String, _ further: [(String, String)] = []) throws {
            modules.append((kind, try rows(
                table,
                [("domain_uuid", "domain_uuid"), (uuid, "uuid"), ("\(stem)_extension", "number"), ("\(stem)_name", "name"), ("\(stem)_enabled", "enabled")]
                    + further.map { (column: "\(stem)_\($0.0)", name: $0.1) }, order: "length(\(identifier: "\(stem)_extension")::text), \(identifier: "\(stem)_extension")::text, \(identifier: uuid)")))
        }
        try module(.ringgroup, "v_ring_groups", "ring_group_uuid", "ring_group", [
            ("timeout_app", "app"), ("timeout_data", "data"), ("forward_enabled", "forward_enabled"), ("forward_destination", "forward"),
        ])
        try module(.queue, "v_call_center_queues", "call_center_queue_uuid", "queue", [("timeout_action", "action")])
        try module(.ivr, "v_ivr_menus", "ivr_menu_uuid", "ivr_menu", [("exit_app", "app"), ("exit_data", "data"), ("parent_uuid", "parent")])
        try module(.callflow, "v_call_flows", "call_flow_uuid", "call_flow", [
            ("app", "app"), ("data", "data"), ("alternate_app", "alternate_app"), ("alternate_data", "alternate_data"), ("status", "status"),
        ])
        try module(.conference, "v_conferences", "conference_uuid", "conference")
        try module(.conference, "v_conference_centers", "conference_center_uuid", "conference_center")
        modules.append((.timecondition, try rows(
            "v_dialplans",
            [("domain_uuid", "domain_uuid"), ("dialplan_uuid", "uuid"), ("dialplan_number", "number"), ("dialplan_name", "name"), ("dialplan_enabled", "enabled")],
            where: "app_uuid = \(FusionPBXApplication.timeCondition.rawValue)", order: "dialplan_number, dialplan_uuid")))
    }

    private mutating func readPeople() throws {
        extensions = try rows(
            "v_extensions",
            same(
                "domain_uuid", "extension", "number_alias", "effective_caller_id_name", "enabled", "do_not_disturb", "follow_me_uuid",
                "forward_all_enabled", "forward_all_destination", "forward_busy_enabled", "forward_busy_destination",
                "forward_no_answer_enabled", "forward_no_answer_destination", "forward_user_not_registered_enabled",
                "forward_user_not_registered_destination"), order: "length(extension), extension")
        voicemails = try rows(
            "v_voicemails",
            [("domain_uuid", "domain_uuid"), ("voicemail_id", "number"), ("voicemail_description", "name"), ("voicemail_enabled", "enabled")])
        recordings = try rows(
            "v_recordings", [("domain_uuid", "domain_uuid"), ("recording_filename", "number"), ("recording_name", "name")])
        followMe = try rows("v_follow_me", [("follow_me_uuid", "uuid"), ("follow_me_enabled", "enabled")])
        followMeMembers = try rows(
            "v_follow_me_destinations", [("follow_me_uuid", "parent"), ("follow_me_destination", "number")], order: "follow_me_order")
    }

    private mutating func readParts() throws {
        ringGroupMembers = try rows(
            "v_ring_group_destinations",
            [("ring_group_uuid", "parent"), ("destination_number", "number"), ("destination_enabled", "enabled")],
            order: "destination_delay, destination_number")
        tiers = try rows(
            "v_call_center_tiers", [("call_center_queue_uuid", "parent"), ("call_center_agent_uuid", "agent")],
            order: "tier_level, tier_position, call_center_tier_uuid")
        agents = try rows("v_call_center_agents", [("call_center_agent_uuid", "uuid"), ("agent_contact", "contact")])
        menuOptions = try rows(
            "v_ivr_menu_options",
            [
                ("ivr_menu_uuid", "parent"), ("ivr_menu_option_digits", "digits"), ("ivr_menu_option_action", "action"),
                ("ivr_menu_option_param", "param"), ("ivr_menu_option_enabled", "enabled"),
            ], order: "ivr_menu_option_order, ivr_menu_option_digits")
        clockDetails = try rows(
            "v_dialplan_details",
            [("dialplan_uuid", "parent")] + same(
                "dialplan_detail_group", "dialplan_detail_order", "dialplan_detail_tag", "dialplan_detail_type", "dialplan_detail_data",
                "dialplan_detail_enabled"),
            where: "dialplan_uuid IN (SELECT dialplan_uuid FROM v_dialplans WHERE app_uuid = \(FusionPBXApplication.timeCondition.rawValue))",
            order: "dialplan_uuid, v_dialplan_details.dialplan_detail_group, v_dialplan_details.dialplan_detail_order, dialplan_detail_uuid")
    }

    private mutating func readDialplans() throws {
        let columns = [
            "domain_uuid", "destination_prefix", "destination_trunk_prefix", "destination_area_code", "destination_number",
            "destination_actions", "destination_app", "destination_data", "destination_alternate_app", "destination_alternate_data",
            "destination_description",
        ]
        let list = try columns.map { "\(try connection.text($0, of: "v_destinations", as: "d")) AS \(identifier: $0)" as SQL }.joined(separator: ", ")
        let inDomain: SQL = connection.scope.allDomains ? "TRUE" : "d.domain_uuid = \(try connection.domain().uuid)"
        destinations = try connection.database().rows(
            """
            SELECT \(list), p.dialplan_enabled::text AS dialplan_enabled FROM v_destinations d
            LEFT JOIN v_dialplans p ON p.dialplan_uuid = d.dialplan_uuid
            WHERE d.destination_type = 'inbound' AND \(inDomain) ORDER BY d.destination_number, d.destination_uuid
            """)
        let known = FusionPBXApplication.allCases.filter { $0 != .outboundRoute && $0 != .localDestination }
            .map { "\($0.rawValue)" as SQL }.joined(separator: ", ")
        dialplans = try connection.database().rows(
            """
            SELECT dialplan_uuid::text, domain_uuid::text, app_uuid::text, dialplan_name, dialplan_number, dialplan_xml FROM v_dialplans
            WHERE (domain_uuid IS NULL OR \(scope)) AND dialplan_enabled::text = 'true' AND dialplan_context <> 'public'
              AND (app_uuid IS NULL OR app_uuid NOT IN (\(known)))
              AND strpos(dialplan_xml, 'destination_number') > 0
            ORDER BY dialplan_order, dialplan_name
            """)
    }

    private struct StoredAction: Decodable {
        var destination_app: String?
        var destination_data: String?
    }

    /// The actions of an inbound number, as FusionPBX 5 keeps them.
    static func actions(_ json: String?) -> [FusionPBXAction] {
        guard let json, !json.isEmpty, let stored = try? JSONDecoder().decode([StoredAction].self, from: Data(json.utf8)) else { return [] }
        return stored.compactMap { action in
            action.destination_app.flatMap(\.nonEmpty).map { FusionPBXAction(application: $0, data: action.destination_data ?? "") }
        }
    }
}
