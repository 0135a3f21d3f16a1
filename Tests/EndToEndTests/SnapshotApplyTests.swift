import Foundation
import Testing

/// What `snapshot apply` makes: after it the PBX is as the snapshot says, from wherever it came.
@Suite("Snapshots applied", .serialized)
struct SnapshotApplyTests {
    /// Objects with everything set that can be, and what takes them away again.
    private struct Rich {
        let office: SnapshotOffice
        let profile: String
        let main = Numbers.extension(), busy = Numbers.extension(), silent = Numbers.extension(), group = Numbers.extension()
        let did = Numbers.did(), other = Numbers.did(), blocked = Numbers.did()
        var isFreePBX: Bool { profile == "freepbx" }
        var extensions: [String] { [main, busy, silent] }

        init(_ profile: String) throws {
            self.profile = profile
            office = try SnapshotOffice(profile)
        }

        func make() throws {
            let mine = isFreePBX
                ? ["--call-waiting", "--ring-list", "33", "--rec-internal-in", "always", "--rec-external-out", "never"]
                : ["--emergency-caller-id-name", "Fire, O'Brien", "--description", "Desk; \"main\"", "--rec-internal-in", "always", "--rec-internal-out", "always"]
            try run(["extension", "add", main, "--name", "Main O'Neil", "--voicemail", "--email", "main@example.com",
                "--outbound-caller-id-name", "Out & About", "--outbound-caller-id-number", "15550001111", "--emergency-caller-id-number", "15550002222",
                "--followme", "--followmegrptime", "11", "--ring-seconds", "27", "--account-code", "acc-7"] + mine)
            try run(["extension", "add", busy, "--name", "Busy"])
            try run(["extension", "add", silent, "--name", "Silent", "--exttype", "virtual"])
            try run(["followme", "add", main, "15559876543"])
            try run(["followme", "add", main, busy])
            try run(["followme", "enable", main])
            if isFreePBX {
                // What only the web interface sets.
                _ = try Lab.mysql("UPDATE findmefollow SET strategy = 'hunt-prim', postdest = 'from-did-direct,\(busy),1', needsconf = 'CHECKED' WHERE grpnum = '\(main)';")
                for (key, value) in [("strategy", "hunt-prim"), ("postdest", "from-did-direct,\(busy),1"), ("grpconf", "ENABLED")] {
                    _ = try Lab.asterisk("database put AMPUSER \(main)/followme/\(key) \(value)")
                }
            }
            for (number, kind) in [(busy, "busy"), (busy, "no_answer"), (silent, "all")] {
                try run(["forward", "set", number, "15551230000", "--kind", kind])
            }
            try run(["dnd", "on", busy])
            let grouped = isFreePBX ? ["--strategy", "hunt"] : ["--strategy", "rollover", "--description", "All of us"]
            let members = isFreePBX ? ["--member", "\(main)", "--member", "15551234567#"] : ["--member", "\(main),delay=3,timeout=17", "--member", "15551234567"]
            try run(["ringgroup", "add", group, "--name", isFreePBX ? "Group <&> 1" : "Group O'Neil; 1", "--ring-seconds", "44", "--no-answer", "voicemail:\(main)", "--caller-id-prefix", "Grp "]
                + grouped + members)
            try run(["did", "add", did, "--to", "ringgroup:\(group)", "--description", "Main line", "--caller-id-prefix", "In "])
            try run(["did", "add", other, "--to", "extension:\(busy)"] + (isFreePBX ? ["--cidnum", "15557770000"] : ["--no-enabled"]))
            try run(["blocklist", "add", blocked, "--description", "Robot & co"])
            guard !isFreePBX else { return }
            try run(["blocklist", "add", blocked, "--extension", busy, "--action", "voicemail:\(main)", "--country-code", "44", "--name", "Robot", "--no-enabled"])
            try run(["blocklist", "add", blocked, "--direction", "outbound", "--action", "busy"])
        }

        private func run(_ line: [String]) throws {
            let outcome = try office.prepare(line)
            guard outcome.status == 0 else { throw Program.Problem("\(line): \(outcome.errors)") }
        }

        func remove() {
            office.delete("did", did, other)
            if isFreePBX { _ = try? office.run(["did", "delete", other, "--cidnum", "15557770000", "--yes", "--if-exists"]) }
            office.delete("ringgroup", group)
            let rows = (try? office.done("blocklist", "list", "--search", blocked, "-o", "json").array()) ?? []
            for row in rows { _ = try? office.prepare(["blocklist", "remove", row["uuid"] as? String ?? blocked, "--if-exists"]) }
            office.delete("extension", main, busy, silent)
            if isFreePBX { _ = try? FreePBX.reload() }
        }
    }

