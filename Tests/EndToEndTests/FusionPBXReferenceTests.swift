import Foundation
import Testing

@Suite("FusionPBX: what others still refer to is not deleted")
struct FusionPBXReferenceTests {
    private static let domain = FusionPBX.domain

    private func keep(_ desk: FusionPBX) throws -> KeptTables {
        try .fusionPBX(
            desk == .native ? "fusionpbx" : "fusionpbx_54", "v_call_flows", "v_ivr_menus", "v_ivr_menu_options", "v_ring_groups",
            "v_ring_group_destinations", "v_call_center_queues", "v_call_center_agents", "v_call_center_tiers", "v_dialplans",
            "v_dialplan_details", "v_follow_me_destinations", "v_extensions", "v_device_lines", "v_device_keys", "v_destinations")
    }

    /// Everything that can send calls to a number, by what the refusal calls it.
    private func seed(_ desk: FusionPBX, _ number: String) throws -> [String] {
        let domain = FusionPBX.identifier()
        let transfer = "\(number) XML \(Self.domain)"
        try desk.sql(
            """
            UPDATE v_call_flows SET call_flow_alternate_app = 'transfer', call_flow_alternate_data = '\(transfer)' WHERE call_flow_extension = '711' AND domain_uuid = \(domain);
            INSERT INTO v_ivr_menu_options (ivr_menu_option_uuid, domain_uuid, ivr_menu_uuid, ivr_menu_option_digits, ivr_menu_option_action, ivr_menu_option_param)
            SELECT gen_random_uuid(), domain_uuid, ivr_menu_uuid, '7', 'menu-exec-app', 'transfer \(transfer)' FROM v_ivr_menus WHERE ivr_menu_extension = '700' AND domain_uuid = \(domain);
            UPDATE v_ivr_menus SET ivr_menu_exit_app = 'transfer', ivr_menu_exit_data = '\(transfer)' WHERE ivr_menu_extension = '701' AND domain_uuid = \(domain);
            INSERT INTO v_ring_group_destinations (ring_group_destination_uuid, domain_uuid, ring_group_uuid, destination_number)
            SELECT gen_random_uuid(), domain_uuid, ring_group_uuid, '\(number)' FROM v_ring_groups WHERE ring_group_extension = '603' AND domain_uuid = \(domain);
            UPDATE v_ring_groups SET ring_group_timeout_data = '\(transfer)' WHERE ring_group_extension = '604' AND domain_uuid = \(domain);
            UPDATE v_ring_groups SET ring_group_forward_enabled = 'true', ring_group_forward_destination = '\(number)' WHERE ring_group_extension = '601' AND domain_uuid = \(domain);
            UPDATE v_call_center_queues SET queue_timeout_action = 'transfer:\(transfer)' WHERE queue_extension = '801' AND domain_uuid = \(domain);
            INSERT INTO v_call_center_agents (call_center_agent_uuid, domain_uuid, agent_name, agent_type, agent_contact)
            VALUES ('00000000-0000-4000-8000-0000000000aa', \(domain), 'Agent Smith', 'callback', 'user/\(number)@\(Self.domain)');
            INSERT INTO v_call_center_tiers (call_center_tier_uuid, domain_uuid, call_center_queue_uuid, call_center_agent_uuid, tier_level, tier_position)
            SELECT gen_random_uuid(), domain_uuid, call_center_queue_uuid, '00000000-0000-4000-8000-0000000000aa', 1, 1 FROM v_call_center_queues WHERE queue_extension = '800' AND domain_uuid = \(domain);
            UPDATE v_dialplan_details SET dialplan_detail_data = '\(transfer)' WHERE dialplan_detail_type = 'transfer' AND dialplan_detail_data = '600 XML \(Self.domain)'
            AND dialplan_uuid IN (SELECT dialplan_uuid FROM v_dialplans WHERE dialplan_name = 'Office hours' AND domain_uuid = \(domain));
            UPDATE v_dialplans SET dialplan_xml = replace(dialplan_xml, '600 XML', '\(number) XML') WHERE dialplan_name = 'Office hours' AND domain_uuid = \(domain);
            UPDATE v_extensions SET forward_busy_enabled = 'true', forward_busy_destination = '\(number)' WHERE extension = '1002' AND domain_uuid = \(domain);
            """)
        return [
            "call flow Lunch", "IVR Main Menu option 7", "IVR Sales Menu (exit)", "ring group 603", "ring group 604 (when nobody answers)",
            "ring group 601 (forwarding)", "queue 801 (after the longest wait)", "call center agent Agent Smith of queue 800",
            "time condition Office hours", "call forwarding of 1002",
        ]
    }

