import Foundation
import Testing

@Suite("Every write, done twice", .serialized)
struct IdempotenceTests {
    /// Actions, whose point is to be done again; what goes by the journal; the batch, which is made of other commands; the
    /// check, which mends what its own tests seed; and snapshots, whose own tests apply them twice.
    private static let actions: Set = [
        "system reload", "system reload core", "call hangup", "registration drop", "phone notify", "extension rotate-secret",
        "undo", "recover", "plan apply", "batch", "check", "snapshot apply",
    ]
    /// A row each, written to files of their own.
    private static let imports = ["extension import", "did import", "ringgroup import", "blocklist import"]

    /// The commands of the grammar that write: those with a dry run.
    static func writes(offeredBy kind: String) throws -> Set<String> {
        let nouns = try Program.run("help", "--json").object()["nouns"] as? [[String: Any]] ?? []
        let commands = nouns.flatMap { $0["commands"] as? [[String: Any]] ?? [] }.filter { command in
            let options = command["options"] as? [[String: Any]] ?? []
            let offered = command["offered_by"] as? [String] ?? []
            return options.contains { ($0["long"] as? String) == "dry-run" } && (offered.isEmpty || offered.contains(kind))
        }
        return Set(commands.compactMap { ($0["path"] as? [String])?.joined(separator: " ") }).subtracting(actions)
    }

