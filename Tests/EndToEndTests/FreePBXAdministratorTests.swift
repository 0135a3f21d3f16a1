import Foundation
import Testing

@Suite("FreePBX: administrators", .serialized)
struct FreePBXAdministratorTests {
    private func row(_ name: String) throws -> [String] {
        try Lab.mysql("SELECT username, password_sha1, extension_low, extension_high, deptname, sections, email FROM ampusers WHERE username = '\(name)';")
    }

    @Test("are added, changed and deleted, without a reload")
    func lifecycle() throws {
        let name = "helpdesk\(Numbers.extension())"
        _ = try Lab.mysql("UPDATE admin SET value = 'false' WHERE variable = 'need_reload';")
        let added = try FreePBX.pbxctl("admin", "add", name, "--password", "-", "--sections", #"["cdr", "999"]"#, "--email", "h@example.com", input: "abc\n")
        #expect(added.status == 0, "\(added.errors)")
        #expect(try row(name) == ["\(name)\ta9993e364706816aba3e25717850c26c9cd0d89d\t\t\t\tcdr;999\th@example.com"])
        #expect(!added.output.contains("a9993e"))
        #expect(try FreePBX.pbxctl("admin", "add", name.uppercased(), "--password", "-", "--all-sections", input: "x").status == 4)
        #expect(try FreePBX.pbxctl("admin", "set", name, "--all-sections").status == 0)
        #expect(try row(name).first?.contains("\t*\t") == true)
        // A password that looks like a digest is a password: its own digest is stored.
        let digest = "a9993e364706816aba3e25717850c26c9cd0d89d"
        #expect(try FreePBX.pbxctl("admin", "set", name, "--password", "-", input: digest).status == 0)
        let expected = try Lab.mysql("SELECT SHA1('\(digest)');")
        #expect(try Lab.mysql("SELECT password_sha1 FROM ampusers WHERE username = '\(name)';") == expected)
        let dry = try FreePBX.pbxctl("admin", "set", name, "--password", "-", "--dry-run", input: "another")
        #expect(dry.status == 0 && dry.output.contains("(hidden)") && !dry.output.contains(expected.joined()))
        #expect(try FreePBX.pbxctl("admin", "delete", name, "--yes").status == 0)
        #expect(try row(name).isEmpty)
        #expect(try FreePBX.pbxctl("admin", "delete", name, "--yes").status == 3)
        #expect(try FreePBX.pbxctl("admin", "set", name, "--all-sections").status == 3)
        #expect(try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == ["false"])
    }

    @Test("keep one with full access")
    func last() throws {
        let full = try FreePBX.pbxctl("admin", "list").array().filter { $0["full_access"] as? Bool == true }
        let only = try #require(full.count == 1 ? full[0]["username"] as? String : nil)
        #expect(try FreePBX.pbxctl("admin", "delete", only, "--yes").status == 4)
        #expect(try FreePBX.pbxctl("admin", "set", only, "--sections", "cdr").status == 4)
        #expect(try row(only).first?.contains("\t*\t") == true)
    }

    @Test("keep one with full access when two are deleted at once")
    func race() throws {
        let names = ["first\(Numbers.extension())", "second\(Numbers.extension())"]
        _ = try Lab.mysql("UPDATE ampusers SET sections = 'held' WHERE sections = '*';")
        defer {
            _ = try? Lab.mysql("UPDATE ampusers SET sections = '*' WHERE sections = 'held'; DELETE FROM ampusers WHERE username IN ('\(names[0])', '\(names[1])');")
        }
        for name in names { #expect(try FreePBX.pbxctl("admin", "add", name, "--password", "-", "--all-sections", input: "x").status == 0) }
        let line = names.map { "pbxctl --profile freepbx admin delete \($0) --yes >/dev/null 2>&1 &" }.joined(separator: " ")
        _ = try Program.shell("\(line) wait")
        #expect(try Lab.mysql("SELECT COUNT(*) FROM ampusers WHERE sections = '*';") == ["1"])
    }

    @Test("refuse bad names, sections and passwords, and a missing manager")
    func refusals() throws {
        for name in ["1abc", "a b", "a'; --", "", "ä", String(repeating: "a", count: 200)] {
            #expect(try FreePBX.pbxctl("admin", "add", "--password", "-", "--all-sections", "--", name, input: "x").status == 2, "\(name)")
        }
        #expect(try FreePBX.pbxctl("admin", "add", "abc", "--password", "-", input: "x").status == 2)
        #expect(try FreePBX.pbxctl("admin", "add", "abc", "--password", "-", "--sections", "a;b", input: "x").status == 2)
        #expect(try FreePBX.pbxctl("admin", "add", "abc", "--all-sections").status == 2)
        #expect(try FreePBX.withoutManager("admin", "set", "reports", "--email", "x@example.com").status == 5)
        #expect(try FreePBX.withoutManager("admin", "list").status == 0)
    }
}
