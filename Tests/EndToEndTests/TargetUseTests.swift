import Foundation
import Testing

/// Asking the lab's PBXs where calls go.
enum Paths {
    static func run(_ profile: String, _ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", profile, "-o", "json"] + arguments)
    }

    /// Changes the store of a FreePBX; `keep` what it changes before.
    static func sql(_ profile: String, _ statement: String) throws {
        if profile == "freepbx" { _ = try Lab.mysql(statement) } else { try desk(profile).sql(statement) }
    }

    static func desk(_ profile: String) throws -> FusionPBX { try #require(FusionPBX(rawValue: profile)) }

    static let fusionTables = [
        "v_call_flows", "v_ivr_menus", "v_ivr_menu_options", "v_ring_groups", "v_ring_group_destinations", "v_call_center_queues",
        "v_call_center_tiers", "v_dialplans", "v_dialplan_details", "v_follow_me_destinations", "v_extensions", "v_destinations", "v_voicemails",
        "v_voicemail_messages", "v_call_center_agents", "v_gateways", "v_device_lines",
    ]

    static func keepFusion(_ profile: String) throws -> KeptTables { try .fusionPBX(desk(profile).database, fusionTables) }

    static func keepFreePBX() throws -> KeptTables {
        try .freePBX(
            "incoming", "ivr_entries", "ivr_details", "announcement", "timeconditions", "timegroups_groups", "timegroups_details", "daynight",
            "queues_config", "queues_details", "miscdests", "ringgroups", "findmefollow", "users", "setcid", "recordings", "devices", "sip",
            "trunks", "pjsip", "outbound_route_trunks")
    }

    static func keep(_ profile: String) throws -> KeptTables { try profile == "freepbx" ? keepFreePBX() : keepFusion(profile) }
}

@Suite("Who leads to a target, and what nothing leads to")
struct TargetUseTests {
    private func uses(_ profile: String, _ target: String, _ options: String...) throws -> [String] {
        let outcome = try Program.run(arguments: ["--profile", profile, "-o", "json", "target", "uses", target] + options)
        guard outcome.status == 0 else { throw Program.Problem("\(target): \(outcome.errors)") }
        return try outcome.array().map { "\($0["type"] ?? "") \($0["id"] as? String ?? "") \($0["role"] ?? "")" }
    }

