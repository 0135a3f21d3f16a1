import Foundation
import Testing

/// Each rule finds the case that is seeded for it, and nothing where that case is put right.
@Suite("What check finds")
struct CheckTests {
    func findings(_ profile: String, _ rule: String, severity: String = "info") throws -> [String] {
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
    func added(_ profile: String, _ rule: String, by statement: String) throws -> Set<String> {
        let before = Set(try findings(profile, rule))
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        try Paths.sql(profile, statement)
        return Set(try findings(profile, rule)).subtracting(before)
    }

    /// Takes the last change back.
    func undo(_ profile: String) throws {
        let change = try #require(Program.run("--profile", profile, "history", "-o", "name").lines.first)
        let outcome = try Paths.run(profile, "undo", change)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    static let transfer = "XML \(FusionPBX.domain)"

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
