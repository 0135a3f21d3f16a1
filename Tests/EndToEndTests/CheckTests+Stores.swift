import Foundation
import Testing

/// Of what else knows: trunks that the switch sees down, stores that disagree, leftovers.
extension CheckTests {
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
}