    @Test("changes nothing the second time, says so, and ends with 0", arguments: ["freepbx", "fusionpbx"])
    func twice(profile: String) throws {
        let kind = profile == "freepbx" ? "freepbx" : "fusionpbx"
        let folder = try Folder()
        let password = try folder.write("Correct-horse-7-battery\n", to: "password")
        let (number, group, did, name, copy) = (Numbers.extension(), Numbers.extension(), Numbers.did(), "twice\(Numbers.extension())", Numbers.extension())
        let flow = kind == "freepbx" ? "0" : "711"
        let state = try Program.run("--profile", profile, "callflow", "show", flow, "-o", "json").object()["state"] as? String ?? "normal"
        defer {
            for words in [
                ["did", "delete", did, "--if-exists", "--force"], ["ringgroup", "delete", group, "--if-exists", "--force"],
                ["extension", "delete", number, "--if-exists", "--force"],
                ["extension", "delete", copy, "--if-exists", "--force"], ["admin", "delete", name, "--if-exists"],
                ["blocklist", "remove", did, "--if-exists"],
            ] { _ = try? Program.run(arguments: ["--profile", profile] + words + ["--yes"]) }
            _ = try? Program.run("--profile", profile, "callflow", "set", flow, state)
            _ = try? Program.run("--profile", profile, "trunk", "enable", "carrier")
            if kind == "freepbx" { _ = try? FreePBX.pbxctl("timecondition", "set", "2", "auto") }
            if kind == "freepbx" { _ = try? FreePBX.reload() }
        }
        if kind == "freepbx" { try FreePBX.reload() }
        let access = kind == "freepbx" ? ["--all-sections"] : ["--sections", "user", "--email", "a@example.com"]
        let mailbox = try Mailbox(profile, number)
        let rows = [
            "extension,name\n\(number),Imported\n", "did,description,target\n\(did),Imported,extension:1001\n",
            "ringgroup,name\n\(group),Imported\n", "number,description\n\(did),Imported\n",
        ]
        let files = try rows.enumerated().map { try folder.write($0.element, to: "import\($0.offset).csv") }
        let lines: [[String]] = [
            ["system needreload set"], ["extension copy", "1001", copy, "--if-not-exists"], ["extension disable", copy], ["extension enable", copy],
            ["extension add", number, "--voicemail", "--email", "a@example.com", "--if-not-exists"],
            ["extension set", number, "--name", "Twice", "--ring-seconds", "20", "--outbound-caller-id-number", "15551230099"],
            ["ringgroup add", group, "--name", "Twice", "--member", "1001", "--strategy", "simultaneous", "--if-not-exists"],
            ["ringgroup set", group, "--name", "Other", "--member", "1001", "--member", number, "--no-answer", "hangup"],
            ["did add", did, "--to", "extension:1001", "--if-not-exists"],
            ["did set", did, "--to", "ringgroup:\(group)", "--description", "Twice", "--caller-id-prefix", "T:"],
            ["followme add", number, "15559876543", "--if-not-exists"], ["followme add", number, "1002", "--if-not-exists"],
            ["followme remove", number, "1002", "--if-exists"], ["followme enable", number], ["followme disable", number],
            ["followme set", number, "--action", "addExternal", "--number", "15550001111", "--if-not-exists"],
            ["followme set", number, "--action", "removeExternal", "--number", "15550001111", "--if-exists"],
            ["followme set", number, "--action", "enable"],
            ["dnd on", number], ["dnd off", number], ["forward set", number, "1002", "--kind", "busy"],
            ["forward set", number, "1002"], ["forward clear", number], ["forward clear", number, "--kind", "busy"],
            ["callflow set", flow, state == "normal" ? "alternate" : "normal"], ["callflow set", flow, state], ["timecondition set", "2", "open"], ["timecondition set", "2", "auto"], ["trunk disable", "carrier"], ["trunk enable", "carrier"],
            ["admin add", name, "--password-file", password, "--if-not-exists"] + access,
            ["admin set", name, "--email", "b@example.com"], ["admin set", name, "--password-file", password],
            ["voicemail mark", number, "--all"], ["voicemail mark", number, "--all", "--unread"],
            ["voicemail move", number, "--all", "--to", "old"], ["voicemail delete", number, "--all", "--yes"],
            ["extension import", files[0]], ["did import", files[1]], ["ringgroup import", files[2]], ["blocklist add", did, "--if-not-exists"], ["blocklist import", files[3]],
            ["blocklist remove", did, "--if-exists"],
            ["admin delete", name, "--yes", "--if-exists"], ["did delete", did, "--yes", "--if-exists"],
            ["ringgroup delete", group, "--yes", "--if-exists"], ["extension delete", number, "--yes", "--if-exists"],
        ]
        let expected = try Self.writes(offeredBy: kind)
        #expect(Set(lines.map { $0[0] }).isSuperset(of: expected), "\(expected.subtracting(lines.map { $0[0] }))")

        for line in lines where expected.contains(line[0]) {
            if line[0] == "voicemail mark", !line.contains("--unread") { try mailbox.fill() }
            let words = ["--profile", profile, "-o", "json"] + line[0].split(separator: " ").map(String.init) + line.dropFirst()
            let first = try Program.run(arguments: words)
            #expect(first.status == 0, "\(line): \(first.errors)")
            let report = try first.object()
            #expect(Set(report.keys).isSuperset(of: ["changed", "before", "after"]), "\(line): \(report.keys)")
            // The password that an administrator has already is no change.
            let isSame = line[0] == "admin set" && line.contains("--password-file")
            if !isSame { #expect(report["changed"] as? Bool == true, "\(line): \(first.output)") }
            let before = try Self.stores(profile)
            let second = try Program.run(arguments: words)
            #expect(second.status == 0, "\(line): \(second.errors)")
            let again = try second.object()
            #expect(again["changed"] as? Bool == false, "\(line): \(second.output)")
            guard !Self.imports.contains(line[0]) else {
                #expect(try Self.stores(profile) == before, "\(line)")
                continue
            }
            #expect(NSDictionary(dictionary: ["x": again["before"] ?? 0]) == NSDictionary(dictionary: ["x": again["after"] ?? 1]), "\(line): \(second.output)")
            #expect(try Self.stores(profile) == before, "\(line)")
            if line[0] != "system needreload set" { #expect(second.errors.contains("unchanged"), "\(line): \(second.errors)") }
        }
    }

    private static func stores(_ profile: String) throws -> [String] {
        if profile == "freepbx" { return try FreePBXContents.read().lines }
        return [try Stores.fingerprint(profile)]
    }

    @Test("with --if-not-exists and --if-exists wherever something is added or deleted", arguments: ["freepbx", "fusionpbx"])
    func tolerance(kind: String) throws {
        let nouns = try Program.run("help", "--json").object()["nouns"] as? [[String: Any]] ?? []
        let writes = try Self.writes(offeredBy: kind)
        for command in nouns.flatMap({ $0["commands"] as? [[String: Any]] ?? [] }) {
            guard let path = command["path"] as? [String], writes.contains(path.joined(separator: " ")), path != ["voicemail", "delete"] else { continue }
            let options = (command["options"] as? [[String: Any]] ?? []).compactMap { $0["long"] as? String }
            if path.last == "add" { #expect(options.contains("if-not-exists"), "\(path)") }
            if ["delete", "remove"].contains(path.last) { #expect(options.contains("if-exists"), "\(path)") }
        }
    }

    @Test("what --if-not-exists and --if-exists forgive is nothing else", arguments: Profiles.all)
    func strictness(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        func status(_ words: String...) throws -> Int32? { try Program.run(arguments: ["--profile", profile] + words).status }
        #expect(try status("followme", "add", "9998", "15550001111", "--if-not-exists") == 3)
        #expect(try status("followme", "add", "1001", "no number", "--if-not-exists") == 2)
        #expect(try status("followme", "remove", "1001", "15550009999") == 3)
        #expect(try status("extension", "add", "60 1", "--if-not-exists") == 2)
        #expect(try Stores.fingerprint(profile) == before)
    }
}

/// A mailbox that messages are put into.
private struct Mailbox {
    let profile: String
    let number: String

    init(_ profile: String, _ number: String) throws {
        self.profile = profile
        self.number = number
    }

    func fill() throws {
        guard profile == "freepbx" else {
            _ = try Lab.postgres(
                """
                INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch, caller_id_number, message_length)
                SELECT gen_random_uuid(), domain_uuid, voicemail_uuid, 1795000000, '12085550000', 3 FROM v_voicemails WHERE voicemail_id = '\(number)'
                """, database: profile == "fusionpbx" ? "fusionpbx" : "fusionpbx_54")
            return
        }
        let folder = "\(Lab.value("LAB_ASTERISK_SPOOL"))/voicemail/default/\(number)"
        try FileManager.default.createDirectory(atPath: "\(folder)/INBOX", withIntermediateDirectories: true)
        let text = """
            [message]
            origmailbox=\(number)
            context=default
            callerid="Caller" <15550000001>
            origtime=1795000000
            msg_id=1795000000-00000001
            duration=2

            """
        try text.write(toFile: "\(folder)/INBOX/msg0000.txt", atomically: true, encoding: .utf8)
        try Data("RIFF".utf8).write(to: URL(filePath: "\(folder)/INBOX/msg0000.wav"))
        let owner = Lab.value("LAB_USER")
        _ = try Program.start("/bin/bash", ["-c", "chown -R \(owner): '\(folder)' 2>/dev/null; true"], input: "", environment: [:], deadline: 10)
    }
}