    private func expectTakenOut(_ desk: FusionPBX, _ number: String) throws {
        let domain = FusionPBX.identifier()
        func value(_ statement: String) throws -> String { try desk.sql(statement).joined(separator: "\n") }
        #expect(try value("SELECT call_flow_alternate_app, call_flow_alternate_data FROM v_call_flows WHERE call_flow_extension = '711' AND domain_uuid = \(domain)") == "hangup|")
        #expect(try value("SELECT ivr_menu_exit_app, ivr_menu_exit_data FROM v_ivr_menus WHERE ivr_menu_extension = '701' AND domain_uuid = \(domain)") == "hangup|")
        #expect(try value("SELECT queue_timeout_action FROM v_call_center_queues WHERE queue_extension = '801' AND domain_uuid = \(domain)") == "hangup:")
        #expect(try value("SELECT ring_group_forward_enabled::text, ring_group_forward_destination FROM v_ring_groups WHERE ring_group_extension = '601' AND domain_uuid = \(domain)") == "false|")
        #expect(try value("SELECT forward_busy_enabled::text, forward_busy_destination FROM v_extensions WHERE extension = '1002' AND domain_uuid = \(domain)") == "false|")
        #expect(try value("SELECT count(*) FROM v_call_center_agents WHERE agent_name = 'Agent Smith'") == "0")
        #expect(try value("SELECT count(*) FROM v_call_center_tiers WHERE call_center_agent_uuid = '00000000-0000-4000-8000-0000000000aa'") == "0")
        #expect(try value("SELECT count(*) FROM v_ivr_menu_options WHERE ivr_menu_option_param LIKE 'transfer \(number) %'") == "0")
        #expect(try value("SELECT count(*) FROM v_ring_group_destinations WHERE destination_number = '\(number)'") == "0")
        let xml = try value("SELECT dialplan_xml FROM v_dialplans WHERE dialplan_name = 'Office hours' AND domain_uuid = \(domain)")
        #expect(xml.contains("<action application=\"hangup\" data=\"\"/>") && xml.contains("<action application=\"transfer\" data=\"*991001 XML"), "\(xml)")
        #expect(try value(
            """
            SELECT dialplan_detail_type, dialplan_detail_data FROM v_dialplan_details JOIN v_dialplans p USING (dialplan_uuid)
            WHERE dialplan_name = 'Office hours' AND p.domain_uuid = \(domain) AND dialplan_detail_tag = 'action' ORDER BY dialplan_detail_group
            """) == "hangup|\ntransfer|*991001 XML \(Self.domain)")
    }

    private func expectHandled(_ desk: FusionPBX, _ number: String, _ words: [String], further: [String] = [], add: () throws -> Void) throws {
        try add()
        let titles = try seed(desk, number) + further
        let fingerprint = try Stores.fingerprint(desk.rawValue)
        func run(_ extra: String...) throws -> Program.Outcome {
            try Program.run(arguments: ["--profile", desk.rawValue, "-o", "json"] + words + extra)
        }
        let refused = try run("--yes")
        #expect(refused.status == 4 && refused.output.isEmpty, "\(refused)")
        let message = try #require(try refused.errorObject()["message"] as? String)
        for title in titles { #expect(message.contains(title), "\(title): \(message)") }
        #expect(try Stores.fingerprint(desk.rawValue) == fingerprint)
        var cascade: Program.Outcome?
        let heard = try desk.heard { cascade = try run("--yes", "--cascade") }
        #expect(cascade?.status == 0, "\(cascade?.errors ?? "")")
        try expectTakenOut(desk, number)
        for command in ["tier del 800@\(Self.domain) 00000000-0000-4000-8000-0000000000aa", "agent del 00000000-0000-4000-8000-0000000000aa"] {
            #expect(heard.contains("api callcenter_config \(command)"), "\(heard)")
        }
        try add()
        _ = try seed(desk, number)
        let forced = try run("--yes", "--force")
        #expect(forced.status == 0, "\(forced.errors)")
        for title in titles.prefix(5) { #expect(forced.errors.contains(title), "\(title): \(forced.errors)") }
        #expect(try desk.sql("SELECT count(*) FROM v_ring_group_destinations WHERE destination_number = '\(number)'") == ["1"])
    }

    @Test("an extension: each kind of reference is listed, taken out with --cascade, left with --force", arguments: FusionPBX.allCases)
    func extensions(_ desk: FusionPBX) throws {
        let number = Numbers.extension()
        let kept = try keep(desk)
        defer {
            _ = try? desk.pbxctl("extension", "delete", number, "--yes", "--force")
            kept.restore()
        }
        try expectHandled(desk, number, ["extension", "delete", number]) { try desk.done("extension", "add", number) }
    }

    @Test("a ring group: each kind of reference is listed, taken out with --cascade, left with --force", arguments: FusionPBX.allCases)
    func ringGroups(_ desk: FusionPBX) throws {
        let number = Numbers.extension()
        let kept = try keep(desk)
        defer {
            _ = try? desk.pbxctl("ringgroup", "delete", number, "--yes", "--force")
            kept.restore()
        }
        try expectHandled(desk, number, ["ringgroup", "delete", number]) {
            try desk.done("ringgroup", "add", number, "--name", "Brief", "--member", "1001", "--strategy", "random")
        }
    }

    @Test("an inbound number: what calls it and what shows it is listed and taken out", arguments: FusionPBX.allCases)
    func inboundNumbers(_ desk: FusionPBX) throws {
        let (did, number) = (Numbers.did(), Numbers.extension())
        let kept = try keep(desk)
        defer {
            for words in [["did", "delete", did], ["extension", "delete", number]] {
                _ = try? Program.run(arguments: ["--profile", desk.rawValue] + words + ["--yes", "--force"])
            }
            kept.restore()
        }
        try desk.done("extension", "add", number, "--outbound-caller-id-number", did, "--emergency-caller-id-number", did)
        try desk.done("followme", "add", number, did)
        let further = [
            "outbound caller id of extension \(number)", "emergency caller id of extension \(number)", "follow-me list of \(number)",
        ]
        try expectHandled(desk, did, ["did", "delete", did], further: further) { try desk.done("did", "add", did, "--to", "extension:1001") }
        let shown = try desk.done("extension", "show", number)
        #expect(shown["outbound_caller_id_number"] is NSNull && shown["emergency_caller_id_number"] is NSNull)
        #expect(try !desk.array("followme", "list", number).contains { $0["number"] as? String == did })
    }
}
