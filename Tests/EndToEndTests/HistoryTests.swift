import Foundation
import Testing

@Suite("History, undo and saved plans")
struct HistoryTests {
    /// A folder of its own for the journal, and pbxctl working with it.
    private struct Desk {
        let folder: Folder
        let profile: String

        init(_ profile: String) throws {
            folder = try Folder()
            self.profile = profile
        }

        var state: String { folder.path + "/state" }

        func run(_ words: [String]) throws -> Program.Outcome {
            try Program.run(arguments: ["--profile", profile] + words, environment: ["PBXCTL_STATE": state])
        }

        func done(_ words: String...) throws -> Program.Outcome {
            let outcome = try run(words)
            guard outcome.status == 0 else { throw Program.Problem("\(words): \(outcome)") }
            return outcome
        }

        /// The changes, the newest first.
        func history() throws -> [[String: Any]] { try done("history", "--all", "-o", "json").array() }
        func newest() throws -> String { try (history().first?["id"] as? String) ?? "" }
    }

    @Test("each write is noted with who, when, on what, and the command; secrets stay hidden; files are the user's alone", arguments: Profiles.all)
    func noted(profile: String) throws {
        let desk = try Desk(profile)
        let number = Numbers.extension()
        let secret = try desk.folder.write("Hidden-7391-secret", to: "secret")
        _ = try desk.done("extension", "add", number, "--name", "O'Neil", "--secret-file", secret)
        let change = try #require(try desk.history().first)
        #expect(change["noun"] as? String == "extension" && change["object"] as? String == number && change["operation"] as? String == "add")
        #expect(change["outcome"] as? String == "done" && change["profile"] as? String == profile)
        #expect((change["command"] as? String)?.hasSuffix("extension add \(number) --name 'O'\\''Neil' --secret-file \(secret)") == true)
        let shown = try desk.done("history", "show", desk.newest(), "-o", "json")
        #expect(shown.output.contains("(hidden)") && !shown.output.contains("Hidden-7391"))
        let names = try FileManager.default.contentsOfDirectory(atPath: desk.state + "/history")
        #expect(names.count == 1)
        for path in [desk.state, desk.state + "/history", desk.state + "/history/\(names[0])"] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect((mode ?? 0o777) & 0o077 == 0, "\(path)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: desk.state + "/pending").isEmpty)
        _ = try desk.done("extension", "delete", number, "--yes")
    }

    @Test("undo takes changes back one after the other, to the stores as they were", arguments: ["freepbx", "fusionpbx"])
    func undo(profile: String) throws {
        let desk = try Desk(profile)
        let before = try Self.contents(profile)
        let (number, did, group) = (Numbers.extension(), Numbers.did(), Numbers.extension())
        _ = try desk.done("extension", "add", number, "--name", "First", "--voicemail")
        _ = try desk.done("extension", "set", number, "--name", "Second", "--email", "second@example.com")
        _ = try desk.done("did", "add", did, "--to", "extension:\(number)")
        _ = try desk.done("ringgroup", "add", group, "--name", "Group", "--member", number)
        _ = try desk.done("followme", "add", number, "1001")
        _ = try desk.done("extension", "delete", number, "--yes", "--cascade")
        let changes = try desk.history()
        #expect(changes.count == 6)
        for (index, change) in changes.enumerated() {
            let id = try #require(change["id"] as? String)
            let report = try desk.done("undo", id, "-o", "json").object()
            #expect(report["changed"] as? Bool == true)
            if index == 0 {
                #expect(try desk.done("extension", "show", number, "-o", "json").object()["email"] as? String == "second@example.com")
            }
        }
        #expect(try desk.run(["extension", "show", number]).status == 3)
        let difference = try Self.contents(profile).symmetricDifference(before)
        #expect(difference.isEmpty, "\(difference)")
        #expect(try desk.history().filter { $0["outcome"] as? String == "undone" }.count == 6)
        #expect(try desk.run(["undo", changes[0]["id"] as? String ?? ""]).status == 4)
    }

    @Test("undo of a new extension takes along what FreePBX's reload has made of it")
    func undoAfterReload() throws {
        let desk = try Desk("freepbx")
        let number = Numbers.extension()
        _ = try desk.done("extension", "add", number, "--name", "First", "--voicemail", "--apply")
        func traces() throws -> [String] {
            let lines = try String(contentsOfFile: Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf", encoding: .utf8)
                + Lab.asterisk("database show")
            return lines.split(separator: "\n").map(String.init).filter { $0.contains(number) }
        }
        #expect(try traces().contains { $0.contains("/hint") } && traces().contains { $0.hasPrefix("\(number)@device") })
        let change = try #require(try desk.history().first?["id"] as? String)
        _ = try desk.done("undo", change, "--apply")
        #expect(try traces() == [])
    }

    @Test("long values of AstDB come back whole, and registrations do not come back")
    func longValues() throws {
        let desk = try Desk("freepbx")
        let number = Numbers.extension()
        _ = try desk.done("extension", "add", number, "--followme")
        let list = (0..<22).map { "1555123\(1000 + $0)#" }.joined(separator: "-")
        _ = try Lab.asterisk("database put AMPUSER \(number)/followme/grplist \(list)")
        let contact = #"{\"uri\":\"sip:\#(number)@127.0.0.1:5060\",\"user_agent\":\"\#(String(repeating: "x", count: 230))\"}"#
        _ = try Lab.asterisk("database put registrar \"contact/\(number);@0123456789abcdef0123456789abcdef\" \"\(contact)\"")
        #expect(list.utf8.count > 255 && contact.utf8.count > 255)
        #expect(try Lab.asterisk("database show registrar").contains("contact/\(number);"))
        _ = try desk.done("extension", "delete", number, "--yes")
        let change = try #require(try desk.history().first?["id"] as? String)
        _ = try desk.done("undo", change)
        let shown = try Lab.asterisk("database show AMPUSER \(number)/followme/grplist")
        #expect(shown.contains(": \(list)\n"), "\(shown)")
        #expect(try !Lab.asterisk("database show registrar").contains("contact/\(number);"))
        _ = try desk.done("extension", "delete", number, "--yes")
    }

    @Test("undo is refused where the same fields have been changed since, by pbxctl or by others", arguments: ["freepbx", "fusionpbx"])
    func refused(profile: String) throws {
        let desk = try Desk(profile)
        let number = Numbers.extension()
        _ = try desk.done("extension", "add", number, "--name", "First")
        _ = try desk.done("extension", "set", number, "--name", "Second")
        let first = try desk.newest()
        _ = try desk.done("extension", "set", number, "--name", "Third")
        let outcome = try desk.run(["undo", first])
        #expect(outcome.status == 4 && outcome.errors.contains("Third"), "\(outcome)")
        // Another field does not stand in the way.
        let third = try desk.newest()
        _ = try desk.done("undo", third)
        if profile == "freepbx" {
            _ = try Lab.mysql("UPDATE users SET name = 'By hand' WHERE extension = '\(number)'")
        } else {
            _ = try Lab.postgres(
                "UPDATE v_extensions SET effective_caller_id_name = 'By hand' WHERE extension = '\(number)'",
                database: profile == "fusionpbx54" ? "fusionpbx_54" : "fusionpbx")
        }
        let before = try Stores.fingerprint(profile)
        #expect(try desk.run(["undo", first]).status == 4)
        #expect(try Stores.fingerprint(profile) == before)
        if profile == "freepbx" { try refusedForOneOfManyRows(desk) }
        #expect(try desk.run(["undo", "nothing"]).status == 3)
        _ = try desk.done("extension", "delete", number, "--yes")
    }

    /// One of the many rows of a new phone, changed by somebody else, keeps the whole from going.
    private func refusedForOneOfManyRows(_ desk: Desk) throws {
        let number = Numbers.extension()
        _ = try desk.done("extension", "add", number, "--name", "New")
        let added = try desk.newest()
        _ = try Lab.mysql("UPDATE sip SET data = 'by-hand' WHERE id = '\(number)' AND keyword = 'context'")
        let before = try Stores.fingerprint(desk.profile)
        #expect(try desk.run(["undo", added]).status == 4)
        #expect(try Stores.fingerprint(desk.profile) == before)
        _ = try desk.done("extension", "delete", number, "--yes")
    }

    @Test("a saved plan is carried out exactly, once, and only while what was read holds", arguments: Profiles.all)
    func savedPlan(profile: String) throws {
        let desk = try Desk(profile)
        let number = Numbers.extension()
        let before = try Stores.fingerprint(profile)
        let file = desk.folder.path + "/plan"
        _ = try desk.done("extension", "add", number, "--name", "Planned", "--plan-out", file)
        #expect(try Stores.fingerprint(profile) == before)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        #expect(try desk.run(["extension", "add", number, "--plan-out", file]).status == 4)
        #expect(try desk.done("plan", "show", file, "-o", "json").array().contains { $0["after"] as? String == "Planned" })
        let report = try desk.done("plan", "apply", file, "-o", "json").object()
        #expect(report["changed"] as? Bool == true && (report["after"] as? [String: Any])?["name"] as? String == "Planned")
        #expect(report["secret"] is String)
        #expect(try desk.run(["plan", "apply", file]).status == 4)

        let change = desk.folder.path + "/change"
        _ = try desk.done("extension", "set", number, "--name", "Later", "--plan-out", change)
        _ = try desk.done("extension", "set", number, "--account-code", "77")
        let stale = try desk.run(["plan", "apply", change])
        #expect(stale.status == 4 && stale.errors.contains("stale"), "\(stale)")
        #expect(try desk.done("extension", "show", number, "-o", "json").object()["name"] as? String == "Planned")
        _ = try desk.done("extension", "delete", number, "--yes")
    }

    @Test("a saved plan that others could have changed, or that is none, is refused")
    func badPlans() throws {
        let desk = try Desk("freepbx")
        let file = desk.folder.path + "/plan"
        _ = try desk.done("dnd", "on", "1002", "--plan-out", file)
        let elsewhere = try Program.run("--profile", "fusionpbx", "plan", "apply", file, environment: ["PBXCTL_STATE": desk.state])
        #expect(elsewhere.status == 2 && elsewhere.errors.contains("--profile"), "\(elsewhere)")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        #expect(try desk.run(["plan", "apply", file]).status == 6)
        for text in ["", "{}", "[]", "{\"version\": 1}", "\u{0}\u{1}", String(repeating: "[", count: 100_000)] {
            let broken = try desk.folder.write(text, to: "broken")
            let outcome = try desk.run(["plan", "apply", broken])
            #expect(outcome.status == 2 && outcome.signal == nil, "\(outcome)")
        }
    }

    @Test("without a place for the journal nothing is changed", arguments: ["freepbx", "fusionpbx"])
    func noPlace(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let outcome = try Program.run(
            "--profile", profile, "extension", "add", Numbers.extension(), "--name", "x", environment: ["PBXCTL_STATE": "/proc/nowhere"])
        #expect(outcome.status == 1 && outcome.errors.contains("nothing was changed"), "\(outcome)")
        #expect(try Stores.fingerprint(profile) == before)
    }

    /// Everything but stamps, records of changes and automatic numbers.
    private static func contents(_ profile: String) throws -> Set<String> {
        guard profile == "freepbx" else {
            let database = profile == "fusionpbx54" ? "fusionpbx_54" : "fusionpbx"
            let tables = ["v_extensions", "v_voicemails", "v_destinations", "v_dialplans", "v_follow_me", "v_follow_me_destinations", "v_ring_groups", "v_ring_group_destinations"]
            let sums = tables.map { table in
                "SELECT '\(table)', md5(coalesce(string_agg((to_jsonb(t) - 'update_date' - 'update_user')::text, ',' ORDER BY t::text), '')) FROM \(table) t"
            }
            return Set(try Lab.postgres(sums.joined(separator: " UNION ALL "), database: database))
        }
        let tables = ["users", "devices", "sip", "incoming", "findmefollow", "kvstore_FreePBX_modules_Voicemail", "ringgroups"]
        let rows = try tables.flatMap { table in try Lab.mysql("SELECT * FROM \(table);").map { "\(table) \($0)" } }
        // Asterisk writes the date into the file's first lines, blank ones at its end, and `name = value` where FreePBX's
        // reload writes `name=value` and the sections in another order.
        let voicemail = try String(contentsOfFile: Lab.value("LAB_ASTERISK_ETC") + "/voicemail.conf", encoding: .utf8)
            .split(separator: "\n").map { $0.filter { $0 != " " && $0 != ">" } }.filter { !$0.isEmpty && !$0.hasPrefix(";") }
        // A state that Asterisk was told leaves a key; phones come and go on their own.
        let ownLife = ["/CustomDevstate/", "/CustomPresence/", "/registrar/", "/SIP/Registry/"]
        let keys = try Lab.asterisk("database show").split(separator: "\n").map(String.init)
            .filter { line in line.hasPrefix("/") && !ownLife.contains { line.hasPrefix($0) } }
        return Set(rows + keys + voicemail)
    }
}