    private func isNothing(_ report: [String: Any]) -> Bool {
        report["changed"] as? Bool == false && ["added", "set", "deleted", "left"].allSatisfy { (report[$0] as? [Any])?.isEmpty == true }
    }

    @Test("all options of all kinds come back where all of it is gone: one change, the second time none", arguments: Profiles.all)
    func gone(_ profile: String) throws {
        let rich = try Rich(profile)
        let office = rich.office
        defer { rich.remove() }
        let before = try office.configuration(), stores = try Self.rows(rich)
        try rich.make()
        let file = "\(office.folder.path)/rich.json"
        try office.done("snapshot", "save", file, "--reveal")
        let wanted = try office.configuration()
        let secret = try office.done("extension", "show", rich.main, "--reveal", "-o", "json").object()["secret"] as? String
        rich.remove()
        #expect(try office.configuration() == before)

        let report = try office.done("snapshot", "apply", file, "-o", "json").object()
        let blocks = rich.isFreePBX
            ? ["blocklist:\(rich.blocked)"]
            : ["", " (extension \(rich.busy))", " (outbound)"].map { "blocklist:\(rich.blocked)\($0)" }
        let added = rich.extensions.map { "extension:\($0)" } + ["ringgroup:\(rich.group)", "did:\(rich.did)"]
            + ["did:\(rich.other)\(rich.isFreePBX ? " from 15557770000" : "")"] + blocks
        #expect(Set(report["added"] as? [String] ?? []) == Set(added), "\(report)")
        // The lists come with their extensions.
        #expect((report["set"] as? [String])?.isEmpty == true && (report["secrets"] as? [Any])?.isEmpty == true, "\(report)")
        #expect(try office.differences(file) == [])
        #expect(try office.configuration() == wanted)
        #expect(try office.done("extension", "show", rich.main, "--reveal", "-o", "json").object()["secret"] as? String == secret)
        #expect(try isNothing(office.done("snapshot", "apply", file, "-o", "json").object()))
        try readBack(rich)
        if rich.isFreePBX {
            try FreePBX.reload()
            #expect(try office.configuration() == wanted)
            #expect(try isNothing(office.done("snapshot", "apply", file, "-o", "json").object()))
        }
        let change = try #require(try office.done("history", "-o", "json").array().first { ($0["command"] as? String)?.contains("snapshot apply") == true })
        try office.done("undo", change["id"] as? String ?? "")
        #expect(try office.configuration() == before)
        #expect(try Self.rows(rich) == stores, "no row is left behind")
    }

    /// How many rows the tables have that objects are made of.
    private static func rows(_ rich: Rich) throws -> [String] {
        guard !rich.isFreePBX else {
            return try ["users", "devices", "sip", "incoming", "ringgroups", "findmefollow"].flatMap { try Lab.mysql("SELECT '\($0)', COUNT(*) FROM \($0);") }
        }
        let tables = [
            "v_extensions", "v_voicemails", "v_follow_me", "v_follow_me_destinations", "v_ring_groups", "v_ring_group_destinations", "v_destinations",
            "v_dialplans", "v_dialplan_details", "v_call_block",
        ]
        return try tables.flatMap { try Lab.postgres("SELECT '\($0)', count(*) FROM \($0)", database: rich.profile == "fusionpbx54" ? "fusionpbx_54" : "fusionpbx") }
    }

