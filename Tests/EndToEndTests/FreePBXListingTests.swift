import Foundation
import Testing

@Suite("FreePBX: what is only listed", .serialized)
struct FreePBXListingTests {
    private func list(_ noun: String, _ id: String, _ value: String) throws -> [String: Any] {
        let found = try FreePBX.pbxctl(noun, "list").array().filter { $0[id] as? String == value }
        return try #require(found.first, "\(noun) \(value)")
    }

    private func short(_ target: Any?) -> String {
        guard let target = target as? [String: Any] else { return "-" }
        return "\(target["type"] ?? ""):\(target["id"] as? String ?? "")=\(target["name"] as? String ?? "")"
    }

    @Test("call flows are turned, with their lamps")
    func callFlows() throws {
        let flow = try list("callflow", "callflow", "0")
        #expect(flow["name"] as? String == "Switchboard" && flow["feature_code"] as? String == "*280")
        #expect(short(flow["normal_target"]) == "extension:1001=Alice Example" && short(flow["alternate_target"]).hasPrefix("voicemail:1001"))
        #expect(try FreePBX.pbxctl("callflow", "set", "Switchboard", "night").status == 0)
        #expect(try Lab.astDB("DAYNIGHT", "C0") == "NIGHT" && Lab.astDB("CustomDevstate", "DAYNIGHT0") == "INUSE")
        #expect(try list("callflow", "callflow", "0")["state"] as? String == "alternate")
        let back = try FreePBX.pbxctl("callflow", "set", "0", "day")
        #expect(try back.status == 0 && back.object()["reload_needed"] as? Bool == false)
        #expect(try Lab.astDB("DAYNIGHT", "C0") == "DAY" && Lab.astDB("CustomDevstate", "DAYNIGHT0") == "NOT_INUSE")
        #expect(try FreePBX.pbxctl("callflow", "set", "42", "day").status == 3)
        #expect(try FreePBX.pbxctl("callflow", "set", "0", "noon").status == 2)
        #expect(try FreePBX.withoutManager("callflow", "set", "0", "night").status == 5)
    }

    @Test("queues say who is in them")
    func queues() throws {
        let queue = try FreePBX.pbxctl("queue", "show", "700").object()
        let members = try #require(queue["members"] as? [[String: Any]])
        #expect(members.map { $0["agent"] as? String } == ["1001", "1002", "2001"])
        #expect(members.map { $0["penalty"] as? Int } == [0, 1, 2] && members.allSatisfy { $0["static"] as? Bool == true })
        #expect(members[0]["name"] as? String == "Alice Example" && members[0]["status"] is String && members[0]["paused"] as? Bool == false)
        #expect(queue["strategy"] as? String == "ringall" && queue["waiting"] as? Int == 0 && queue["max_wait_seconds"] as? Int == 120)
        _ = try Lab.asterisk("queue add member Local/1003@from-queue/n to 701 penalty 4")
        let dynamic = try #require(list("queue", "queue", "701")["members"] as? [[String: Any]])
        _ = try Lab.asterisk("queue remove member Local/1003@from-queue/n from 701")
        #expect(dynamic.map { $0["agent"] as? String } == ["1003"] && dynamic[0]["static"] as? Bool == false)
        #expect(try FreePBX.pbxctl("queue", "show", "799").status == 3)
        #expect(try FreePBX.withoutManager("queue", "list").status == 5)
    }

    @Test("IVRs and announcements name their recordings and targets")
    func menus() throws {
        let menu = try FreePBX.pbxctl("ivr", "show", "Main menu").object()
        let options = try #require(menu["options"] as? [[String: Any]])
        #expect(options.map { $0["digits"] as? String } == ["0", "1", "2", "3"] && short(options[1]["target"]) == "ringgroup:600=Sales")
        #expect(menu["announcement"] as? String == "Welcome" && menu["direct_dial"] as? Bool == true)
        let announcement = try list("announcement", "announcement", "2")
        #expect(announcement["recording"] is NSNull && announcement["allow_skip"] as? Bool == true && announcement["repeat_digit"] as? String == "5")
    }

