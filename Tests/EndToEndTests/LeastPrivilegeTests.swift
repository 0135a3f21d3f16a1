import Foundation
import Testing

/// Accounts with exactly the rights that docs/security.md gives them.
@Suite("Accounts with what docs/security.md grants, and nothing else", .serialized)
struct LeastPrivilegeTests {
    /// The statements of the document about one account.
    private static func statements(for account: String) throws -> String {
        let text = try String(contentsOf: Program.project.appending(path: "docs/security.md"), encoding: .utf8)
        let own = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { line in
            (line.hasPrefix("GRANT ") || line.hasPrefix("REVOKE ")) && (line.hasSuffix(" \(account);") || line.hasSuffix(" '\(account)'@'localhost';"))
        }
        return own.joined(separator: "\n")
    }

    private static func mysql(_ account: String) throws -> String {
        try statements(for: account).split(separator: "\n").filter { $0.contains("'@'localhost'") }.joined(separator: "\n")
            .replacingOccurrences(of: "'localhost'", with: "'127.0.0.1'")
    }

    private static func postgres(_ account: String) throws -> String {
        try statements(for: account).split(separator: "\n").filter { !$0.contains("'@'localhost'") }.joined(separator: "\n")
    }

    /// A FreePBX of which pbxctl has these accounts; they are gone afterwards.
    private func withFreePBX(_ account: String, manager: String, _ body: (String) throws -> Void) throws {
        let grants = try Self.mysql(account)
        #expect(grants.split(separator: "\n").count == 2, "\(grants)")
        try DatabaseAdministrator.mysql(
            "CREATE OR REPLACE USER '\(account)'@'127.0.0.1' IDENTIFIED BY '\(try Lab.secret("LAB_MYSQL_PASSWORD_FILE"))';\n" + grants)
        defer { try? DatabaseAdministrator.mysql("DROP USER '\(account)'@'127.0.0.1';") }
        let classes = try String(contentsOfFile: Lab.value("LAB_ASTERISK_ETC") + "/manager.conf", encoding: .utf8)
        let document = try String(contentsOf: Program.project.appending(path: "docs/security.md"), encoding: .utf8)
        let section = try #require(document.components(separatedBy: "[\(manager)]\n").dropFirst().first)
        for line in section.split(separator: "\n").prefix(2) {
            let own = try #require(classes.components(separatedBy: "\n[\(manager)]\n").dropFirst().first?.components(separatedBy: "\n[").first)
            #expect(own.contains(line.trimmingCharacters(in: .whitespaces)), "\(line): \(own)")
        }
        let port = Lab.value("LAB_MYSQL_PORT")
        try body(try FreePBX.configuration(replacing: [
            "database": "mysql://\(account)@127.0.0.1:\(port)/asterisk", "cdr_database": "mysql://\(account)@127.0.0.1:\(port)/asteriskcdrdb",
            "manager": "ami://\(manager)@127.0.0.1:\(Lab.value("LAB_AMI_PORT"))", "manager_password_file": Lab.value("LAB_AMI_LIMITED_PASSWORD_FILE"),
        ]))
    }

    private func withFusionPBX(_ account: String, _ body: (FusionPBXOffice) throws -> Void) throws {
        let grants = try Self.postgres(account)
        #expect(!grants.isEmpty)
        try DatabaseAdministrator.postgres(
            "DROP ROLE IF EXISTS \(account);\nCREATE ROLE \(account) LOGIN PASSWORD '\(try Lab.secret("LAB_PG_PASSWORD_FILE"))';\n\(grants)")
        defer { try? DatabaseAdministrator.postgres("DROP OWNED BY \(account);\nDROP ROLE \(account);") }
        let office = try FusionPBXOffice(user: account)
        defer { office.close() }
        try body(office)
    }

