import Foundation
import Testing

@Suite("FusionPBX: administrators, the cache and what is only read", .serialized)
struct FusionPBXAdministratorTests {
    @Test("an administrator is added, changed and deleted; the switch need not be up for it", arguments: FusionPBX.allCases)
    func administrator(_ desk: FusionPBX) throws {
        let name = "helper" + Numbers.extension()
        defer { _ = try? desk.pbxctl("admin", "delete", name, "--yes", "--if-exists") }
        let password = "Correct Horse 1"
        try desk.done("admin", "add", name, "--password", "-", "--sections", "[\"admin\", \"user\"]", "--email", "h@example.test", input: password + "\n")
        func row() throws -> [String] {
            try desk.sql(
                """
                SELECT left(password, 7), length(password), salt, user_email, user_enabled::text, user_type, contact_uuid IS NOT NULL,
                       (SELECT string_agg(group_name, ',' ORDER BY group_name) FROM v_user_groups g WHERE g.user_uuid = u.user_uuid AND group_uuid IS NOT NULL)
                FROM v_users u WHERE username = '\(name)' AND domain_uuid = \(FusionPBX.identifier())
                """)
        }
        #expect(try row() == ["$2y$10$|60||h@example.test|true|default|t|admin,user"])
        // Nothing of the password is in the record of changes.
        #expect(try desk.sql("SELECT count(*) FROM v_database_transactions WHERE transaction_new LIKE '%$2y$10$%' AND transaction_address = 'pbxctl'") == ["0"])
        let before = try desk.sql("SELECT password FROM v_users WHERE username = '\(name)'")
        try desk.done("admin", "set", name, "--password", "-", "--sections", "superadmin", input: "Another Horse 2\n")
        #expect(try row() == ["$2y$10$|60||h@example.test|true|default|t|superadmin"])
        #expect(try desk.sql("SELECT password FROM v_users WHERE username = '\(name)'") != before)
        #expect(try desk.array("admin", "list").contains { $0["username"] as? String == name && $0["full_access"] as? Bool == true })
        let gone = try desk.withoutSwitch("admin", "delete", name, "--yes")
        #expect(gone.status == 0, "\(gone.errors)")
        #expect(try row().isEmpty)
    }

    @Test("administrators are refused where something is not right", arguments: FusionPBX.allCases)
    func refusals(_ desk: FusionPBX) throws {
        let good = "Correct Horse 1\n"
        try desk.refused(4, "admin", "add", "alice", "--password", "-", "--sections", "user", "--email", "a@example.test", input: good)
        try desk.refused(7, "admin", "add", "newone", "--password", "-", "--sections", "cdr,did", "--email", "a@example.test", input: good)
        try desk.refused(2, "admin", "add", "newone", "--password", "-", "--sections", "user", input: good)
        try desk.refused(2, "admin", "add", "newone", "--password", "-", "--sections", "user", "--email", "a@example.test", input: "short\n")
        try desk.refused(2, "admin", "add", "new'one", "--password", "-", "--sections", "user", "--email", "a@example.test", input: good)
        try desk.refused(4, "admin", "delete", "admin", "--yes")
        try desk.refused(4, "admin", "set", "admin", "--sections", "user")
        try desk.refused(3, "admin", "delete", "nobody", "--yes")
        #expect(try desk.sql("SELECT count(*) FROM v_users WHERE username LIKE 'new%'") == ["0"])
    }

    @Test("every extension's cache entries are dropped", arguments: FusionPBX.allCases)
    func cache(_ desk: FusionPBX) throws {
        let heard = try desk.heard {
            let count = try desk.done("cache", "reload", "extensions")["count"] as? Int
            #expect(count == (try desk.sql("SELECT count(*) FROM v_extensions WHERE domain_uuid = \(FusionPBX.identifier())")).first.flatMap { Int($0) })
        }.joined()
        for key in ["\"directory:1001@pbx.example.test\"", "\"lab:directory:1001@pbx.example.test\"", "\"directory:2045@pbx.example.test\""] {
            #expect(heard.contains(key), "\(key)")
        }
        #expect(!heard.contains("branch.example.test"))
        try desk.done("cache", "flush")
        #expect(try desk.withoutSwitch("cache", "reload", "extensions").status == 5)
    }