    @Test("names every kind of place, with its role")
    func freePBX() throws {
        let found = try uses("freepbx", "extension:1001")
        for expected in [
            "did 15551231001 always", "ivr 1 option 0", "ivr 1 time-out", "ivr 2 time-out", "announcement 2 always", "callflow 0 normal",
            "ringgroup 600 member", "queue 700 member", "native app-pagegroups,900,1 member",
        ] { #expect(found.contains(expected), "\(expected) of \(found)") }
        #expect(try uses("freepbx", "voicemail:1001").contains("ringgroup 600 no answer"))
        #expect(try uses("freepbx", "voicemail:1001").contains("callflow 0 alternate"))
        #expect(try uses("freepbx", "voicemail:1001").contains("extension 1001 mailbox"))
        #expect(try uses("freepbx", "extension:1012").contains("extension 1011 forward all"))
        #expect(try uses("freepbx", "extension:1012").contains("extension 1013 forward busy"))
        #expect(try uses("freepbx", "extension:1012").contains("extension 1014 forward no answer"))
        #expect(try uses("freepbx", "extension:1007").contains("followme 1006 member"))
        #expect(try uses("freepbx", "misc:1") == ["did _1555125XXXX always"])
        #expect(try uses("freepbx", "timecondition:1") == ["did 15551230000 always", "timecondition 2 no match"])
        #expect(try uses("freepbx", "announcement:1").contains("timecondition 1 no match"))
        #expect(try uses("freepbx", "timecondition:Holidays") == [])
        // The string of the PBX names it as well as the word for it.
        #expect(try uses("freepbx", "ext-group,600,1") == uses("freepbx", "ringgroup:600"))
    }

    @Test("names every kind of place, with its role", arguments: FusionPBX.allCases)
    func fusionPBX(desk: FusionPBX) throws {
        let profile = desk.rawValue
        let found = try uses(profile, "extension:1001")
        for expected in [
            "did 12085551212 always", "ringgroup 600 member", "ivr 700 option 1", "callflow 710 normal", "callflow 711 normal", "queue 800 member",
        ] { #expect(found.contains(expected), "\(expected) of \(found)") }
        let mailbox = try uses(profile, "voicemail:1001")
        for expected in [
            "did 12085551616 always", "ringgroup 600 no answer", "ivr 700 time-out", "ivr 700 invalid choice", "callflow 710 alternate",
            "timecondition 720 no match", "queue 800 no answer", "extension 1001 mailbox",
        ] { #expect(mailbox.contains(expected), "\(expected) of \(mailbox)") }
        #expect(try uses(profile, "ringgroup:600") == ["ivr 701 option 1", "timecondition 720 match", "did 12085551313 always"])
        #expect(try uses(profile, "ivr:701") == ["ivr 700 option 2"])
        #expect(try uses(profile, "extension:1005").contains("followme 1002 member"))
        let option = try Paths.run(profile, "target", "uses", "hangup").array().first { $0["type"] as? String == "ivr" }
        #expect(option?["in_force"] as? Bool == false, "a key that is switched off is said to be")
    }

    @Test("also by way of others", arguments: Profiles.all)
    func indirect(profile: String) throws {
        let isFree = profile == "freepbx"
        let rows = try Paths.run(profile, "target", "uses", isFree ? "announcement:1" : "ringgroup:600", "--indirect").array()
        let did = rows.first { $0["type"] as? String == "did" && $0["id"] as? String == (isFree ? "15551230000" : "4930123456") || $0["id"] as? String == "+4930123456" }
        #expect(did?["distance"] as? Int == 2 && did?["leads_to"] as? String == (isFree ? "timecondition:1" : "timecondition:720"), "\(rows)")
        let distances = rows.compactMap { $0["distance"] as? Int }
        #expect(distances == distances.sorted() && distances.first == 1)
    }

    @Test("of what is not there are those that dangle, else status 3", arguments: Profiles.all)
    func missing(profile: String) throws {
        for target in ["extension:9999", "ivr:9999", "queue:nosuch", "raw:nowhere,s,1"] where profile == "freepbx" || !target.hasPrefix("raw") {
            let outcome = try Paths.run(profile, "target", "uses", target)
            #expect(outcome.status == 3 && outcome.output.isEmpty, "\(target): \(outcome.errors)")
        }
        #expect(try Paths.run(profile, "target", "uses", "nonsense").status == 2)
        #expect(try Paths.run(profile, "target", "uses").status == 2)
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        if profile == "freepbx" {
            try Paths.sql(profile, "UPDATE ringgroups SET grplist = CONCAT(grplist, '-6399') WHERE grpnum = '600';")
            #expect(try uses(profile, "extension:6399") == ["ringgroup 600 member"])
        } else {
            try Paths.sql(profile, "UPDATE v_call_flows SET call_flow_data = '*996399 XML \(FusionPBX.domain)' WHERE call_flow_extension = '711'")
            #expect(try uses(profile, "voicemail:6399") == ["callflow 711 normal"])
        }
    }

    @Test("orphans are what nothing leads to", arguments: Profiles.all)
    func orphans(profile: String) throws {
        let before = try Paths.run(profile, "target", "orphans").array().map { "\($0["type"] ?? "") \($0["id"] as? String ?? "")" }
        let isFree = profile == "freepbx"
        #expect(before.contains(isFree ? "timecondition 2" : "queue 801"), "\(before)")
        #expect(!before.contains(isFree ? "timecondition 1" : "queue 800") && !before.contains { $0.hasPrefix("extension") })
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        try Paths.sql(
            profile, isFree ? "UPDATE incoming SET destination = 'timeconditions,2,1' WHERE extension = '15551230001';"
                : "UPDATE v_call_flows SET call_flow_data = '801 XML \(FusionPBX.domain)' WHERE call_flow_extension = '711'")
        let after = try Paths.run(profile, "target", "orphans").array().map { "\($0["type"] ?? "") \($0["id"] as? String ?? "")" }
        #expect(!after.contains(isFree ? "timecondition 2" : "queue 801"), "\(after)")
    }

    @Test("are of one tenant")
    func tenants() throws {
        let branch = try Program.run("--profile", "fusionpbx", "--domain", FusionPBX.branch, "-o", "json", "target", "uses", "extension:1001").array()
        #expect(branch.map { "\($0["type"] ?? "") \($0["id"] as? String ?? "")" }.sorted() == ["did 13035550001", "ringgroup 600"])
        #expect(try Program.run("--profile", "freepbx", "target", "orphans", "--all-domains").status == 7)
        let all = try Program.run("--profile", "fusionpbx", "-o", "json", "target", "orphans", "--all-domains").array()
        #expect(Set(all.compactMap { $0["domain"] as? String }).isSubset(of: [FusionPBX.domain, FusionPBX.branch]))
    }
}