    /// Every write once, the last of which leave nothing behind.
    private func write(_ kind: String, _ run: ([String]) throws -> Program.Outcome) throws {
        let (number, group, did, name, copy) = (Numbers.extension(), Numbers.extension(), Numbers.did(), "least\(Numbers.extension())", Numbers.extension())
        let folder = try Folder()
        let password = try folder.write("Correct-horse-7-battery\n", to: "password")
        let access = kind == "freepbx" ? ["--all-sections"] : ["--sections", "user", "--email", "a@example.com"]
        let rows = try folder.write("extension,name\n\(number),Imported\n", to: "import.csv")
        let blocked = try folder.write("number,description\n\(did),Imported\n", to: "blocked.csv")
        let flow = kind == "freepbx" ? "0" : "711"
        let state = try run(["callflow", "show", flow]).object()["state"] as? String ?? "normal"
        let lines: [[String]] = [
            ["extension", "add", number, "--voicemail", "--email", "a@example.com"], ["extension", "set", number, "--name", "Least", "--secret", password],
            ["ringgroup", "add", group, "--member", "1001"], ["ringgroup", "set", group, "--name", "Other", "--member", number],
            ["did", "add", did, "--to", "extension:\(number)"], ["did", "set", did, "--to", "ringgroup:\(group)", "--description", "Least"],
            ["followme", "add", number, "15559876543"], ["followme", "enable", number], ["followme", "remove", number, "15559876543"], ["followme", "disable", number],
            ["dnd", "on", number], ["dnd", "off", number], ["forward", "set", number, "1002"], ["forward", "clear", number],
            ["callflow", "set", flow, state == "normal" ? "alternate" : "normal"], ["callflow", "set", flow, state],
            ["admin", "add", name, "--password-file", password] + access, ["admin", "set", name, "--email", "b@example.com"],
            ["blocklist", "add", did], ["blocklist", "remove", did], ["trunk", "disable", "carrier"], ["trunk", "enable", "carrier"],
            ["blocklist", "import", blocked], ["blocklist", "show", did], ["blocklist", "remove", did], ["trunk", "list"], ["trunk", "show", "carrier"],
            ["extension", "rotate-secret", number], ["registration", "drop", number], ["phone", "notify", "1001", "--event", "reboot"],
            ["extension", "copy", number, copy, "--name", "Copy"], ["extension", "delete", copy, "--yes"], ["call", "transfer", "1001", "1002"],
            ["extension", "import", rows], ["voicemail", "mark", number, "--all"], ["call", "originate", number, "1002"], ["call", "hangup", "--all", "--dry-run"],
            ["admin", "delete", name, "--yes"], ["did", "delete", did, "--yes"], ["extension", "delete", number, "--yes", "--cascade"],
            ["ringgroup", "delete", group, "--yes", "--cascade"], ["recover"], ["undo", "--dry-run"],
        ] + (kind == "freepbx" ? [
            ["timecondition", "set", "1", "open"], ["timecondition", "set", "1", "closed", "--until", "+2h"], ["timecondition", "set", "1", "auto"],
            ["queue", "agent", "unpause", "700", "1001"], ["queue", "agent", "login", "701", "1003"],
            ["queue", "agent", "pause", "701", "1003"], ["queue", "agent", "logout", "701", "1003"],
        ] : [["extension", "copy", "1001", copy], ["extension", "disable", copy], ["extension", "enable", copy], ["extension", "delete", copy, "--yes"]])
        defer {
            for words in [["extension", "delete", copy], ["did", "delete", did], ["ringgroup", "delete", group], ["extension", "delete", number], ["admin", "delete", name]] {
                _ = try? Program.run(arguments: ["--profile", kind] + words + ["--yes", "--if-exists"] + (words[0] == "admin" ? [] : ["--force"]))
            }
            if kind == "freepbx" { _ = try? FreePBX.reload() }
        }
        for words in lines {
            let outcome = try run(words)
            // A call to a phone that is not there is another matter than a right that is missing.
            let isFine = ["call", "phone", "undo"].contains(words[0]) ? ![5, 6].contains(outcome.status) : outcome.status == 0
            #expect(isFine, "\(words): \(outcome.status ?? -1) \(outcome.errors)")
        }
    }

    @Test("do everything to a FreePBX")
    func freePBX() throws {
        try withFreePBX("pbxctl", manager: "pbxctl") { configuration in
            let environment = ["PBXCTL_CONFIG": configuration]
            #expect(try FreePBX.pbxctl("doctor", environment: environment).status == 0)
            for verb in ["add", "set", "delete"] { #expect(try FreePBX.pbxctl("test", "--write", verb, environment: environment).status == 0) }
            try expectReads(FreePBXCommand.all.filter { !$0.isWrite }, environment)
            try write("freepbx") { try FreePBX.pbxctl(arguments: $0, environment: environment) }
        }
    }

    @Test("read all of a FreePBX, and change nothing")
    func freePBXReader() throws {
        try withFreePBX("pbxctl_reader", manager: "pbxctl-reader") { configuration in
            let environment = ["PBXCTL_CONFIG": configuration]
            let reads = FreePBXCommand.all.filter { !$0.isWrite && !$0.isReport && !["originate", "reload"].contains($0.words.dropFirst().first ?? "") && $0.words.first != "cache" }
            try expectReads(reads, environment)
            let before = try FreePBXContents.read()
            for words in [["extension", "add", "6299"], ["extension", "set", "1001", "--name", "Changed"], ["did", "add", "19995556299"], ["admin", "delete", "reports", "--yes"]] {
                let outcome = try FreePBX.pbxctl(arguments: words, environment: environment)
                #expect(outcome.status == 6 && outcome.output.isEmpty, "\(words): \(outcome.errors)")
            }
            let after = try FreePBXContents.read()
            #expect(after.gone(since: before) == [] && after.added(since: before) == [])
        }
    }

    private func expectReads(_ reads: [FreePBXCommand], _ environment: [String: String]) throws {
        let wanted = reads.filter { !["originate", "reload"].contains($0.words.dropFirst().first ?? "") && !$0.words.contains("--write") }
        #expect(wanted.count > 40)
        for (command, outcome) in zip(wanted, try atOnce(wanted, width: 4) { try FreePBX.pbxctl(arguments: $0.words, environment: environment) }) {
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        }
    }

    @Test("do everything to a FusionPBX")
    func fusionPBX() throws {
        try withFusionPBX("pbxctl") { office in
            #expect(try office.pbxctl("doctor").status == 0)
            for verb in ["add", "set", "delete"] { #expect(try office.pbxctl("test", "--write", verb).status == 0) }
            try write("fusionpbx") { try office.run($0) }
        }
    }

    @Test("read all of a FusionPBX, and change nothing")
    func fusionPBXReader() throws {
        try withFusionPBX("pbxctl_reader") { office in
            for command in FusionPBXCommandTable.reads where command.path.last != "download" {
                let outcome = try office.run(command.line)
                #expect(outcome.status == 0, "\(command.path): \(outcome.errors)")
            }
            let before = try office.fingerprint()
            for words in [["extension", "add", Numbers.extension()], ["extension", "set", "1020", "--name", "x"], ["did", "add", Numbers.did()]] {
                let outcome = try office.run(words)
                #expect(outcome.status == 6 && outcome.output.isEmpty, "\(words): \(outcome.errors)")
            }
            #expect(try office.fingerprint() == before)
        }
    }
}
