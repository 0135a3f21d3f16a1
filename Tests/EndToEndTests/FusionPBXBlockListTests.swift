import Foundation
import Testing

@Suite("FusionPBX: the block list", .serialized)
struct FusionPBXBlockListTests {
    private func row(_ desk: FusionPBX, _ number: String) throws -> [String] {
        try desk.sql(
            """
            SELECT call_block_direction, extension_uuid IS NULL, coalesce(call_block_name, '-'), coalesce(call_block_country_code::text, '-'),
                   call_block_number, call_block_count, call_block_app, coalesce(call_block_data, '-'), call_block_enabled,
                   coalesce(call_block_description, '-'), date_added::bigint > 1700000000, v_call_block.insert_date IS NOT NULL, d.domain_name
            FROM v_call_block JOIN v_domains d USING (domain_uuid) WHERE call_block_number = '\(number)'
            """)
    }

    @Test("has the columns of FusionPBX's own form; its cache entries go; undo takes it back", arguments: FusionPBX.allCases)
    func golden(_ desk: FusionPBX) throws {
        let number = Numbers.did()
        defer { _ = try? desk.sql("DELETE FROM v_call_block WHERE call_block_number = '\(number)'") }
        let on = desk == .native ? "t" : "true"
        let dry = try desk.done("blocklist", "add", number, "--dry-run")
        #expect(dry["changed"] as? Bool == true)
        #expect(try row(desk, number).isEmpty)
        var added: [String: Any] = [:]
        let heard = try desk.heard { added = try desk.done("blocklist", "add", "+" + number) }
        #expect(try row(desk, number) == ["inbound|t|-|-|\(number)|0|reject|-|\(on)|-|t|t|pbx.example.test"])
        #expect(heard.contains { $0.contains("app:call_block:pbx.example.test:\(number)") })
        let after = added["after"] as? [String: Any]
        #expect(after?["number"] as? String == number && after?["action"] as? String == "reject" && after?["blocked_calls"] as? Int == 0)
        try desk.refused(4, "blocklist", "add", number)
        #expect(try desk.done("blocklist", "add", number, "--if-not-exists")["changed"] as? Bool == false)

        // The same number for one extension is another entry; then only a uuid names one.
        let own = try desk.done(
            "blocklist", "add", number, "--extension", "1001", "--action", "voicemail:1001", "--country-code", "+44", "--name", "Robot",
            "--description", "Hers", "--no-enabled")
        let uuid = (own["after"] as? [String: Any])?["uuid"] as? String ?? ""
        #expect((own["after"] as? [String: Any])?["extension"] as? String == "1001")
        #expect(try row(desk, number).contains { $0.hasPrefix("inbound|f|Robot|44|\(number)|0|voicemail|1001|\(desk == .native ? "f" : "false")|Hers|") })
        try desk.refused(4, "blocklist", "show", number)
        #expect(try desk.done("blocklist", "show", uuid)["action"] as? String == "voicemail:1001")
        try desk.done("blocklist", "remove", uuid)
        #expect(try desk.done("blocklist", "show", "+" + number)["extension"] is NSNull)

        try desk.done("blocklist", "remove", number)
        #expect(try row(desk, number).isEmpty)
        try desk.refused(3, "blocklist", "remove", number)
        #expect(try desk.done("blocklist", "remove", number, "--if-exists")["changed"] as? Bool == false)
        let change = try #require(desk.array("history").first { $0["noun"] as? String == "blocklist" }?["id"] as? String)
        try desk.done("undo", change)
        #expect(try row(desk, number).count == 1)
    }

