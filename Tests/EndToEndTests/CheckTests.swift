import Foundation
import Testing

/// Each rule finds the case that is seeded for it, and nothing where that case is put right.
@Suite("What check finds")
struct CheckTests {
    private func findings(_ profile: String, _ rule: String, severity: String = "info") throws -> [String] {
        let outcome = try Paths.run(profile, "check", rule, "--severity", severity)
        guard outcome.status == 0 || outcome.status == 9 else { throw Program.Problem("\(rule): \(outcome.errors)") }
        let rows = try outcome.array()
        #expect(outcome.status == (rows.isEmpty ? 0 : 9), "\(outcome.errors)")
        for row in rows {
            #expect(row["rule"] as? String == rule && (row["why"] as? String)?.isEmpty == false && (row["remedy"] as? String)?.isEmpty == false)
        }
        return rows.map { "\($0["severity"] ?? "") \($0["object"] ?? "")" }
    }

    /// The findings of a rule that a change of the store adds; the store is as before afterwards.
    private func added(_ profile: String, _ rule: String, by statement: String) throws -> Set<String> {
        let before = Set(try findings(profile, rule))
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        try Paths.sql(profile, statement)
        return Set(try findings(profile, rule)).subtracting(before)
    }

    /// Takes the last change back.
    private func undo(_ profile: String) throws {
        let change = try #require(Program.run("--profile", profile, "history", "-o", "name").lines.first)
        let outcome = try Paths.run(profile, "undo", change)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    private static let transfer = "XML \(FusionPBX.domain)"

    // MARK: - The graph

    @Test("what leads to nothing", arguments: Profiles.all)
    func dangling(profile: String) throws {
        let isFree = profile == "freepbx"
        let statement = isFree
            ? """
            UPDATE incoming SET destination = 'ext-group,6391,1' WHERE extension = '15551230002';
            UPDATE ringgroups SET grplist = CONCAT(grplist, '-6392'), postdest = 'ivr-6393,s,1' WHERE grpnum = '601';
            UPDATE ivr_entries SET dest = 'app-pagegroups,99,1' WHERE ivr_id = 2 AND selection = '1';
            UPDATE announcement SET post_dest = 'somebodys-own,s,1' WHERE announcement_id = 1;
            """
            : """
            UPDATE v_destinations SET destination_actions = '[{"destination_app":"transfer","destination_data":"6391 \(Self.transfer)"}]' WHERE destination_number = '12085551616';
            INSERT INTO v_ring_group_destinations (ring_group_destination_uuid, domain_uuid, ring_group_uuid, destination_number, destination_enabled)
            SELECT gen_random_uuid(), domain_uuid, ring_group_uuid, '6392', 'true' FROM v_ring_groups WHERE ring_group_extension = '603' AND domain_uuid = \(FusionPBX.identifier());
            UPDATE v_ivr_menu_options SET ivr_menu_option_param = 'transfer 6393 \(Self.transfer)' WHERE ivr_menu_option_param LIKE 'transfer 800 %';
            UPDATE v_call_flows SET call_flow_data = '*9664 \(Self.transfer)' WHERE call_flow_extension = '711';
            UPDATE v_call_flows SET call_flow_alternate_data = '2085550000 \(Self.transfer)' WHERE call_flow_extension = '711';
            """
        let found = try added(profile, "dangling-target", by: statement)
        #expect(found == (isFree ? ["error did:15551230002", "error ringgroup:601", "error ivr:2"] : ["error did:12085551616", "error ringgroup:603", "error ivr:700"]), "\(found)")
    }

    @Test("circles", arguments: Profiles.all)
    func loops(profile: String) throws {
        let isFree = profile == "freepbx"
        let statement = isFree
            ? """
            UPDATE timeconditions SET falsegoto = 'timeconditions,2,1' WHERE timeconditions_id = 1;
            UPDATE ivr_details SET timeout_destination = 'ivr-1,s,1' WHERE id = 2;
            UPDATE ivr_details SET timeout_destination = 'ivr-2,s,1' WHERE id = 1;
            UPDATE ringgroups SET postdest = 'from-did-direct,1001,1' WHERE grpnum = '600';
            """
            : """
            UPDATE v_call_flows SET call_flow_data = '711 \(Self.transfer)' WHERE call_flow_extension = '710';
            UPDATE v_call_flows SET call_flow_alternate_data = '710 \(Self.transfer)' WHERE call_flow_extension = '711';
            UPDATE v_extensions SET forward_all_enabled = 'true', forward_all_destination = '1021' WHERE extension = '1020';
            UPDATE v_extensions SET forward_all_enabled = 'true', forward_all_destination = '1020' WHERE extension = '1021';
            """
        let found = try added(profile, "loop", by: statement)
        // A ring group whose member is also where it goes on is none: the member's phone rings, and that is all.
        #expect(found == (isFree ? ["error timecondition:1", "warning ivr:1"] : ["error callflow:710", "error extension:1020"]), "\(found)")
    }

    @Test("two extensions that are forwarded to each other")
    func forwards() throws {
        let before = Set(try findings("freepbx", "loop"))
        defer { for number in ["1015", "1016"] { _ = try? FreePBX.pbxctl("forward", "clear", number) } }
        try FreePBX.done("forward", "set", "1015", "1016")
        try FreePBX.done("forward", "set", "1016", "1015")
        #expect(Set(try findings("freepbx", "loop")).subtracting(before) == ["error extension:1015"])
    }

    @Test("what no call comes to", arguments: Profiles.all)
    func unreachable(profile: String) throws {
        let isFree = profile == "freepbx"
        let statement = isFree
            ? """
            INSERT INTO announcement (announcement_id, description, post_dest) VALUES (91, 'Lone one', 'app-announcement-92,s,1'), (92, 'Lone two', 'app-announcement-91,s,1');
            """
            : "DELETE FROM v_ivr_menu_options WHERE ivr_menu_option_action = 'menu-sub';"
        let found = try added(profile, "unreachable", by: statement)
        #expect(found == (isFree ? ["warning announcement:91", "warning announcement:92"] : ["info ivr:701"]), "\(found)")
    }

    @Test("groups that ring nobody", arguments: Profiles.all)
    func empty(profile: String) throws {
        let isFree = profile == "freepbx"
        let statement = isFree
            ? "UPDATE ringgroups SET grplist = '6399' WHERE grpnum = '601'; DELETE FROM queues_details WHERE id = '700' AND keyword = 'member';"
            : """
            DELETE FROM v_ring_group_destinations WHERE ring_group_uuid IN (SELECT ring_group_uuid FROM v_ring_groups WHERE ring_group_extension = '604');
            DELETE FROM v_call_center_tiers;
            """
        let found = try added(profile, "empty-group", by: statement)
        #expect(found == (isFree ? ["error ringgroup:601", "warning queue:700"] : ["error ringgroup:604", "warning queue:800", "warning queue:801"]), "\(found)")
        if isFree { #expect(try findings(profile, "empty-group").contains("warning queue:701")) }
    }

    @Test("numbers that two have", arguments: Profiles.all)
    func duplicates(profile: String) throws {
        let isFree = profile == "freepbx"
        let statement = isFree
            ? """
            UPDATE ringgroups SET grpnum = '1005' WHERE grpnum = '0602';
            INSERT INTO incoming (extension, cidnum, destination) VALUES ('15551231001', '', 'app-blackhole,hangup,1');
            """
            : """
            UPDATE v_call_center_queues SET queue_extension = '600' WHERE queue_extension = '801';
            UPDATE v_extensions SET number_alias = '750' WHERE extension = '1020';
            """
        let found = try added(profile, "duplicate-number", by: statement)
        #expect(found == (isFree ? ["error ringgroup:1005", "error did:15551231001"] : ["error queue:600", "error extension:1020"]), "\(found)")
    }

    // MARK: - Extensions

    @Test("emergency caller ids", arguments: Profiles.all)
    func emergency(profile: String) throws {
        func having(_ number: String) throws -> [String] {
            let kept = try Paths.keep(profile)
            defer { kept.restore() }
            try Paths.sql(
                profile, profile == "freepbx" ? "UPDATE devices SET emergency_cid = '\(number)' WHERE id = '1001';"
                    : "UPDATE v_extensions SET emergency_caller_id_number = '\(number)' WHERE extension = '1001' AND domain_uuid = \(FusionPBX.identifier())")
            return try Paths.run(profile, "check", "emergency-caller-id", "--severity", "info").array()
                .filter { $0["object"] as? String == "extension:1001" }.compactMap { $0["why"] as? String }
        }
        let foreign = try having("19995550000")
        #expect(foreign.count == 1 && foreign[0].contains("19995550000"), "\(foreign)")
        // One of the PBX's own, with its country code or without.
        for number in profile == "freepbx" ? ["15551230000", "+15551230000"] : ["12085551212", "2085551313"] { #expect(try having(number) == [], "\(number)") }
        #expect(try findings(profile, "emergency-caller-id").contains { $0.hasPrefix("warning extension:10") }, "some of the office have none")
    }

    private func password(_ profile: String, _ text: String, of numbers: String...) -> String {
        let list = numbers.map { "'\($0)'" }.joined(separator: ", ")
        return profile == "freepbx" ? "UPDATE sip SET data = '\(text)' WHERE id IN (\(list)) AND keyword = 'secret';"
            : "UPDATE v_extensions SET password = '\(text)' WHERE extension IN (\(list)) AND domain_uuid = \(FusionPBX.identifier())"
    }

    @Test("passwords that are guessed, never shown", arguments: Profiles.all)
    func weak(profile: String) throws {
        for secret in ["1005", "short1", "aaaaaaaaaaaaaa", "abcdefghijklmn", "4711081547", "password1"] {
            #expect(try added(profile, "weak-secret", by: password(profile, secret, of: "1005")) == ["error extension:1005"], "\(secret)")
        }
        #expect(try added(profile, "weak-secret", by: password(profile, "Kx7-pQ2z-99Lm", of: "1005")) == [])
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        try Paths.sql(profile, password(profile, "qwertzq", of: "1005"))
        for format in ["json", "table", "csv"] {
            #expect(try !Program.run("--profile", profile, "-o", format, "check", "weak-secret", "--severity", "info").output.contains("qwertzq"))
        }
    }

    @Test("PINs that are guessed", arguments: FusionPBX.allCases)
    func weakPINs(desk: FusionPBX) throws {
        func having(_ pin: String) throws -> Set<String> {
            try added(
                desk.rawValue, "weak-secret",
                by: "UPDATE v_voicemails SET voicemail_password = '\(pin)' WHERE voicemail_id = '1001' AND domain_uuid = \(FusionPBX.identifier())")
        }
        for pin in ["1001", "12", "7777", "12345"] { #expect(try having(pin) == ["warning voicemail:1001"], "\(pin)") }
        #expect(try having("274016") == [])
    }

    @Test("one password for several phones", arguments: Profiles.all)
    func reused(profile: String) throws {
        let found = try added(profile, "reused-secret", by: password(profile, "aSecretOfSixteen", of: "1005", "1016"))
        #expect(found == ["error extension:1005", "error extension:1016"], "\(found)")
        #expect(try added(profile, "reused-secret", by: password(profile, "aSecretOfSixteen", of: "1005")) == [])
    }

    @Test("PINs that are guessed, and one PIN for many mailboxes")
    func pinsFreePBX() throws {
        let numbers = (0..<3).map { _ in Numbers.extension() }
        defer { numbers.forEach(FreePBX.remove) }
        func having(_ pins: [String], _ rule: String) throws -> Set<String> {
            for (number, pin) in zip(numbers, pins) { try FreePBX.done("extension", "set", number, "--voicemail-pin-file", "-", input: pin) }
            let found = try findings("freepbx", rule)
            return Set(found.filter { finding in numbers.contains { finding.hasSuffix(":\($0)") } })
        }
        for number in numbers { try FreePBX.done("extension", "add", number, "--voicemail") }
        let all = Set(numbers.map { "info voicemail:\($0)" })
        #expect(try having(["274016", "274016", "274016"], "reused-secret") == all)
        #expect(try !Paths.run("freepbx", "check", "reused-secret", "--severity", "info").output.contains("274016"))
        #expect(try having(["274016", "274016", "381592"], "reused-secret") == [], "two may have hit on the same")
        #expect(try having(["1234", "98765", "5555"], "weak-secret") == Set(numbers.map { "warning voicemail:\($0)" }))
        #expect(try having(["274016", "590317", "381592"], "weak-secret") == [])
    }

    @Test("one PIN for many mailboxes", arguments: FusionPBX.allCases)
    func reusedPINs(desk: FusionPBX) throws {
        func having(_ numbers: String...) throws -> Set<String> {
            let list = numbers.map { "'\($0)'" }.joined(separator: ", ")
            return try added(
                desk.rawValue, "reused-secret",
                by: "UPDATE v_voicemails SET voicemail_password = '274016' WHERE voicemail_id IN (\(list)) AND domain_uuid = \(FusionPBX.identifier())")
        }
        #expect(try having("1001", "1002", "1005") == ["info voicemail:1001", "info voicemail:1002", "info voicemail:1005"])
        #expect(try having("1001", "1002") == [])
    }

    @Test("mailboxes that nobody empties")
    func unreadFreePBX() throws {
        let before = Set(try findings("freepbx", "unread-mailbox"))
        let folder = "\(Lab.value("LAB_ASTERISK_SPOOL"))/voicemail/default/1012/INBOX"
        let existed = FileManager.default.fileExists(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let files = (0..<20).flatMap { index in ["txt", "wav"].map { "\(folder)/msg\(String(format: "%04d", 100 + index)).\($0)" } }
        defer {
            for file in files { try? FileManager.default.removeItem(atPath: file) }
            if !existed { try? FileManager.default.removeItem(atPath: folder) }
        }
        for file in files.dropLast(2) { try Data("[message]\n".utf8).write(to: URL(filePath: file)) }
        #expect(Set(try findings("freepbx", "unread-mailbox")).subtracting(before) == [], "19 are none too many")
        for file in files.suffix(2) { try Data("[message]\n".utf8).write(to: URL(filePath: file)) }
        #expect(Set(try findings("freepbx", "unread-mailbox")).subtracting(before) == ["warning voicemail:1012"])
    }

    @Test("mailboxes that nobody empties", arguments: FusionPBX.allCases)
    func unreadFusionPBX(desk: FusionPBX) throws {
        func messages(_ count: Int) throws -> Set<String> {
            try added(
                desk.rawValue, "unread-mailbox",
                by: """
                    DELETE FROM v_voicemail_messages WHERE voicemail_uuid IN (SELECT voicemail_uuid FROM v_voicemails WHERE voicemail_id = '1002' AND domain_uuid = \(FusionPBX.identifier()));
                    INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch)
                    SELECT gen_random_uuid(), domain_uuid, voicemail_uuid, 1795183200 FROM v_voicemails, generate_series(1, \(count)) WHERE voicemail_id = '1002' AND domain_uuid = \(FusionPBX.identifier());
                    """)
        }
        #expect(try messages(20) == ["warning voicemail:1002"])
        #expect(try messages(19) == [])
    }

    @Test("phones that calls come to and that are not there", arguments: Profiles.all)
    func unregistered(profile: String) throws {
        let isFree = profile == "freepbx"
        let statement = isFree ? "UPDATE incoming SET destination = 'from-did-direct,1008,1' WHERE extension = '15551230002';"
            : """
            UPDATE v_call_flows SET call_flow_data = '1020 \(Self.transfer)' WHERE call_flow_extension = '710';
            DELETE FROM v_voicemails WHERE voicemail_id = '1020';
            """
        let found = try added(profile, "unregistered", by: statement)
        #expect(found == [isFree ? "warning extension:1008" : "warning extension:1020"], "\(found)")
        let office = try findings(profile, "unregistered")
        // With a mailbox behind it nothing is lost; FusionPBX's 1001 has phones.
        if isFree { #expect(office.contains("info extension:2001")) } else { #expect(!office.contains { $0.hasSuffix("extension:1001") }) }
    }

    // MARK: - Trunks

    @Test("trunks that are down and used, or to be registered with")
    func trunksFreePBX() throws {
        func having(_ values: String, registration: String = "receive", _ further: String = "") throws -> Set<String> {
            try added("freepbx", "trunk-down", by: """
                INSERT INTO trunks (trunkid, tech, channelid, name, outcid, disabled) VALUES \(values);
                INSERT INTO pjsip VALUES ('75', 'trunk_name', 'lab75', 0), ('75', 'registration', '\(registration)', 1);
                \(further)
                """)
        }
        let down = "(75, 'pjsip', 'lab75', 'lab75', '', 'off')", routed = "INSERT INTO outbound_route_trunks VALUES (2, 75, 9);"
        // Asterisk has not loaded it.
        #expect(try having(down) == [], "nobody uses it")
        #expect(try having(down, registration: "send") == ["error trunk:75"], "calls from there do not come")
        #expect(try having("(75, 'pjsip', 'lab75', 'lab75', '', 'on')", registration: "send", routed) == [], "it is switched off")
        let alone = "DELETE FROM outbound_route_trunks; \(routed)"
        #expect(try having(down, alone) == ["error trunk:75"], "its route has no other")
        let other = "\(alone) INSERT INTO outbound_route_trunks VALUES (2, 76, 10);"
        #expect(try having("\(down), (76, 'dahdi', 'g0', 'line', '', 'off')", other) == ["warning trunk:75"], "its route has another")
        #expect(try having("\(down), (76, 'dahdi', 'g0', 'line', '', 'on')", other) == ["error trunk:75"], "its route's other is switched off")
    }

    @Test("trunks that are down and used, or to be registered with", arguments: FusionPBX.allCases)
    func trunks(desk: FusionPBX) throws {
        let office = try FusionPBXOffice(desk)
        defer { office.close() }
        func uuid(_ name: String) throws -> String { try office.sql("SELECT gateway_uuid FROM v_gateways WHERE gateway = '\(name)'").first ?? "none" }
        func said(_ lines: String...) throws -> [String] {
            try office.node.write("gateways", lines.joined(separator: "\n"))
            return try office.run(["check", "trunk-down", "--severity", "info"]).array().map { "\($0["severity"] ?? "") \($0["object"] ?? "") \($0["why"] ?? "")" }
        }
        let carrier = try uuid("carrier"), backup = try uuid("backup"), retired = try uuid("retired")
        #expect(try office.run(["check", "trunk-down"]).status == 0)
        let failed = try said("\(carrier) FAIL_WAIT UP", "\(retired) NOREG DOWN")
        #expect(failed.count == 1 && failed[0].hasPrefix("error trunk:carrier") && failed[0].contains("FAIL_WAIT") && failed[0].contains("carrier.10d"), "\(failed)")
        let mute = try said("\(backup) NOREG DOWN")
        #expect(mute.count == 1 && mute[0].hasPrefix("error trunk:backup") && mute[0].contains("backup.international"), "\(mute)")
        #expect(try said("\(carrier) REGED UP") == [])
        try office.sql("UPDATE v_dialplans SET dialplan_enabled = 'false' WHERE dialplan_name = 'backup.international'")
        defer { _ = try? office.sql("UPDATE v_dialplans SET dialplan_enabled = 'true' WHERE dialplan_name = 'backup.international'") }
        #expect(try said("\(backup) NOREG DOWN") == [], "no route uses it any more")
    }

    @Test("a switch that does not answer keeps no other rule from being looked at", arguments: Profiles.all)
    func switchDown(profile: String) throws {
        let isFree = profile == "freepbx"
        let office = isFree ? nil : try FusionPBXOffice(Paths.desk(profile), offline: true)
        defer { office?.close() }
        let environment = ["PBXCTL_CONFIG": try office?.configuration ?? FreePBX.configurationWithoutManager()]
        func check(_ words: String...) throws -> Program.Outcome {
            try Program.run(arguments: ["--profile", isFree ? "freepbx" : "office", "-o", "json", "check"] + words, environment: environment)
        }
        for rule in ["trunk-down", "unregistered", isFree ? "followme-drift" : "stale-cache"] {
            #expect(try check(rule).status == 5, "\(rule): there is nothing else to say")
        }
        let quiet = try check("duplicate-number", "trunk-down")
        #expect(try quiet.status == 8 && quiet.array().isEmpty && quiet.errors.contains("not looked at: trunk-down"), "\(quiet.errors)")
        #expect(try check("duplicate-number").status == 0)
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        try Paths.sql(profile, password(profile, "1005", of: "1005"))
        let all = try check()
        #expect(all.status == 9 && all.errors.contains("trunk-down"), "\(all.errors)")
        #expect(try all.array().contains { $0["object"] as? String == "extension:1005" && $0["rule"] as? String == "weak-secret" })
        if isFree {
            #expect(all.errors.contains("part of loop"), "\(all.errors)")
            #expect(try check("weak-secret", "--fix", "leftover").status == 2)
            #expect(try check("--fix", "leftover").status == 5)
        }
    }

    @Test("a table that is missing keeps no other rule from being looked at")
    func missingModule() throws {
        try FreePBX.without(table: "trunks") {
            let named = try FreePBX.pbxctl("check", "trunk-down")
            #expect(named.status == 7, "\(named.errors)")
            #expect(try FreePBX.pbxctl("check", "trunk-down", "duplicate-number").status == 8)
            let all = try FreePBX.pbxctl("check")
            #expect(all.status == 9 && !all.errors.contains("not looked at"), "\(all.errors)")
        }
    }

    // MARK: - Stores that disagree

    @Test("follow-me that is not what the web interface shows, and mends it")
    func followMe() throws {
        let kept = try KeptTables.freePBX("findmefollow")
        defer {
            kept.restore()
            _ = try? Lab.asterisk("database put AMPUSER 1002/followme/grplist 1002")
            _ = try? Lab.asterisk("database put AMPUSER 1003/followme/strategy ringallv2-prim")
        }
        let before = Set(try findings("freepbx", "followme-drift"))
        let strategy = try Lab.astDB("AMPUSER", "1003/followme/strategy")
        _ = try Lab.asterisk("database put AMPUSER 1002/followme/grplist 1002-1003")
        _ = try Lab.asterisk("database del AMPUSER 1003/followme/strategy")
        #expect(Set(try findings("freepbx", "followme-drift")).subtracting(before) == ["warning followme:1002", "warning followme:1003"])
        let done = try Paths.run("freepbx", "check", "--fix", "followme-drift")
        #expect(done.status == 0, "\(done.errors)")
        #expect(try findings("freepbx", "followme-drift").isEmpty)
        // The list is what calls went by, the strategy what the table has.
        #expect(try Lab.mysql("SELECT grplist FROM findmefollow WHERE grpnum = '1002';") == ["1002-1003"])
        #expect(try Lab.astDB("AMPUSER", "1003/followme/strategy") == strategy)
        try undo("freepbx")
    }

    @Test("copies that the switch still goes by, and deletes them", arguments: FusionPBX.allCases)
    func cache(desk: FusionPBX) throws {
        let profile = desk.rawValue
        func path(_ key: String) -> String { "\(Lab.value("LAB_FUSION_CACHE"))/\(key.replacingOccurrences(of: ":", with: "."))" }
        let user = path("directory:1020@\(FusionPBX.domain)"), number = path("dialplan:public:12085551212"), good = path("directory:1021@\(FusionPBX.domain)")
        defer { for file in [user, number, good] { try? FileManager.default.removeItem(atPath: file) } }
        let before = Set(try findings(profile, "stale-cache"))
        let password = try #require(desk.sql("SELECT password FROM v_extensions WHERE extension = '1021' AND domain_uuid = \(FusionPBX.identifier())").first)
        for (file, text) in [
            (user, "<document><param name=\"password\" value=\"anOlderSecret\"/></document>"), (good, "<document><param name=\"password\" value=\"\(password)\"/></document>"),
            (number, "<document><extension name=\"not-found\"/></document>"),
        ] { try Data(text.utf8).write(to: URL(filePath: file)) }
        let outcome = try Paths.run(profile, "check", "stale-cache")
        #expect(Set(try findings(profile, "stale-cache")).subtracting(before) == ["error extension:1020", "error did:12085551212"])
        #expect(!outcome.output.contains("anOlderSecret") && !outcome.output.contains(password))
        #expect(try Paths.run(profile, "check", "--fix", "stale-cache").status == 0)
        #expect(!FileManager.default.fileExists(atPath: user) && !FileManager.default.fileExists(atPath: number) && FileManager.default.fileExists(atPath: good))
        #expect(try findings(profile, "stale-cache") == [])
    }

    @Test("what extensions left behind, and takes it away")
    func leftovers() throws {
        let number = Numbers.extension()
        defer { for family in ["AMPUSER", "CF"] { _ = try? Lab.asterisk("database deltree \(family) \(number)") } }
        let before = Set(try findings("freepbx", "leftover"))
        _ = try Lab.asterisk("database put AMPUSER \(number)/cidname Ghost")
        _ = try Lab.asterisk("database put CF \(number) 1001")
        #expect(Set(try findings("freepbx", "leftover")).subtracting(before) == ["warning extension:\(number)"])
        let done = try Paths.run("freepbx", "check", "--fix", "leftover")
        #expect(done.status == 0, "\(done.errors)")
        #expect(try !findings("freepbx", "leftover").contains("warning extension:\(number)"))
        #expect(try Lab.astDB("AMPUSER", "\(number)/cidname") == nil && Lab.astDB("CF", number) == nil)
    }

    @Test("what AstDB sums up by itself and what a user without the console reads is the same")
    func withoutConsole() throws {
        let number = Numbers.extension()
        let list = try Lab.astDB("AMPUSER", "1003/followme/grplist") ?? "1003"
        defer {
            _ = try? Lab.asterisk("database deltree AMPUSER \(number)")
            _ = try? Lab.asterisk("database del AMPUSER here=not")
            _ = try? Lab.asterisk("database put AMPUSER 1003/followme/grplist \(list)")
        }
        _ = try Lab.asterisk("database put AMPUSER \(number)/recording/priority 10")
        _ = try Lab.asterisk("database put AMPUSER here=not a=b,c")
        _ = try Lab.asterisk("database put AMPUSER 1003/followme/grplist 1003-1004")
        for rule in ["leftover", "followme-drift"] {
            let console = try FreePBX.pbxctl("check", rule, "--severity", "info"), reporter = try FreePBX.withReporter("check", rule, "--severity", "info")
            #expect(console.status == 9 && reporter.status == 9, "\(rule): \(console.errors) \(reporter.errors)")
            #expect(console.output == reporter.output && console.output.contains(rule == "leftover" ? number : "1003"), "\(rule)")
        }
    }

    @Test("what extensions left behind", arguments: FusionPBX.allCases)
    func leftovers(desk: FusionPBX) throws {
        let found = try added(
            desk.rawValue, "leftover",
            by: """
                UPDATE v_call_center_agents SET agent_contact = 'user/6388@\(FusionPBX.domain)' WHERE agent_name = 'Alice';
                INSERT INTO v_voicemails (voicemail_uuid, domain_uuid, voicemail_id) SELECT gen_random_uuid(), domain_uuid, '6389' FROM v_domains WHERE domain_name = '\(FusionPBX.domain)';
                """)
        #expect(found == ["warning extension:6388", "info voicemail:6389"], "\(found)")
    }

    @Test("what extensions left behind, and takes it away", arguments: FusionPBX.allCases)
    func fixLeftovers(desk: FusionPBX) throws {
        let profile = desk.rawValue
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        try desk.sql(
            """
            UPDATE v_call_center_agents SET agent_contact = 'user/6388@\(FusionPBX.domain)' WHERE agent_name = 'Alice';
            INSERT INTO v_device_lines (device_line_uuid, domain_uuid, device_uuid, line_number, server_address, user_id, auth_id, enabled)
            SELECT gen_random_uuid(), domain_uuid, gen_random_uuid(), '1', domain_name, '6387', '6387', 'true' FROM v_domains WHERE domain_name = '\(FusionPBX.domain)';
            """)
        func left() throws -> [String] {
            try desk.sql(
                """
                SELECT user_id FROM v_device_lines WHERE user_id LIKE '638_' UNION ALL SELECT agent_name FROM v_call_center_agents WHERE agent_contact LIKE 'user/638%'
                """)
        }
        let lines = try desk.sql("SELECT count(*) FROM v_device_lines"), tiers = try desk.sql("SELECT count(*) FROM v_call_center_tiers")
        #expect(Set(try findings(profile, "leftover")).isSuperset(of: ["warning extension:6388", "warning extension:6387"]))
        let dry = try Paths.run(profile, "check", "--fix", "leftover", "--dry-run")
        #expect(try dry.status == 0 && (dry.object()["steps"] as? [Any])?.isEmpty == false && left().count == 2)
        let done = try Paths.run(profile, "check", "--fix", "leftover")
        #expect(done.status == 0, "\(done.errors)")
        #expect(try left() == [])
        #expect(try !findings(profile, "leftover").contains { $0.hasPrefix("warning") })
        #expect(try Paths.run(profile, "check", "--fix", "leftover").object()["changed"] as? Bool == false)
        try undo(profile)
        #expect(try left().sorted() == ["6387", "Alice"])
        #expect(try desk.sql("SELECT count(*) FROM v_device_lines") == lines && desk.sql("SELECT count(*) FROM v_call_center_tiers") == tiers)
    }

    // MARK: - The command

    @Test("says 0 where nothing is found, and takes rules it knows only", arguments: Profiles.all)
    func command(profile: String) throws {
        #expect(try Paths.run(profile, "check", "nosuch").status == 2)
        #expect(try Paths.run(profile, "check", "--severity", "nosuch").status == 2)
        #expect(try Paths.run(profile, "check", "--fix", "loop").status == 2, "what to do about a loop is not pbxctl's to say")
        #expect(try Paths.run(profile, "check", profile == "freepbx" ? "stale-cache" : "followme-drift").status == 7)
        let all = try Paths.run(profile, "check", "--severity", "info")
        #expect(all.status == 9, "\(all.errors)")
        let severities = try all.array().compactMap { $0["severity"] as? String }
        #expect(severities == ["error", "warning", "info"].flatMap { word in severities.filter { $0 == word } }, "the worst first")
        #expect(try Paths.run(profile, "check", "duplicate-number").status == 0)
        // No secret in it.
        #expect(!all.output.contains("secret\": \"") && !all.output.lowercased().contains("password is \""))
    }

    @Test("mends what dangles where that is safe, and undo takes it back", arguments: Profiles.all)
    func fixDangling(profile: String) throws {
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        let group = profile == "freepbx" ? "601" : "603"
        func members() throws -> [String] {
            let shown = try Paths.run(profile, "ringgroup", "show", group).object()
            return (shown["members"] as? [[String: Any]] ?? []).compactMap { $0["number"] as? String }.sorted()
        }
        let before = try members(), dangling = (before + ["6392"]).sorted()
        try Paths.sql(
            profile, profile == "freepbx" ? "UPDATE ringgroups SET grplist = CONCAT(grplist, '-6392') WHERE grpnum = '601';"
                : """
                INSERT INTO v_ring_group_destinations (ring_group_destination_uuid, domain_uuid, ring_group_uuid, destination_number, destination_delay, destination_enabled)
                SELECT gen_random_uuid(), domain_uuid, ring_group_uuid, '6392', 99, 'true' FROM v_ring_groups WHERE ring_group_extension = '603' AND domain_uuid = \(FusionPBX.identifier());
                """)
        let dry = try Paths.run(profile, "check", "--fix", "dangling-target", "--dry-run")
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(try (dry.object()["steps"] as? [Any])?.isEmpty == false)
        #expect(try members() == dangling, "a dry run changes nothing")
        let done = try Paths.run(profile, "check", "--fix", "dangling-target")
        #expect(done.status == 0, "\(done.errors)")
        #expect(try members() == before)
        #expect(try Paths.run(profile, "check", "--fix", "dangling-target").object()["changed"] as? Bool == false, "nothing is left to mend")
        #expect(try !findings(profile, "dangling-target").contains("error ringgroup:\(group)"))
        try undo(profile)
        #expect(try members() == dangling)
    }
}
