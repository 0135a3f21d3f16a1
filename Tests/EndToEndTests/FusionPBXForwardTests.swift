import Foundation
import Testing

@Suite("FusionPBX: forwards, do-not-disturb, follow-me and call flows", .serialized)
struct FusionPBXForwardTests {
    private func columns(_ desk: FusionPBX, _ number: String) throws -> [String] {
        try desk.sql(
            """
            SELECT COALESCE(e.do_not_disturb::text, 'false'), COALESCE(e.forward_all_enabled::text, 'false'), e.forward_all_destination,
                   COALESCE(e.follow_me_enabled::text, 'false'), COALESCE(f.follow_me_enabled::text, 'false')
            FROM v_extensions e LEFT JOIN v_follow_me f USING (follow_me_uuid)
            WHERE e.extension = '\(number)' AND e.domain_uuid = \(FusionPBX.identifier())
            """)
    }

    @Test("exclude each other, in both tables, and are told to the switch", arguments: FusionPBX.allCases)
    func switches(_ desk: FusionPBX) throws {
        let number = Numbers.extension()
        try desk.done("extension", "add", number, "--name", "Switcher")
        defer { _ = try? desk.pbxctl("extension", "delete", number, "--yes", "--cascade") }
        #expect(try desk.done("followme", "status", number)["enabled"] as? Bool == false)
        try desk.refused(4, "followme", "enable", number)
        try desk.done("followme", "add", number, "+1 208 555 9999")
        try desk.refused(4, "followme", "add", number, "12085559999")
        try desk.refused(3, "followme", "remove", number, "4711")
        #expect(try desk.array("followme", "list", number).compactMap { $0["number"] as? String } == [number, "12085559999"])
        try desk.done("followme", "enable", number)
        #expect(try columns(desk, number) == ["false|false||true|true"])

        let heard = try desk.heard { try desk.done("forward", "set", number, "12085550001") }
        #expect(try columns(desk, number) == ["false|true|12085550001|false|false"])
        #expect(heard.contains { $0.contains("directory:\(number)@pbx.example.test") })

        let on = try desk.heard { try desk.done("dnd", "on", number) }
        #expect(try columns(desk, number) == ["true|false|12085550001|false|false"])
        #expect(on.contains("sendevent PRESENCE_IN \(number)@pbx.example.test confirmed"))
        #expect(try desk.done("dnd", "status", number)["do_not_disturb"] as? Bool == true)
        let enabled = try desk.heard { try desk.done("followme", "enable", number) }
        #expect(try columns(desk, number) == ["false|false|12085550001|true|true"])
        #expect(enabled.contains("sendevent PRESENCE_IN \(number)@pbx.example.test terminated"))

        try desk.done("forward", "set", number, "1002", "--kind", "unregistered")
        let kinds = try desk.array("forward", "list", number).filter { $0["enabled"] as? Bool == true }
        #expect(kinds.count == 1 && kinds[0]["kind"] as? String == "unregistered" && kinds[0]["number"] as? String == "1002")
        try desk.done("followme", "disable", number)
        #expect(try columns(desk, number) == ["false|false|12085550001|false|false"])
    }

    @Test("are refused where something is not right", arguments: FusionPBX.allCases)
    func refusals(_ desk: FusionPBX) throws {
        try desk.refused(3, "forward", "set", "9999", "1002")
        try desk.refused(2, "forward", "set", "1007", "1007")
        try desk.refused(2, "forward", "set", "1007", "user/1001")
        try desk.refused(3, "dnd", "on", "9999")
        try desk.refused(3, "followme", "list", "9999")
        try desk.refused(3, "callflow", "set", "9999", "normal")
        for command in [["dnd", "on", "1007"], ["forward", "set", "1007", "1002"], ["callflow", "set", "711", "normal"]] {
            let down = try desk.withoutSwitch(command[0], command[1], command[2], command.count > 3 ? command[3] : "--quiet")
            #expect(down.status == 5, "\(command): \(down.errors)")
        }
        #expect(try columns(desk, "1007") == ["false|false||false|false"])
    }

    @Test("a call flow is switched, its dialplan forgotten and its lamp told", arguments: FusionPBX.allCases)
    func callFlow(_ desk: FusionPBX) throws {
        func status() throws -> [String] {
            try desk.sql("SELECT call_flow_status FROM v_call_flows WHERE call_flow_extension = '710'")
        }
        let heard = try desk.heard { try desk.done("callflow", "set", "710", "alternate") }
        defer { _ = try? desk.pbxctl("callflow", "set", "710", "normal") }
        #expect(try status() == ["false"])
        #expect(heard.contains { $0.contains("\"dialplan:pbx.example.test\"") })
        // Once for phones that watch the number and once for those that watch `flow+` and the number.
        #expect(heard.filter { $0 == "sendevent PRESENCE_IN *710@pbx.example.test confirmed" }.count == 2)
        #expect(try desk.done("callflow", "show", "Day and night")["state"] as? String == "alternate")
        let back = try desk.heard { try desk.done("callflow", "set", "710", "normal") }
        #expect(back.filter { $0 == "sendevent PRESENCE_IN *710@pbx.example.test terminated" }.count == 2)
        #expect(try status() == ["true"])
        #expect(try desk.done("callflow", "set", "710", "normal")["changed"] as? Bool == false)
    }
}