    @Test("the first entry switches the dialplan on that asks it; undo leaves it on where others came", arguments: FusionPBX.allCases)
    func dialplan(_ desk: FusionPBX) throws {
        let numbers = [Numbers.did(), Numbers.did()]
        func isOn() throws -> Bool {
            try desk.sql("SELECT dialplan_enabled::text FROM v_dialplans WHERE dialplan_name = 'call_block' AND dialplan_context = '\(FusionPBX.branch)'") == ["true"]
        }
        defer {
            _ = try? desk.sql("DELETE FROM v_call_block WHERE call_block_number IN ('\(numbers[0])', '\(numbers[1])')")
            _ = try? desk.sql("UPDATE v_dialplans SET dialplan_enabled = 'false' WHERE dialplan_name = 'call_block' AND dialplan_context = '\(FusionPBX.branch)'")
        }
        func changes() throws -> [String] {
            try desk.array("history", "--all").filter { $0["noun"] as? String == "blocklist" }.compactMap { $0["id"] as? String }
        }
        #expect(try !isOn())
        let heard = try desk.heard { try desk.done("blocklist", "add", numbers[0], "--domain", FusionPBX.branch) }
        #expect(try isOn())
        #expect(heard.contains { $0.contains("\"dialplan:\(FusionPBX.branch)\"") })
        let first = try #require(changes().first)
        try desk.done("blocklist", "add", numbers[1], "--domain", FusionPBX.branch)
        let second = try #require(changes().first)
        try desk.done("undo", first)
        #expect(try isOn())
        #expect(try desk.array("blocklist", "list", "--domain", FusionPBX.branch).compactMap { $0["number"] as? String } == [numbers[1]])
        try desk.done("undo", second)
        #expect(try isOn(), "the second addition did not switch it on")
    }

    @Test("is imported and compared, all or nothing", arguments: FusionPBX.allCases)
    func importing(_ desk: FusionPBX) throws {
        let (first, second) = (Numbers.did(), Numbers.did())
        defer { _ = try? desk.sql("DELETE FROM v_call_block WHERE call_block_number IN ('\(first)', '\(second)')") }
        let text = "number,description,action,direction\n\(first),Robot,busy,inbound\n\(second),,ringgroup:600,outbound\n"
        let report = try Bulk.done(desk.rawValue, "blocklist", text)
        #expect(report.added == [first, "\(second) (outbound)"])
        #expect(try row(desk, second).first?.hasPrefix("outbound|t|-|-|\(second)|0|ring_group|600|") == true)
        #expect(try Bulk.done(desk.rawValue, "blocklist", text).unchanged == 2)
        let other = try Bulk.done(desk.rawValue, "blocklist", text.replacingOccurrences(of: "Robot,busy", with: "Robot,extension:1001"))
        #expect(other.set == [first])
        #expect(try desk.done("blocklist", "show", first)["action"] as? String == "extension:1001")
        #expect(try Bulk.done(desk.rawValue, "blocklist", desk.pbxctl("blocklist", "list").output).changed == false)
        let twice = try desk.pbxctl("blocklist", "import", "-", input: "number\n19995550000\n+19995550000\n")
        #expect(twice.status == 4, "\(twice.errors)")
        #expect(try row(desk, "19995550000").isEmpty)
    }

    @Test("refuses bad values and what is not there; global entries are listed", arguments: FusionPBX.allCases)
    func refusals(_ desk: FusionPBX) throws {
        for bad in [["abc"], ["12345678901234567890123456789012345"], ["1555", "--action", "explode"], ["1555", "--country-code", "x"]] {
            let outcome = try Program.run(arguments: ["--profile", desk.rawValue, "blocklist", "add"] + bad)
            #expect(outcome.status == 2, "\(bad): \(outcome.errors)")
        }
        try desk.refused(3, "blocklist", "add", "19995550001", "--extension", "9999")
        try desk.refused(3, "blocklist", "add", "19995550001", "--action", "ringgroup:9999")
        #expect(try desk.withoutSwitch("blocklist", "add", "19995550001").status == 5)
        let listed = try desk.array("blocklist", "list")
        let old = try #require(listed.first { $0["number"] as? String == "12085556668" })
        #expect(old["action"] as? String == "voicemail:1001" && old["enabled"] as? Bool == false && old["blocked_calls"] as? Int == 3)
        #expect(listed.first { $0["number"] as? String == "12085556667" }?["extension"] as? String == "1001")
        let number = Numbers.did()
        _ = try desk.sql("INSERT INTO v_call_block (call_block_uuid, call_block_number, call_block_direction, call_block_app, call_block_enabled) VALUES (gen_random_uuid(), '\(number)', 'inbound', 'reject', 'true')")
        defer { _ = try? desk.sql("DELETE FROM v_call_block WHERE call_block_number = '\(number)'") }
        #expect(try desk.done("blocklist", "show", number)["domain"] is NSNull)
        let report = try desk.done("blocklist", "remove", number)
        #expect((report["warnings"] as? [String])?.first?.contains("every domain") == true)
    }
}
