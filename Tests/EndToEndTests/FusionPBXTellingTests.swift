import Foundation
import Testing

/// What else has to hear of a change, and what a change is made of beside its own row.
@Suite("FusionPBX: who is told of what", .serialized)
struct FusionPBXTellingTests {
    private let domain = FusionPBXOffice.domain

    /// An extension of the test's own.
    private func with(_ office: FusionPBXOffice, _ body: (String) throws -> Void) throws {
        let number = Numbers.extension()
        defer { office.remove(number) }
        try office.done("extension", "add", number, "--name", "Told")
        try body(number)
    }

    @Test("phones that keep their own forwards hear of them on each profile they are registered on, where the setting says so")
    func featureSync() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        try with(office) { number in
            try office.node.write("registrations", "\(number)@\(domain) internal 192.0.2.1:5060 one", "\(number)@\(domain) external 192.0.2.2:5060 two")
            func heard(_ words: String...) throws -> [[String: String]] {
                let count = try office.node.entries().count
                let outcome = try office.run(words)
                #expect(outcome.status == 0, "\(outcome.errors)")
                return try office.node.entries().dropFirst(count).filter { $0.command == "sendevent SWITCH_EVENT_PHONE_FEATURE" }.map(\.headers)
            }
            #expect(try heard("dnd", "on", number).isEmpty)
            let setting = UUID().uuidString.lowercased()
            try office.sql(
                """
                INSERT INTO v_domain_settings (domain_setting_uuid, domain_uuid, domain_setting_category, domain_setting_subcategory,
                    domain_setting_name, domain_setting_value, domain_setting_enabled)
                VALUES ('\(setting)', \(FusionPBXOffice.identifier(domain)), 'device', 'feature_sync', 'boolean', 'true', 'true')
                """)
            defer { _ = try? office.sql("DELETE FROM v_domain_settings WHERE domain_setting_uuid = '\(setting)'") }
            let off = try heard("dnd", "off", number)
            #expect(off.compactMap { $0["profile"] } == ["internal", "external"])
            #expect(off.allSatisfy { $0["user"] == number && $0["host"] == domain && $0["Feature-Event"] == "init" && $0["doNotDisturbOn"] == "false" })
            let forward = try heard("forward", "set", number, "12085550001")
            #expect(forward.first?["forward_immediate_enabled"] == "true" && forward.first?["forward_immediate"] == "12085550001")
            #expect(forward.first?["forward_busy_enabled"] == "false" && forward.first?["forward_busy"] == "0" && forward.first?["ringCount"] == "5")
            let on = try heard("dnd", "on", number)
            #expect(on.first?["doNotDisturbOn"] == "true" && on.first?["forward_immediate_enabled"] == "false")
            try office.node.write("registrations", "")
            #expect(try heard("forward", "clear", number).isEmpty, "nothing is changed")
            #expect(try heard("dnd", "off", number).compactMap { $0["profile"] } == ["internal"])
        }
    }

    @Test("do-not-disturb logs the extension's agents out and is its users' status", arguments: FusionPBX.allCases)
    func agents(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        try with(office) { number in
            let (user, agent, link) = (UUID().uuidString.lowercased(), UUID().uuidString.lowercased(), UUID().uuidString.lowercased())
            let own = FusionPBXOffice.identifier(domain)
            try office.sql(
                """
                INSERT INTO v_users (user_uuid, domain_uuid, username, user_status, user_enabled) VALUES ('\(user)', \(own), 'told\(number)', 'Available', 'true');
                INSERT INTO v_extension_users (extension_user_uuid, domain_uuid, extension_uuid, user_uuid)
                    SELECT '\(link)', domain_uuid, extension_uuid, '\(user)' FROM v_extensions WHERE extension = '\(number)' AND domain_uuid = \(own);
                INSERT INTO v_call_center_agents (call_center_agent_uuid, domain_uuid, user_uuid, agent_name) VALUES ('\(agent)', \(own), '\(user)', 'Told');
                """)
            defer {
                _ = try? office.sql(
                    """
                    DELETE FROM v_users WHERE user_uuid = '\(user)'; DELETE FROM v_extension_users WHERE user_uuid = '\(user)';
                    DELETE FROM v_call_center_agents WHERE call_center_agent_uuid = '\(agent)';
                    """)
            }
            try office.node.write("agents", "\(agent) 3 Available")
            func status() throws -> String? { try office.sql("SELECT user_status FROM v_users WHERE user_uuid = '\(user)'").first }
            #expect(try office.done("state", "show", number)["presence"] as? String == "available")
            try office.done("dnd", "on", number)
            #expect(try status() == "Do Not Disturb")
            #expect(try office.node.ask("callcenter_config agent list").contains("\(agent)|single_box||callback|{call_timeout=20,sip_invite_domain=pbx.example.test}user/1001@pbx.example.test|Logged Out|"))
            let state = try office.done("state", "show", number)
            #expect(state["presence"] as? String == "dnd" && state["presence_message"] as? String == "Do Not Disturb")
            let listed = try office.pbxctl("state", "list").array().first { $0["extension"] as? String == number }
            #expect(listed?["presence"] as? String == "dnd")
            try office.done("dnd", "off", number)
            #expect(try status() == "Available")
            #expect(try office.node.commands().filter { $0.contains("agent set status") }.count == 1, "who logs in again is the agent's business")
            try office.sql("UPDATE v_users SET user_status = 'On Break' WHERE user_uuid = '\(user)'; UPDATE v_extensions SET do_not_disturb = 'true' WHERE extension = '\(number)'")
            try office.done("dnd", "off", number)
            #expect(try status() == "On Break")
            #expect(try office.done("state", "show", number)["presence"] as? String == "away")
        }
    }

    @Test("a watcher sees do-not-disturb end during a call, though no phone's lamp is told of it")
    func watching() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        try with(office) { number in
            try office.node.write("registrations", "\(number)@\(domain) internal 127.0.0.1:7001")
            try office.node.write("outcomes", "* = answer after 0.01 for 30")
            #expect(try office.node.ask("originate user/\(number)@\(domain) &park()").hasPrefix("+OK"))
            try office.done("dnd", "on", number)
            let watch = try Running.pbxctl(
                "--profile", "office", "-o", "ndjson", "state", "show", number, "--watch", environment: ["PBXCTL_CONFIG": office.configuration])
            defer {
                watch.signal(SIGKILL)
                _ = watch.finish(deadline: 5)
            }
            func seen() -> String { watch.outputSoFar.replacingOccurrences(of: ": ", with: ":") }
            try Running.until("the first state") { seen().contains("\"do_not_disturb\":true") }
            let count = try office.node.commands().count
            try office.done("dnd", "off", number)
            #expect(try office.node.commands().dropFirst(count).allSatisfy { !$0.hasPrefix("sendevent PRESENCE_IN") })
            try Running.until("the change") { seen().contains("\"do_not_disturb\":false") }
            #expect(seen().contains("\"state\":\"in_use\""))
        }
    }

    @Test("files of messages on another machine are named where they stay")
    func voicemail() throws {
        let office = try FusionPBXOffice(extra: { _ in ["switch_voicemail = /nonexistent/voicemail"] })
        defer { office.close() }
        try with(office) { number in
            let (inFile, inRow) = (UUID().uuidString.lowercased(), UUID().uuidString.lowercased())
            try office.sql(
                """
                INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch, message_base64)
                SELECT m.id::uuid, domain_uuid, voicemail_uuid, 1700000000, m.sound
                FROM v_voicemails, (VALUES ('\(inFile)', NULL), ('\(inRow)', 'UklGRg==')) AS m (id, sound)
                WHERE voicemail_id = '\(number)' AND domain_uuid = \(FusionPBXOffice.identifier(domain))
                """)
            defer { _ = try? office.sql("DELETE FROM v_voicemail_messages WHERE voicemail_message_uuid IN ('\(inFile)', '\(inRow)')") }
            let row = try office.pbxctl("voicemail", "delete", number, inRow, "--yes")
            #expect(row.status == 0 && row.errors.isEmpty, "\(row.errors)")
            let file = try office.pbxctl("voicemail", "delete", number, inFile, "--yes")
            #expect(file.status == 0 && file.errors.contains("/nonexistent/voicemail/default/\(domain)/\(number)"), "\(file.errors)")
            #expect(try office.sql("SELECT count(*) FROM v_voicemail_messages WHERE voicemail_message_uuid IN ('\(inFile)', '\(inRow)')") == ["0"])
        }
    }

    @Test("where the switch's cache is out of reach, --offline says what is left to do")
    func offline() throws {
        let office = try FusionPBXOffice(modes: [], managers: ["127.0.0.1:1"], extra: { ["switch_cache = \($0)/elsewhere"] })
        defer { office.close() }
        let outcome = try office.pbxctl("extension", "set", "1020", "--description", "Offline", "--offline")
        defer { _ = try? office.pbxctl("extension", "set", "1020", "--description", "", "--offline") }
        #expect(outcome.status == 0 && outcome.errors.contains("pbxctl cache flush"), "\(outcome.errors)")
        let quiet = try office.pbxctl("--quiet", "extension", "set", "1020", "--description", "Quiet", "--offline")
        #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
    }

    @Test("members without a delay keep their place in a sequence", arguments: ["sequence", "rollover"])
    func order(_ strategy: String) throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let group = Numbers.extension()
        func add(_ members: String...) throws -> Program.Outcome {
            try office.run(["ringgroup", "add", group, "--strategy", strategy] + members.flatMap { ["--member", $0] })
        }
        func dialled() throws -> [String] {
            try office.sql(
                """
                SELECT destination_number || ' ' || destination_delay FROM v_ring_group_destinations d JOIN v_ring_groups g USING (ring_group_uuid)
                WHERE ring_group_extension = '\(group)' ORDER BY destination_delay, destination_number
                """)
        }
        func remove() throws { #expect(try office.run(["ringgroup", "delete", group, "--yes"]).status == 0) }
        let contradiction = try add("1003", "1001,delay=10", "1002,delay=5")
        #expect(contradiction.status == 2 && contradiction.errors.contains("1002"), "\(contradiction.errors)")
        for (members, order) in [
            (["1003", "1001,delay=10", "1002"], ["1003 0", "1001 10", "1002 15"]), (["1003", "1001"], ["1003 0", "1001 5"]),
            (["1001", "1003"], ["1001 0", "1003 0"]), (["1003,delay=20", "1001"], ["1003 20", "1001 25"]),
            (["1003,delay=20", "1001,delay=0"], ["1001 0", "1003 20"]),
        ] {
            let outcome = try office.run(["ringgroup", "add", group, "--strategy", strategy] + members.flatMap { ["--member", $0] })
            #expect(outcome.status == 0, "\(members): \(outcome.errors)")
            #expect(try dialled() == order)
            try remove()
        }
    }

    @Test("a ring group is the rows that FusionPBX's own form wrote, every column", arguments: FusionPBX.allCases, ["simultaneous", "sequence"])
    func golden(_ version: FusionPBX, _ strategy: String) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let recorded = try #require(try version.recordedRingGroups()[strategy])
        let form = try #require(recorded["v_ring_groups"]?.first)
        let members = try #require(recorded["v_ring_group_destinations"])
        func text(_ row: [String: String?], _ name: String) -> String { (row[name] ?? nil) ?? "" }
        let group = Numbers.extension()
        var words = ["ringgroup", "add", group, "--name", text(form, "ring_group_name"), "--strategy", strategy, "--ring-seconds", text(form, "ring_group_call_timeout")]
        for member in members {
            words += ["--member", "\(text(member, "destination_number")),delay=\(text(member, "destination_delay")),timeout=\(text(member, "destination_timeout"))"]
        }
        if !text(form, "ring_group_timeout_data").isEmpty { words += ["--no-answer", "voicemail:1001"] }
        if !text(form, "ring_group_description").isEmpty { words += ["--description", text(form, "ring_group_description")] }
        let outcome = try office.run(words)
        defer { _ = try? office.run(["ringgroup", "delete", group, "--yes", "--if-exists"]) }
        #expect(outcome.status == 0, "\(outcome.errors)")

        let row = try #require(try office.rows("v_ring_groups", "ring_group_extension = '\(group)'").first)
        let places = [
            "GROUP": text(row, "ring_group_uuid"), "DIALPLAN": text(row, "dialplan_uuid"), "DOMAIN": text(row, "domain_uuid"), "NUMBER": group,
        ]
        expectRow(row, form, replacing: places)
        let stored = try office.rows("v_ring_group_destinations", "ring_group_uuid = '\(text(row, "ring_group_uuid"))' ORDER BY destination_delay, destination_number")
        #expect(stored.count == members.count)
        let sorted = members.sorted { (Int(text($0, "destination_delay")) ?? 0, text($0, "destination_number")) < (Int(text($1, "destination_delay")) ?? 0, text($1, "destination_number")) }
        for (one, other) in zip(stored, sorted) { expectRow(one, other, replacing: places) }
        let dialplan = try #require(try office.rows("v_dialplans", "dialplan_uuid = '\(text(row, "dialplan_uuid"))'").first)
        expectRow(dialplan, try #require(recorded["v_dialplans"]?.first), replacing: places)
        #expect(try office.rows("v_dialplan_details", "dialplan_uuid = '\(text(row, "dialplan_uuid"))'").isEmpty)
    }

    @Test("a queue that led to a deleted extension is read anew, however the release names its cache entry")
    func queue() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        try with(office) { number in
            let queue = UUID().uuidString.lowercased()
            try office.sql(
                """
                INSERT INTO v_call_center_queues (call_center_queue_uuid, domain_uuid, queue_name, queue_extension, queue_timeout_action)
                VALUES ('\(queue)', \(FusionPBXOffice.identifier(domain)), 'Told', '\(Numbers.extension())', 'transfer:\(number) XML \(domain)')
                """)
            defer { _ = try? office.sql("DELETE FROM v_call_center_queues WHERE call_center_queue_uuid = '\(queue)'") }
            let count = try office.node.commands().count
            try office.done("extension", "delete", number, "--cascade", "--yes")
            #expect(try office.sql("SELECT queue_timeout_action FROM v_call_center_queues WHERE call_center_queue_uuid = '\(queue)'") == ["hangup:"])
            let name = "configuration:callcenter.conf"
            for pass in try office.node.deletions(after: count) {
                #expect(Set(pass).isSuperset(of: [name, "lab:\(name)", "\(name):lab", "dialplan:\(domain)", "directory:\(number)@\(domain)"]))
            }
        }
    }

    @Test("entries of a follow-me list that nobody has any more do not keep an extension from being deleted")
    func orphans() throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        try office.done("extension", "add", number)
        let entry = UUID().uuidString.lowercased()
        try office.sql(
            """
            INSERT INTO v_follow_me_destinations (follow_me_destination_uuid, domain_uuid, follow_me_uuid, follow_me_destination, follow_me_delay, follow_me_timeout, follow_me_order)
            VALUES ('\(entry)', \(FusionPBXOffice.identifier(domain)), '\(UUID().uuidString)', '\(number)', '0', '30', '1')
            """)
        defer { _ = try? office.sql("DELETE FROM v_follow_me_destinations WHERE follow_me_destination_uuid = '\(entry)'") }
        try office.done("extension", "delete", number, "--yes")
        #expect(try office.rows("v_extensions", "extension = '\(number)'").isEmpty)
    }
}

extension EventSocketServer {
    /// What the switch was told, with the headers of events.
    func entries() throws -> [(command: String, headers: [String: String])] {
        let log = try? String(contentsOf: folder.appending(path: "state/event-socket.log"), encoding: .utf8)
        return try (log ?? "").split(separator: "\n").compactMap { line in
            let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return (entry?["command"] as? String).map { ($0, entry?["headers"] as? [String: String] ?? [:]) }
        }
    }
}

extension FusionPBX {
    /// What FusionPBX's ring group form wrote, by strategy and table; `GROUP`, `DIALPLAN`, `DOMAIN` and `NUMBER` stand for what differs.
    func recordedRingGroups() throws -> [String: [String: [[String: String?]]]] {
        let file = Program.project.appending(path: "Tests/PBXKitTests/Fixtures/FusionPBX/ring-groups-\(testDescription).json")
        return try JSONDecoder().decode([String: [String: [[String: String?]]]].self, from: Data(contentsOf: file))
    }
}
