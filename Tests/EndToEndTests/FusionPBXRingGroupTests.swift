import Foundation
import Testing

@Suite("FusionPBX: ring groups", .serialized)
struct FusionPBXRingGroupTests {
    @Test("are added with the rows that FusionPBX's own form writes", arguments: FusionPBX.allCases)
    func add(_ desk: FusionPBX) throws {
        let number = Numbers.extension()
        defer { _ = try? desk.pbxctl("ringgroup", "delete", number, "--yes", "--if-exists", "--force") }
        let heard = try desk.heard {
            try desk.done(
                "ringgroup", "add", number, "--name", "RG simultaneous", "--strategy", "simultaneous", "--member", "1001",
                "--member", "1002,delay=5", "--member", "12085557777,delay=10", "--no-answer", "voicemail:1001", "--description", "golden")
        }
        let row = try desk.sql(
            """
            SELECT ring_group_name, ring_group_strategy, ring_group_call_timeout, ring_group_timeout_app, ring_group_timeout_data,
                   ring_group_context, ring_group_enabled::text, ring_group_forward_enabled::text, ring_group_call_screen_enabled::text,
                   ring_group_follow_me_enabled::text, ring_group_description, ring_group_greeting, insert_date IS NOT NULL
            FROM v_ring_groups WHERE ring_group_extension = '\(number)'
            """)
        let switched = desk == .native ? "false" : ""
        #expect(row == ["RG simultaneous|simultaneous|30|transfer|*991001 XML pbx.example.test|pbx.example.test|true|false|\(switched)|\(switched)|golden||t"])
        let members = try desk.sql(
            """
            SELECT d.destination_number, d.destination_delay, d.destination_timeout, d.destination_prompt, d.destination_enabled::text
            FROM v_ring_group_destinations d JOIN v_ring_groups g USING (ring_group_uuid)
            WHERE ring_group_extension = '\(number)' ORDER BY d.destination_delay
            """)
        #expect(members == ["1001|0|30||true", "1002|5|30||true", "12085557777|10|30||true"])
        let dialplan = try desk.sql(
            """
            SELECT p.dialplan_name, p.app_uuid, p.dialplan_context, p.dialplan_continue::text, p.dialplan_order, p.dialplan_enabled::text,
                   p.dialplan_description, replace(replace(p.dialplan_xml, p.dialplan_uuid::text, 'D'), g.ring_group_uuid::text, 'G') = $x$\(Self.xml(number, desk))$x$
            FROM v_dialplans p JOIN v_ring_groups g USING (dialplan_uuid) WHERE dialplan_number = '\(number)'
            """)
        #expect(dialplan == ["RG simultaneous|1d61fb65-1eec-bc73-a6ee-a6203b4fe6f2|pbx.example.test|false|101|true|golden|t"])
        #expect(heard.contains { $0.contains("\"dialplan:pbx.example.test\"") })
        #expect(try desk.sql("SELECT count(*) > 0 FROM v_database_transactions WHERE app_name = 'ring_groups' AND transaction_address = 'pbxctl' AND transaction_new LIKE '%\"\(number)\"%'") == ["t"])
    }

    static func xml(_ number: String, _ desk: FusionPBX) -> String {
        let stereo = desk == .native ? "\t\t<action application=\"set\" data=\"record_stereo=true\"/>\n" : ""
        return "<extension name=\"RG simultaneous\" continue=\"\" uuid=\"D\">\n\t<condition field=\"destination_number\" expression=\"^\(number)$\">\n"
            + "\t\t<action application=\"ring_ready\" data=\"\"/>\n\t\t<action application=\"set\" data=\"ring_group_uuid=G\"/>\n\(stereo)"
            + "\t\t<action application=\"lua\" data=\"app.lua ring_groups\"/>\n\t</condition>\n</extension>"
    }