    /// The stores themselves.
    private func readBack(_ rich: Rich) throws {
        guard !rich.isFreePBX else {
            #expect(try Lab.mysql("SELECT grplist, strategy, postdest, needsconf, pre_ring, grptime FROM findmefollow WHERE grpnum = '\(rich.main)';")
                == ["\(rich.main)-15559876543#-\(rich.busy)\thunt-prim\tfrom-did-direct,\(rich.busy),1\tCHECKED\t11\t33"])
            for (key, value) in [
                ("grplist", "\(rich.main)-15559876543#-\(rich.busy)"), ("ddial", "DIRECT"), ("strategy", "hunt-prim"), ("grpconf", "ENABLED"),
                ("prering", "11"), ("grptime", "33"), ("postdest", "from-did-direct,\(rich.busy),1"),
            ] { #expect(try Lab.astDB("AMPUSER", "\(rich.main)/followme/\(key)") == value, "\(key)") }
            for (family, number, value) in [("DND", rich.busy, "YES"), ("CFB", rich.busy, "15551230000"), ("CFU", rich.busy, "15551230000"), ("CF", rich.silent, "15551230000")] {
                #expect(try Lab.astDB(family, number) == value, "\(family)")
            }
            #expect(try Lab.astDB("CustomDevstate", "DND\(rich.busy)") == "BUSY")
            #expect(try Lab.astDB("blacklist", rich.blocked) != nil)
            return
        }
        let database = rich.profile == "fusionpbx54" ? "fusionpbx_54" : "fusionpbx"
        #expect(try Lab.postgres(
            """
            SELECT d.follow_me_destination FROM v_follow_me_destinations d JOIN v_extensions e ON e.follow_me_uuid = d.follow_me_uuid
            JOIN v_follow_me f ON f.follow_me_uuid = d.follow_me_uuid AND f.follow_me_enabled::text = 'true' AND e.follow_me_enabled::text = 'true'
            WHERE e.extension = '\(rich.main)' ORDER BY d.follow_me_order::numeric
            """, database: database) == [rich.main, "15559876543", rich.busy])
        #expect(try Lab.postgres("SELECT do_not_disturb::text, forward_busy_destination FROM v_extensions WHERE extension = '\(rich.busy)'", database: database) == ["true|15551230000"])
        #expect(try Lab.postgres(
            """
            SELECT b.call_block_app, b.call_block_data, b.call_block_enabled::text FROM v_call_block b JOIN v_extensions e ON e.extension_uuid = b.extension_uuid
            WHERE b.call_block_number = '\(rich.blocked)' AND e.extension = '\(rich.busy)'
            """, database: database) == ["voicemail|\(rich.main)|false"])
    }

    @Test("a PBX where all of it is another way becomes like the snapshot, and undo brings the other back", arguments: Profiles.all)
    func different(_ profile: String) throws {
        let rich = try Rich(profile)
        let office = rich.office
        let more = Numbers.extension()
        defer {
            office.delete("extension", more)
            _ = try? office.prepare(["blocklist", "remove", more + "0001", "--if-exists"])
            rich.remove()
        }
        try rich.make()
        let file = try office.saved("rich")
        for line in [
            ["extension", "set", rich.main, "--name", "Other", "--no-voicemail", "--ring-seconds", "50", "--outbound-caller-id-number", "", "--rec-internal-in", "dontcare", "--rec-internal-out", "dontcare"],
            ["followme", "disable", rich.main], ["followme", "remove", rich.main, rich.busy], ["followme", "add", rich.main, "15550009999"],
            ["dnd", "off", rich.busy], ["forward", "clear", rich.busy, "--kind", "busy"], ["forward", "set", rich.busy, "15559990000", "--kind", "all"],
            ["forward", "clear", rich.silent, "--kind", "all"], ["dnd", "on", rich.silent],
            ["followme", "add", rich.busy, "15550008888"], ["followme", "enable", rich.busy],
            ["ringgroup", "set", rich.group, "--name", "Else", "--member", rich.busy, "--no-answer", "hangup", "--caller-id-prefix", ""],
            ["did", "set", rich.did, "--to", "hangup", "--description", "Elsewhere"],
            ["extension", "add", more, "--name", "More", "--voicemail"], ["blocklist", "add", more + "0001", "--description", "Another"],
        ] {
            let outcome = try office.prepare(line)
            #expect(outcome.status == 0, "\(line): \(outcome.errors)")
        }
        let blocks = try office.done("blocklist", "list", "--search", rich.blocked, "-o", "json").array()
        for row in blocks {
            let line = ["blocklist", "remove", row["uuid"] as? String ?? rich.blocked]
            #expect(try office.prepare(line).status == 0)
        }
        let before = try office.configuration()
        #expect(try office.differences(file).count > 15)

        // Without --prune nothing goes away, and what is more is said.
        let kept = try office.done("snapshot", "apply", file, "-o", "json").object()
        #expect((kept["deleted"] as? [String])?.isEmpty == true)
        let left = Set(kept["left"] as? [String] ?? [])
        #expect(left.isSuperset(of: ["extension not in the snapshot", "blocklist not in the snapshot"]), "\(kept)")
        let report = try office.done("snapshot", "apply", file, "--prune", "--yes", "-o", "json").object()
        #expect(Set(report["deleted"] as? [String] ?? []) == ["extension:\(more)", "blocklist:\(more)0001"], "\(report)")
        #expect(try office.differences(file) == [])
        #expect(try office.configuration() == String(contentsOfFile: file, encoding: .utf8))
        #expect(try isNothing(office.done("snapshot", "apply", file, "--prune", "--yes", "-o", "json").object()))
        try readBack(rich)
        for change in try office.done("history", "-o", "json").array().filter({ ($0["command"] as? String)?.contains("snapshot apply") == true }) {
            try office.done("undo", change["id"] as? String ?? "")
        }
        #expect(try office.configuration() == before)
    }

    @Test("an extension that has no list in the snapshot has none afterwards", arguments: Profiles.all)
    func withoutList(_ profile: String) throws {
        let rich = try Rich(profile)
        let office = rich.office
        defer { rich.remove() }
        try rich.make()
        let lines = try String(contentsOfFile: office.saved("rich"), encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let edited = try #require(SnapshotOffice.without(lines) { $0.hasPrefix("{\"extension\":\"\(rich.main)\"") && $0.contains("\"members\"") })
        let text = edited.map { line in
            line.hasPrefix("{\"extension\":\"\(rich.main)\"") ? line.replacingOccurrences(of: "\"follow_me\":true", with: "\"follow_me\":false") : line
        }.joined(separator: "\n")
        #expect(try office.done("snapshot", "apply", "-", "--prune", "--yes", "-o", "json", input: text).object()["set"] as? [String] != nil)
        let rest = try office.run(["snapshot", "diff", "-", "-o", "json"], input: text)
        #expect(try rest.status == 0 && rest.array().isEmpty, "\(rest)")
        if rich.isFreePBX {
            #expect(try Lab.mysql("SELECT COUNT(*) FROM findmefollow WHERE grpnum = '\(rich.main)';") == ["0"])
            #expect(try !Lab.asterisk("database show AMPUSER").contains("\(rich.main)/followme/"))
        }
    }

    @Test("what is wrong in one place changes nothing: its place, the right status", arguments: Profiles.all)
    func wrong(_ profile: String) throws {
        let rich = try Rich(profile)
        let office = rich.office
        defer { rich.remove() }
        try rich.make()
        let text = try office.configuration()
        rich.remove()
        let before = try Stores.fingerprint(profile)
        let (main, group) = (rich.main, rich.group)
        func changed(_ pattern: String, _ value: String) throws -> String {
            let edited = text.replacing(try Regex(pattern), with: value, maxReplacements: 1)
            #expect(edited != text, "\(pattern)")
            return edited
        }
        let listLine = "\\{\"extension\":\"\(main)\",\"enabled\":true"
        for (edited, statuses, word) in [
            (try changed("\"extension\":\"\(main)\",\"name\"", "\"extension\":\"12; DROP\",\"name\""), [2, 3] as [Int32], rich.main),
            (try changed("\"name\":\"Main O'Neil\"", "\"name\":\"a\\nb\""), [2], main),
            (try changed("\"name\":\"Main O'Neil\"", "\"name\":{\"a\":1}"), [2], "name"),
            (try changed("\"call_forward_busy\":\"15551230000\"", "\"call_forward_busy\":\"1;rm -rf\""), [2], rich.busy),
            (try changed("\"do_not_disturb\":true", "\"do_not_disturb\":\"perhaps\""), [2], "do_not_disturb"),
            (try changed("\"number\":\"15559876543\"", "\"number\":\"$(reboot)\""), [2], main),
            (try changed(listLine, "{\"extension\":\"9876543\",\"enabled\":true"), [3], "9876543"),
            (try changed(listLine, "{\"extension\":\"\(main)\",\"enabled\":7"), [2], "enabled"),
            (try changed("\"id\":\"\(group)\"", "\"id\":\"9876543\""), [3, 2], "does not exist"),
            (try changed("\\{\"ringgroup\":\"\(group)\"", "{\"ringgroup\":\"\""), [2], "ringgroup"),
            (try changed("\\{\"number\":\"\(rich.blocked)\"", "{\"number\":\"'; --\""), [2], "--"),
            (try changed("\"state\":\"(normal|alternate)\"", "\"state\":\"sideways\""), [2], "sideways"),
        ] {
            let outcome = try office.run(["snapshot", "apply", "-"], input: edited)
            #expect(outcome.status.map(statuses.contains) == true && outcome.output.isEmpty && outcome.errors.contains(word), "\(word): \(outcome)")
        }
        #expect(try Stores.fingerprint(profile) == before)
    }
}