    @Test("time conditions say what the PBX's clock says, unless they are overridden")
    func timeConditions() throws {
        _ = try Lab.mysql(
            """
            INSERT INTO timegroups_groups (id, description) VALUES (90, 'Always'), (91, 'Never');
            INSERT INTO timegroups_details (timegroupid, time) VALUES (90, '00:00-11:59|*|*|*'), (90, '12:00-23:59|*|*|*'), (91, '*|*|30|feb');
            INSERT INTO timeconditions (timeconditions_id, displayname, time, truegoto, falsegoto, timezone, mode) VALUES
            (90, 'Always', 90, 'from-did-direct,1001,1', 'app-blackhole,hangup,1', 'Asia/Tokyo', 'time-group'),
            (91, 'Never', 91, 'from-did-direct,1001,1', 'app-blackhole,hangup,1', 'default', 'time-group'),
            (92, 'By calendar', 0, 'from-did-direct,1001,1', 'app-blackhole,hangup,1', '', 'calendar-group');
            """)
        defer {
            _ = try? Lab.mysql("DELETE FROM timeconditions WHERE timeconditions_id >= 90; DELETE FROM timegroups_groups WHERE id >= 90; DELETE FROM timegroups_details WHERE timegroupid >= 90;")
            _ = try? Lab.asterisk("database deltree TC")
        }
        #expect(try list("timecondition", "timecondition", "90")["state"] as? String == "matched")
        #expect(try list("timecondition", "timecondition", "90")["time_zone"] as? String == "Asia/Tokyo")
        #expect(try list("timecondition", "timecondition", "91")["state"] as? String == "not_matched")
        #expect(try list("timecondition", "timecondition", "92")["state"] is NSNull)
        _ = try Lab.asterisk("database put TC 91 true_sticky")
        _ = try Lab.asterisk("database put TC 90 false")
        let sticky = try list("timecondition", "timecondition", "91")
        #expect(sticky["state"] as? String == "matched" && sticky["override"] as? String == "matched_sticky")
        #expect(try list("timecondition", "timecondition", "90")["state"] as? String == "not_matched")
        #expect(try list("timecondition", "timecondition", "1")["time_group"] as? String == "Office hours")
        #expect(try FreePBX.withoutManager("timecondition", "list").status == 5)
    }

    @Test("conferences say who may enter and how many are in them")
    func conferences() throws {
        let board = try list("conference", "conference", "8001")
        #expect(board["pin_set"] as? Bool == true && board["admin_pin_set"] as? Bool == true && board["members"] as? Int == 0)
        let raw = try FreePBX.pbxctl("conference", "list", "--raw")
        #expect(!raw.output.contains("2222") && raw.output.contains("(hidden)"))
    }

    @Test("music classes begin with the default and end with none")
    func music() throws {
        #expect(try FreePBX.pbxctl("moh", "list").array().map { $0["class"] as? String } == ["default", "lounge", "none"])
    }

    @Test("outbound routes come in their order, with trunks and patterns")
    func routes() throws {
        let national = try list("route", "name", "National")
        #expect(national["patterns"] as? [String] == ["9|1NXXNXXXXXX", "1+9|NXXNXXXXXX"] && national["trunks"] as? [String] == ["carrier"])
        #expect(try FreePBX.pbxctl("route", "list").array().map { $0["order"] as? Int } == [0, 1, 2, 3])
        let patterns = try FreePBX.pbxctl("patterns", "outbound").array()
        #expect(patterns.contains { $0["pattern"] as? String == "555/1001" && $0["caller_id"] as? String == "1001" })
    }

