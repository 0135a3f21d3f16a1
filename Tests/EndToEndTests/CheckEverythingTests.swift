import Foundation
import Testing

/// A PBX with every defect that `check` knows: each rule finds its own in one run, and nothing of it afterwards.
@Suite("A PBX with every defect")
struct CheckEverythingTests {
    private func found(_ profile: String) throws -> Set<String> {
        let outcome = try Paths.run(profile, "check", "--severity", "info")
        guard outcome.status == 9 else { throw Program.Problem("\(profile): \(outcome.errors)") }
        #expect(!outcome.errors.contains("not looked at"), "\(outcome.errors)")
        return Set(try outcome.array().map { "\($0["rule"] ?? "") \($0["object"] ?? "")" })
    }

    private static let both: Set = [
        "dangling-target", "loop", "unreachable", "empty-group", "duplicate-number", "emergency-caller-id", "weak-secret", "reused-secret",
        "unread-mailbox", "unregistered", "trunk-down", "leftover",
    ]

    /// Every rule that this kind of PBX has, of which help lists the names.
    private func rules(_ profile: String) throws -> Set<String> {
        let all = try Program.run("check", "--help").output
        let own = Self.both.union([profile == "freepbx" ? "followme-drift" : "stale-cache"])
        for rule in own { #expect(all.contains(rule), "\(rule)") }
        return own
    }

    @Test("gives each rule its finding")
    func freePBX() throws {
        let ghost = Numbers.extension()
        let kept = try Paths.keepFreePBX()
        let folder = "\(Lab.value("LAB_ASTERISK_SPOOL"))/voicemail/default/1012/INBOX"
        let existed = FileManager.default.fileExists(atPath: folder)
        let files = (0..<20).map { "\(folder)/msg\(String(format: "%04d", 200 + $0)).txt" }
        let list = try Lab.astDB("AMPUSER", "1002/followme/grplist") ?? "1002"
        defer {
            kept.restore()
            for file in files { try? FileManager.default.removeItem(atPath: file) }
            if !existed { try? FileManager.default.removeItem(atPath: folder) }
            _ = try? Lab.asterisk("database deltree AMPUSER \(ghost)")
            _ = try? Lab.asterisk("database put AMPUSER 1002/followme/grplist \(list)")
        }
        _ = try Lab.mysql("UPDATE devices SET emergency_cid = '15551230000' WHERE id = '1001';")
        let before = try found("freepbx")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for file in files { try Data("[message]\n".utf8).write(to: URL(filePath: file)) }
        _ = try Lab.asterisk("database put AMPUSER \(ghost)/cidname Ghost")
        _ = try Lab.asterisk("database put AMPUSER 1002/followme/grplist 1002-1003")
        _ = try Lab.mysql(
            """
            UPDATE incoming SET destination = 'ext-group,6391,1' WHERE extension = '15551230002';
            UPDATE timeconditions SET falsegoto = 'timeconditions,2,1' WHERE timeconditions_id = 1;
            INSERT INTO announcement (announcement_id, description, post_dest) VALUES (91, 'Lone one', 'app-announcement-91,s,1');
            UPDATE ringgroups SET grplist = '' WHERE grpnum = '601';
            INSERT INTO incoming (extension, cidnum, destination) VALUES ('15551231001', '', 'app-blackhole,hangup,1');
            UPDATE devices SET emergency_cid = '19995550000' WHERE id = '1001';
            UPDATE sip SET data = '1005' WHERE id = '1005' AND keyword = 'secret';
            UPDATE sip SET data = 'aSecretOfSixteen' WHERE id IN ('1015', '1016') AND keyword = 'secret';
            UPDATE incoming SET destination = 'from-did-direct,1008,1' WHERE extension = '15551230600';
            INSERT INTO trunks (trunkid, tech, channelid, name, outcid, disabled) VALUES (75, 'pjsip', 'lab75', 'lab75', '', 'off');
            INSERT INTO pjsip VALUES ('75', 'trunk_name', 'lab75', 0), ('75', 'registration', 'send', 1);
            """)
        try expect(
            [
                "dangling-target did:15551230002", "loop timecondition:1", "unreachable announcement:91", "empty-group ringgroup:601",
                "duplicate-number did:15551231001", "emergency-caller-id extension:1001", "weak-secret extension:1005",
                "reused-secret extension:1015", "unread-mailbox voicemail:1012", "unregistered extension:1008", "trunk-down trunk:75",
                "followme-drift followme:1002", "leftover extension:\(ghost)",
            ], on: "freepbx", since: before)
    }

    @Test("gives each rule its finding", arguments: FusionPBX.allCases)
    func fusionPBX(desk: FusionPBX) throws {
        let profile = desk.rawValue, transfer = "XML \(FusionPBX.domain)", domain = FusionPBX.identifier()
        let before = try found(profile)
        let kept = try Paths.keepFusion(profile)
        let copy = "\(Lab.value("LAB_FUSION_CACHE"))/directory.1021@\(FusionPBX.domain)"
        defer {
            kept.restore()
            try? FileManager.default.removeItem(atPath: copy)
        }
        try Data("<document><param name=\"password\" value=\"anOlderSecret\"/></document>".utf8).write(to: URL(filePath: copy))
        try desk.sql(
            """
            UPDATE v_destinations SET destination_actions = '[{"destination_app":"transfer","destination_data":"6391 \(transfer)"}]' WHERE destination_number = '12085551616';
            UPDATE v_destinations SET destination_actions = '[{"destination_app":"transfer","destination_data":"1020 \(transfer)"}]' WHERE destination_number = '12085551818';
            UPDATE v_call_flows SET call_flow_data = '711 \(transfer)' WHERE call_flow_extension = '710';
            UPDATE v_call_flows SET call_flow_alternate_data = '710 \(transfer)' WHERE call_flow_extension = '711';
            DELETE FROM v_ivr_menu_options WHERE ivr_menu_option_action = 'menu-sub';
            DELETE FROM v_ring_group_destinations WHERE ring_group_uuid IN (SELECT ring_group_uuid FROM v_ring_groups WHERE ring_group_extension = '604');
            UPDATE v_call_center_queues SET queue_extension = '600' WHERE queue_extension = '801';
            UPDATE v_extensions SET emergency_caller_id_number = '19995550000' WHERE extension = '1001' AND domain_uuid = \(domain);
            UPDATE v_extensions SET password = '1005' WHERE extension = '1005' AND domain_uuid = \(domain);
            UPDATE v_extensions SET password = 'aSecretOfSixteen' WHERE extension IN ('1015', '1016') AND domain_uuid = \(domain);
            DELETE FROM v_voicemails WHERE voicemail_id = '1020' AND domain_uuid = \(domain);
            INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch)
            SELECT gen_random_uuid(), domain_uuid, voicemail_uuid, 1795183200 FROM v_voicemails, generate_series(1, 20) WHERE voicemail_id = '1002' AND domain_uuid = \(domain);
            INSERT INTO v_gateways (gateway_uuid, domain_uuid, gateway, profile, register, enabled) VALUES (gen_random_uuid(), \(domain), 'lab75', 'external', 'true', 'true');
            UPDATE v_call_center_agents SET agent_contact = 'user/6388@\(FusionPBX.domain)' WHERE agent_name = 'Alice';
            """)
        try expect(
            [
                "dangling-target did:12085551616", "loop callflow:710", "unreachable ivr:701", "empty-group ringgroup:604",
                "duplicate-number queue:600", "emergency-caller-id extension:1001", "weak-secret extension:1005", "reused-secret extension:1015",
                "unread-mailbox voicemail:1002", "unregistered extension:1020", "trunk-down trunk:lab75", "stale-cache extension:1021",
                "leftover extension:6388",
            ], on: profile, since: before)
    }

    private func expect(_ expected: Set<String>, on profile: String, since before: Set<String>) throws {
        let now = try found(profile)
        #expect(expected.subtracting(now) == [], "not found")
        #expect(expected.intersection(before) == [], "found where it was not seeded")
        #expect(Set(expected.map { String($0.prefix { $0 != " " }) }) == (try rules(profile)), "every rule has its defect")
    }
}