    @Test("are changed in what is named, and deleted whole", arguments: FusionPBX.allCases)
    func setAndDelete(_ desk: FusionPBX) throws {
        let number = Numbers.extension()
        defer { _ = try? desk.pbxctl("ringgroup", "delete", number, "--yes", "--if-exists", "--force") }
        try desk.done("ringgroup", "add", number, "--name", "One", "--destinations", "[{\"number\": \"1003\"}, {\"number\": 1001}]", "--strategy", "sequence")
        let order = "SELECT d.destination_number FROM v_ring_group_destinations d JOIN v_ring_groups g USING (ring_group_uuid) WHERE ring_group_extension = '\(number)' ORDER BY d.destination_delay, d.destination_number"
        #expect(try desk.sql(order) == ["1003", "1001"])
        let kept = try desk.sql("SELECT ring_group_destination_uuid FROM v_ring_group_destinations d JOIN v_ring_groups g USING (ring_group_uuid) WHERE ring_group_extension = '\(number)' AND destination_number = '1001'")
        try desk.done("ringgroup", "set", number, "--name", "Two", "--member", "1001", "--member", "1005", "--strategy", "random")
        #expect(try desk.sql(order) == ["1001", "1005"])
        #expect(try desk.sql("SELECT ring_group_destination_uuid FROM v_ring_group_destinations d JOIN v_ring_groups g USING (ring_group_uuid) WHERE ring_group_extension = '\(number)' AND destination_number = '1001'") == kept)
        #expect(try desk.sql("SELECT dialplan_name, dialplan_xml LIKE '%name=\"Two\"%' FROM v_dialplans WHERE dialplan_number = '\(number)'") == ["Two|t"])
        let shown = try desk.done("ringgroup", "show", number)
        #expect(shown["strategy"] as? String == "random" && shown["name"] as? String == "Two")
        let again = try desk.done("ringgroup", "set", number, "--name", "Two")
        #expect(again["changed"] as? Bool == false)
        try desk.done("ringgroup", "delete", number, "--yes")
        #expect(try desk.sql("SELECT (SELECT count(*) FROM v_ring_groups WHERE ring_group_extension = '\(number)') + (SELECT count(*) FROM v_dialplans WHERE dialplan_number = '\(number)')") == ["0"])
        #expect(try desk.sql("SELECT count(*) FROM v_ring_group_destinations d LEFT JOIN v_ring_groups g USING (ring_group_uuid) WHERE g.ring_group_uuid IS NULL") == ["0"])
    }

    @Test("are refused where something is not right", arguments: FusionPBX.allCases)
    func refusals(_ desk: FusionPBX) throws {
        let number = Numbers.extension()
        try desk.refused(4, "ringgroup", "add", "600", "--name", "x", "--member", "1001", "--strategy", "random")
        try desk.refused(4, "ringgroup", "add", "1001", "--name", "x", "--member", "1002", "--strategy", "random")
        try desk.refused(7, "ringgroup", "add", number, "--name", "x", "--member", "1001", "--strategy", "ringall")
        for member in ["sofia/gateway/x/1", "1001 XML", "${system(id)}", "nobody", "[x=y]user/1"] {
            try desk.refused(2, "ringgroup", "add", number, "--name", "x", "--member", member, "--strategy", "random")
        }
        try desk.refused(2, "ringgroup", "add", number, "--name", "a\"/><action", "--member", "1001", "--strategy", "random")
        try desk.refused(3, "ringgroup", "add", number, "--name", "x", "--member", "1001", "--strategy", "random", "--no-answer", "extension:9999")
        try desk.refused(3, "ringgroup", "show", number)
        try desk.refused(3, "ringgroup", "delete", number, "--yes")
        try desk.refused(4, "ringgroup", "delete", "600", "--yes")
        try desk.refused(3, "--domain", "no.example.test", "ringgroup", "list")
        let down = try desk.withoutSwitch("ringgroup", "add", number, "--name", "x", "--member", "1001", "--strategy", "random")
        #expect(down.status == 5, "\(down.errors)")
        #expect(try desk.sql("SELECT count(*) FROM v_ring_groups WHERE ring_group_extension = '\(number)'") == ["0"])
    }

    @Test("are listed by domain")
    func domains() throws {
        let desk = FusionPBX.native
        let all = try desk.array("ringgroup", "list", "--all-domains").filter { $0["ringgroup"] as? String == "600" }
        #expect(Set(all.compactMap { $0["domain"] as? String }) == [FusionPBX.domain, FusionPBX.branch])
        #expect(try desk.array("--domain", FusionPBX.branch, "ringgroup", "list").count == 1)
    }
}