    @Test("recordings are downloaded by their names")
    func recordings() throws {
        let path = Lab.value("LAB_ASTERISK_VARLIB") + "/sounds/en/custom/welcome.wav"
        let stored = try Data(contentsOf: URL(filePath: path))
        #expect(try list("recording", "recording", "1")["size_bytes"] as? Int == stored.count)
        let target = FileManager.default.temporaryDirectory.appending(path: "pbxctl-\(UUID().uuidString).wav").path
        defer { try? FileManager.default.removeItem(atPath: target) }
        let got = try FreePBX.pbxctl("recording", "download", "Welcome", target)
        #expect(got.status == 0, "\(got.errors)")
        #expect(try Data(contentsOf: URL(filePath: target)) == stored)
        #expect(try FreePBX.pbxctl("recording", "download", "Welcome", target).status == 4)
        #expect(try FreePBX.pbxctl("recording", "download", "Lost file", target, "--replace").status == 3)
        #expect(try FreePBX.pbxctl("recording", "download", "No such", target, "--replace").status == 3)
        _ = try Lab.mysql("INSERT INTO recordings (id, displayname, filename, description, fcode) VALUES (90, 'Welcome', 'custom/closed', '', 0), (91, 'Evil', '../../../../../../etc/passwd', '', 0);")
        defer { _ = try? Lab.mysql("DELETE FROM recordings WHERE id >= 90;") }
        let twice = try FreePBX.pbxctl("recording", "download", "Welcome", target, "--replace")
        #expect(twice.status == 4 && twice.errors.contains("1, 90"), "\(twice.errors)")
        #expect(try FreePBX.pbxctl("recording", "download", "90", target, "--replace").status == 0)
        let evil = try FreePBX.pbxctl("recording", "download", "Evil", target, "--replace")
        #expect(evil.status == 1 && evil.errors.contains("outside"), "\(evil.errors)")
    }

    @Test("targets are those of every active module, and what else is in use")
    func targets() throws {
        _ = try Lab.mysql("INSERT INTO incoming (extension, cidnum, destination, description) VALUES ('19995550000', '', 'vendor-thing,7,1', 'x');")
        defer { _ = try? Lab.mysql("DELETE FROM incoming WHERE extension = '19995550000';") }
        let raws = try FreePBX.pbxctl("target", "list").array().compactMap { $0["raw"] as? String }
        for expected in [
            "app-blackhole,no-service,1", "from-did-direct,1001,1", "ext-local,vmb1001,1", "ext-local,vmi1001,1", "ext-trunk,1,1",
            "from-trunk,15551230000,1", "ext-group,600,1", "ext-queues,700,1", "ivr-1,s,1", "app-announcement-1,s,1", "timeconditions,1,1",
            "app-daynight,0,1", "ext-meetme,8001,1", "play-system-recording,1,1", "ext-miscdests,1,1", "app-echo-test,s,1",
            "app-pagegroups,900,1", "ext-featurecodes,*98,1", "ext-findmefollow,FM1001,1", "vendor-thing,7,1",
        ] { #expect(raws.contains(expected), "\(expected)") }
        #expect(Set(raws).count == raws.count && !raws.contains { $0.hasSuffix(",dest") } && !raws.contains("ext-local,vmu1005,1"))
        _ = try Lab.mysql("UPDATE modules SET enabled = 0 WHERE modulename = 'conferences';")
        defer { _ = try? Lab.mysql("UPDATE modules SET enabled = 1 WHERE modulename = 'conferences';") }
        #expect(try !FreePBX.pbxctl("target", "list").output.contains("ext-meetme,8002,1"))
        let numbers = try FreePBX.pbxctl("target", "numbers").array().compactMap { $0["number"] as? String }
        for expected in ["1001", "0100", "600", "0602", "700", "8001", "900", "70", "71", "78", "8888", "*98"] { #expect(numbers.contains(expected), "\(expected)") }
        #expect(!numbers.contains("79"))
    }

    @Test("without its module a noun is not offered", arguments: [
        ("callflow", "daynight", "daynight"), ("queue", "queues_details", "queues"), ("ivr", "ivr_entries", "ivr"),
        ("timecondition", "timegroups_details", "timeconditions"), ("conference", "meetme", "conferences"),
        ("announcement", "announcement", "announcement"), ("recording", "recordings", "recordings"), ("moh", "music", "music"),
    ])
    func missing(noun: String, table: String, module: String) throws {
        try FreePBX.without(table: table) {
            let outcome = try FreePBX.pbxctl(noun, "list")
            #expect(outcome.status == 7 && outcome.errors.contains("module \(module) is not installed"), "\(outcome.errors)")
            #expect(try FreePBX.pbxctl("target", "list").status == 0)
        }
    }

    @Test("there is no cache, and the extensions are counted")
    func cache() throws {
        let count = try Lab.mysql("SELECT COUNT(*) FROM users;").first.flatMap { Int($0) }
        #expect(try FreePBX.pbxctl("cache", "reload", "extensions").object()["count"] as? Int == count)
        #expect(try FreePBX.pbxctl("cache", "flush").status == 7)
    }
}
