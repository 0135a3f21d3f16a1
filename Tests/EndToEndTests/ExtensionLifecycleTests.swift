import Foundation
import Testing

@Suite("Extensions, the same on every PBX")
struct ExtensionLifecycleTests {
    @Test("are added, shown, changed and deleted", arguments: Profiles.all)
    func lifecycle(profile: String) throws {
        let number = Numbers.extension()
        func pbxctl(_ arguments: String...) throws -> Program.Outcome {
            try Program.run(arguments: ["--profile", profile, "-o", "json"] + arguments)
        }

        let added = try pbxctl("extension", "add", number, "--name", "O'Neil, Zoë 日本", "--voicemail", "--email", "a@example.com")
        #expect(added.status == 0, "\(added.errors)")
        let report = try added.object()
        #expect(report["changed"] as? Bool == true && report["noun"] as? String == "extension")
        #expect(report["id"] as? String == number && report["before"] is NSNull)
        #expect((report["secret"] as? String ?? "").count >= 10 && (report["voicemail_pin"] as? String ?? "").count >= 4)
        let after = try #require(report["after"] as? [String: Any])
        #expect(after["name"] as? String == "O'Neil, Zoë 日本" && after["voicemail"] as? Bool == true)
        #expect(after["secret"] is NSNull)

        let shown = try pbxctl("extension", "show", number).object()
        #expect(shown["email"] as? String == "a@example.com")
        let revealed = try pbxctl("extension", "show", number, "--reveal").object()
        #expect(revealed["secret"] as? String == report["secret"] as? String)
        #expect(revealed["voicemail_pin"] as? String == report["voicemail_pin"] as? String)
        let listed = try pbxctl("extension", "list").array()
        #expect(listed.filter { $0["extension"] as? String == number }.count == 1)

        #expect(try pbxctl("extension", "add", number).status == 4)
        let again = try pbxctl("extension", "add", number, "--if-not-exists")
        #expect(try again.status == 0 && again.object()["changed"] as? Bool == false)

        let changed = try pbxctl("extension", "set", number, "--name", "Reception").object()
        let before = try #require(changed["before"] as? [String: Any])
        let renamed = try #require(changed["after"] as? [String: Any])
        #expect(changed["changed"] as? Bool == true && renamed["name"] as? String == "Reception")
        for key in before.keys where key != "name" && key != "outbound_caller_id_name" {
            #expect("\(before[key] ?? "")" == "\(renamed[key] ?? "")", "\(key) was not named")
        }
        let unchanged = try pbxctl("extension", "set", number, "--name", "Reception")
        #expect(try unchanged.status == 0 && unchanged.object()["changed"] as? Bool == false)

        let refused = try pbxctl("extension", "delete", number)
        #expect(refused.status == 2 && refused.errors.contains("--yes"))
        #expect(try pbxctl("extension", "delete", number, "--dry-run").status == 0)
        #expect(try pbxctl("extension", "show", number).status == 0)
        let deleted = try pbxctl("extension", "delete", number, "--yes")
        #expect(deleted.status == 0, "\(deleted.errors)")
        #expect(try deleted.object()["after"] is NSNull)
        #expect(try pbxctl("extension", "show", number).status == 3)
        #expect(try pbxctl("extension", "delete", number, "--yes").status == 3)
        #expect(try pbxctl("extension", "delete", number, "--yes", "--if-exists").status == 0)
    }

    @Test("have the same JSON keys in the same order on every PBX")
    func keys() throws {
        let headers = try Profiles.all.map { try Program.run("--profile", $0, "extension", "list", "-o", "csv").output.split(separator: "\r\n").first }
        #expect(Set(headers.map { String($0 ?? "") }).count == 1)
    }

    @Test("of two domains never mix")
    func domains() throws {
        let first = try Program.run("--profile", "fusionpbx", "extension", "show", "1001", "-o", "json").object()
        let second = try Program.run("--profile", "fusionpbx", "--domain", "branch.example.test", "extension", "show", "1001", "-o", "json").object()
        #expect(first["domain"] as? String == "pbx.example.test" && second["domain"] as? String == "branch.example.test")
        #expect(first["uuid"] as? String != second["uuid"] as? String)
        #expect(try Program.run("--profile", "freepbx", "--domain", "x", "extension", "list").status == 7)
        #expect(try Program.run("--profile", "fusionpbx", "--domain", "x", "extension", "list").status == 3)
    }

    static let badNumbers = ["; DROP TABLE users", "1001'", "10\r\n01", "", "-5", String(repeating: "1", count: 200), "1 2", "１００１"]

    @Test("refuse what is no number, and write nothing", arguments: Profiles.all)
    func badNumbers(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        for number in Self.badNumbers {
            let outcome = try Program.run("--profile", profile, "extension", "add", "--", number)
            #expect(outcome.status == 2, "\(number): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        #expect(try Stores.fingerprint(profile) == before)
    }

    static let badNames = ["two\nlines", "a\rb", "tab\u{0}", String(repeating: "x", count: 5000)]

    @Test("refuse names that would break a store, and write nothing", arguments: Profiles.all)
    func badNames(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        for name in Self.badNames where !name.contains("\0") {
            let outcome = try Program.run("--profile", profile, "extension", "add", Numbers.extension(), "--name", name, "--voicemail")
            #expect(outcome.status == 2, "\(name.prefix(20)): \(outcome.errors)")
        }
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("keep awkward names to the letter", arguments: Profiles.all, ["O'Neil", "日本", "😀 emoji", "a, b", "Zoë & Söhne"])
    func awkwardNames(profile: String, name: String) throws {
        let number = Numbers.extension()
        let added = try Program.run("--profile", profile, "-o", "json", "extension", "add", number, "--name", name)
        #expect(added.status == 0, "\(added.errors)")
        #expect(try Program.run("--profile", profile, "-o", "json", "extension", "show", number).object()["name"] as? String == name)
        #expect(try Program.run("--profile", profile, "extension", "delete", number, "--yes").status == 0)
    }

    @Test("take names that look like code as text or refuse them, and never run them", arguments: Profiles.all, [
        "<action application=\"system\" data=\"id\"/>", "\"; DROP TABLE users; --", "${system(id)}", "%s %n \\", "'||'", "$(id)",
    ])
    func hostileNames(profile: String, name: String) throws {
        let number = Numbers.extension()
        let before = try Stores.fingerprint(profile)
        let added = try Program.run("--profile", profile, "-o", "json", "extension", "add", number, "--name", name, "--voicemail")
        guard added.status == 0 else {
            #expect(added.status == 2 && added.output.isEmpty, "\(added.errors)")
            #expect(try Stores.fingerprint(profile) == before)
            return
        }
        let shown = try Program.run("--profile", profile, "-o", "json", "extension", "show", number).object()["name"] as? String
        // FreePBX itself stores parentheses for angle brackets.
        #expect(shown == name || shown == name.replacingOccurrences(of: "<", with: "(").replacingOccurrences(of: ">", with: ")"))
        #expect(try Program.run("--profile", profile, "extension", "delete", number, "--yes").status == 0)
    }

    @Test("show a dry run and change nothing", arguments: Profiles.all)
    func dryRun(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let outcome = try Program.run("--profile", profile, "extension", "add", Numbers.extension(), "--voicemail", "--followme", "--dry-run", "-o", "csv")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.lines.count > 20)
        #expect(try Stores.fingerprint(profile) == before)
    }
}