    @Test("what is only read is read", arguments: FusionPBX.allCases)
    func reading(_ desk: FusionPBX) throws {
        func one(_ arguments: String..., where key: String, is value: String) throws -> [String: Any] {
            let outcome = try Program.run(arguments: ["--profile", desk.rawValue, "-o", "json"] + arguments)
            return try #require(try outcome.array().first { $0[key] as? String == value }, "\(arguments) \(outcome.errors)")
        }
        let ivr = try one("ivr", "list", where: "ivr", is: "700")
        #expect((ivr["options"] as? [[String: Any]])?.count == 3 && ivr["timeout_seconds"] as? Int == 3)
        let condition = try one("timecondition", "list", where: "timecondition", is: "720")
        #expect(condition["times"] as? [String] == ["wday=2-6 hour=8-17"] && condition["time_zone"] as? String == "America/Boise")
        #expect(["matched", "not_matched"].contains(condition["state"] as? String))
        #expect((condition["match_target"] as? [String: Any])?["id"] as? String == "600")
        let queue = try one("queue", "list", where: "queue", is: "800")
        #expect((queue["members"] as? [[String: Any]])?.compactMap { $0["agent"] as? String } == ["1001", "1002", "1003"])
        #expect(try one("conference", "list", where: "name", is: "Board")["admin_pin_set"] as? Bool == true)
        #expect(try one("conference", "list", where: "conference", is: "750")["pin_set"] as? Bool == true)
        #expect(try one("moh", "list", where: "class", is: "jazz")["domain"] as? String == FusionPBX.domain)
        #expect(try one("route", "patterns", where: "route", is: "carrier.10d")["prepend"] as? String == "1")
        #expect(try desk.array("route", "list").compactMap { $0["order"] as? Int } == [300, 310, 320])
        #expect(try one("target", "list", where: "id", is: "welcome.wav")["raw"] as? String == "lua:streamfile.lua welcome.wav")
        #expect(try one("target", "numbers", where: "number", is: "710")["type"] as? String == "callflow")
        #expect(try desk.pbxctl("target", "numbers").output.contains("2045"))
        let registered = try desk.array("registration", "show", "1001")
        #expect(registered.count == 2 && registered.contains { $0["user_agent"] as? String == "Linphone/5.2 <mobile> & \"tablet\"" })
        #expect(try desk.array("registration", "show", "1040").isEmpty)
        #expect(try desk.done("state", "show", "1044")["state"] as? String == "busy")
        #expect(try desk.done("state", "show", "1002")["state"] as? String == "idle")
        for arguments in [["ivr", "show", "9999"], ["state", "show", "9999"], ["registration", "show", "9999"], ["recording", "download", "nosuch"]] {
            #expect(try desk.pbxctl(arguments[0], arguments[1], arguments[2]).status == 3)
        }
        #expect(try desk.pbxctl("announcement", "list").status == 7)
        #expect(try desk.withoutSwitch("queue", "list").status == 0)
        #expect(try desk.withoutSwitch("registration", "list").status == 5)
    }

    @Test("recordings of one name are told apart", arguments: FusionPBX.allCases)
    func recordings(_ desk: FusionPBX) throws {
        let sound = try Program.shell("pbxctl --profile \(desk.rawValue) recording download Welcome - | head -c 4")
        #expect(sound.output == "RIFF", "\(sound.errors)")
        let uuid = UUID().uuidString.lowercased()
        try desk.sql("INSERT INTO v_recordings (recording_uuid, domain_uuid, recording_filename, recording_name, recording_base64) VALUES ('\(uuid)', \(FusionPBX.identifier()), 'other.wav', 'Welcome', 'UklGRiBi')")
        defer { _ = try? desk.sql("DELETE FROM v_recordings WHERE recording_uuid = '\(uuid)'") }
        try desk.refused(4, "recording", "download", "Welcome", "-")
        let other = try Program.shell("pbxctl --profile \(desk.rawValue) recording download other.wav -")
        #expect(other.output == "RIFF b", "\(other.errors)")
    }

    @Test("queues and conferences say what happens in them now", arguments: FusionPBX.allCases)
    func live(_ desk: FusionPBX) throws {
        let folder = URL(filePath: Lab.value("LAB_ESL_REGISTRATIONS")).deletingLastPathComponent()
        let agent = try #require(try desk.sql("SELECT call_center_agent_uuid FROM v_call_center_agents WHERE agent_id = '1001'").first)
        let files = ["queues": "800@pbx.example.test 2", "agents": "\(agent) 17 On Break", "conferences": "750@pbx.example.test 3"]
        for (name, text) in files { try Data((text + "\n").utf8).write(to: folder.appending(path: name)) }
        defer { for name in files.keys { try? FileManager.default.removeItem(at: folder.appending(path: name)) } }
        let queue = try desk.done("queue", "show", "800")
        let member = try #require((queue["members"] as? [[String: Any]])?.first)
        #expect(queue["waiting"] as? Int == 2 && member["calls_taken"] as? Int == 17 && member["paused"] as? Bool == true)
        #expect(try desk.done("queue", "show", "801")["waiting"] is NSNull)
        #expect(try desk.done("conference", "show", "750")["members"] as? Int == 3)
        #expect(try desk.done("conference", "show", "Board")["members"] as? Int == 0)
    }
}
