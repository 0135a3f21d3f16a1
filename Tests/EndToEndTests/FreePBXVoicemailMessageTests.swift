import Foundation
import Testing

@Suite("FreePBX: voicemail messages", .serialized)
struct FreePBXVoicemailMessageTests {
    private func pbxctl(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", "freepbx", "-o", "json"] + arguments)
    }

    /// What a write says of its messages.
    private func messages(_ side: String, _ outcome: Program.Outcome) throws -> [[String: Any]] {
        try (outcome.object()[side] as? [[String: Any]]) ?? { throw Program.Problem("\(outcome)") }()
    }

    private func folder(_ mailbox: String) -> String { FreePBXMessages.folder(mailbox) }

    private func fill(_ mailbox: String) throws { try FreePBXMessages.fill(mailbox) }

    private func ids(_ mailbox: String, _ folder: String? = nil) throws -> [String] {
        try pbxctl("voicemail", "list", mailbox).array().filter { folder == nil || $0["folder"] as? String == folder }
            .compactMap { $0["id"] as? String }
    }

    /// What Asterisk counts as new, the urgent ones among them; and its hint.
    private func counts(_ mailbox: String) throws -> [String] {
        let line = try Lab.asterisk("voicemail show users for default").split(separator: "\n").first { $0.contains(" \(mailbox) ") }
        let lamp = try Lab.asterisk("core show hint \(mailbox)")
        return [line.map(String.init) ?? "", lamp]
    }

    private func files(_ mailbox: String, _ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder(mailbox))/\(name)").sorted()
    }

    /// As many messages as Asterisk finds, numbered from 0000, all files of each, and no lock. What FreePBX made for browsers
    /// goes with its message, or is gone where Asterisk itself changed the folder, which knows nothing of it.
    private func expectTidy(_ mailbox: String, _ name: String, count: Int, byAsterisk: Bool = false) throws {
        let stems = (0..<count).map { "msg000\($0)" }
        let (copies, own) = (try files(mailbox, name).filter { $0.contains("_") }, try files(mailbox, name).filter { !$0.contains("_") })
        #expect(own == stems.flatMap { ["\($0).txt", "\($0).wav"] })
        #expect(copies == (try byAsterisk && Self.asteriskChangesMessages ? [] : stems.map { "\($0)_abcdef.oga" }))
        for copy in copies {
            let (serial, sound) = (try content(mailbox, name, copy), try content(mailbox, name, "\(copy.prefix(7)).wav"))
            #expect(serial.dropFirst(4) == sound.dropFirst(5), "\(copy) is \(serial), its message \(sound)")
        }
    }

    private func content(_ mailbox: String, _ name: String, _ file: String) throws -> String {
        try String(contentsOfFile: "\(folder(mailbox))/\(name)/\(file)", encoding: .utf8)
    }

    /// Asterisk 18.20, 20.5, 21 and later.
    private static var asteriskChangesMessages: Bool {
        get throws { try Lab.asterisk("manager show command VoicemailRemove").contains("Action: VoicemailRemove") }
    }

    /// Whether the lamp of a phone that watches the mailbox is on.
    private func lamp(_ mailbox: String) throws -> Bool {
        try Lab.asterisk("dialplan eval function DEVICE_STATE(MWI:\(mailbox)@default)").contains("Result: INUSE")
    }

    @Test("are deleted one by one, several at once and by age; numbers and counters are right afterwards")
    func delete() throws {
        let mailbox = "2002"
        try fill(mailbox)
        let new = try ids(mailbox, "new")
        #expect(new.count == 3)
        #expect(try pbxctl("voicemail", "delete", mailbox, new[0]).status == 2)
        #expect(try messages("before", pbxctl("voicemail", "delete", mailbox, new[0], "--dry-run")).count == 1)
        #expect(try ids(mailbox).count == 5)

        let deleted = try pbxctl("voicemail", "delete", mailbox, new[1], "--yes")
        #expect(try deleted.status == 0 && messages("before", deleted).compactMap { $0["id"] as? String } == [new[1]], "\(deleted.errors)")
        #expect(try messages("after", deleted).isEmpty && deleted.object()["changed"] as? Bool == true)
        try expectTidy(mailbox, "INBOX", count: 2, byAsterisk: true)
        #expect(try ids(mailbox, "new") == [new[0], new[2]])
        #expect(try counts(mailbox)[0].hasSuffix(" 3"))
        #expect(try lamp(mailbox))

        let old = try messages("before", pbxctl("voicemail", "delete", mailbox, "--older-than", "30d", "--yes"))
        #expect(old.count == 1 && old.first?["folder"] as? String == "old")
        let rest = try messages("before", pbxctl("voicemail", "delete", mailbox, "--all", "--yes"))
        #expect(rest.count == 3)
        #expect(try ids(mailbox).isEmpty)
        #expect(try counts(mailbox)[0].hasSuffix(" 0"))
        #expect(try !lamp(mailbox))
        let none = try pbxctl("voicemail", "delete", mailbox, "--all", "--yes")
        #expect(try messages("before", none).isEmpty && none.object()["changed"] as? Bool == false)
    }

    @Test("are marked and moved")
    func markAndMove() throws {
        let mailbox = "2004"
        try fill(mailbox)
        let new = try ids(mailbox, "new")
        let marked = try pbxctl("voicemail", "mark", mailbox, new[0], new[2])
        #expect(try messages("before", marked).allSatisfy { $0["read"] as? Bool == false && $0["folder"] as? String == "new" })
        #expect(try messages("after", marked).count == 2 && messages("after", marked).allSatisfy { $0["read"] as? Bool == true && $0["folder"] as? String == "old" }, "\(marked.errors)")
        try expectTidy(mailbox, "INBOX", count: 1, byAsterisk: true)
        try expectTidy(mailbox, "Old", count: 3, byAsterisk: true)
        #expect(try counts(mailbox)[0].hasSuffix(" 2"))
        #expect(try pbxctl("voicemail", "mark", mailbox, new[0], new[2]).object()["changed"] as? Bool == false)
        #expect(try messages("after", pbxctl("voicemail", "mark", mailbox, new[0], "--unread")).first?["folder"] as? String == "new")
        try expectTidy(mailbox, "Old", count: 2, byAsterisk: true)
        let moved = try pbxctl("voicemail", "move", mailbox, new[0], "--to", "work")
        #expect(try moved.status == 0 && messages("after", moved).first?["folder"] as? String == "Work", "\(moved.errors)")
        #expect(try pbxctl("voicemail", "move", mailbox, new[0], "--to", "work").object()["changed"] as? Bool == false)
        try expectTidy(mailbox, "Work", count: 1, byAsterisk: true)
        #expect(try pbxctl("voicemail", "move", mailbox, new[0], "--to", "../Old").status == 2)
        #expect(try pbxctl("voicemail", "move", mailbox, new[0]).status == 2)
    }

    @Test("are all left alone when one of those named is not there")
    func stale() throws {
        let mailbox = "2005"
        try fill(mailbox)
        let new = try ids(mailbox, "new")
        for id in ["1-00000000", "../../../../etc/passwd", "INBOX/msg0099", "", "*"] {
            #expect(try pbxctl("voicemail", "delete", mailbox, "--yes", "--", new[0], id).status == 3, "\(id)")
        }
        try expectTidy(mailbox, "INBOX", count: 3)
        #expect(try pbxctl("voicemail", "delete", "1005", "--all", "--yes").status == 3)
        #expect(try pbxctl("voicemail", "delete", "9999", "--all", "--yes").status == 3)
        #expect(try pbxctl("voicemail", "delete", mailbox, "--yes").status == 2)
        #expect(try pbxctl("voicemail", "delete", mailbox, "--older-than", "soon", "--yes").status == 2)
    }

    @Test("are downloaded by any of their names, links are not followed")
    func download() throws {
        let mailbox = "2007"
        try fill(mailbox)
        for name in [try ids(mailbox, "urgent")[0], "Urgent/msg0000", "Urgent_msg0000"] {
            let outcome = try Program.run("--profile", "freepbx", "voicemail", "download", mailbox, name, "-")
            #expect(outcome.status == 0 && outcome.output.hasPrefix("RIFF"), "\(name): \(outcome.errors)")
        }
        #expect(try ids(mailbox, "urgent").count == 1)
        try FileManager.default.removeItem(atPath: "\(folder(mailbox))/Urgent/msg0000.wav")
        try FileManager.default.createSymbolicLink(atPath: "\(folder(mailbox))/Urgent/msg0000.wav", withDestinationPath: "/etc/passwd")
        #expect(try Program.run("--profile", "freepbx", "voicemail", "download", mailbox, "Urgent/msg0000", "-").status == 3)
        for name in ["../../../etc/passwd", "/etc/passwd", "INBOX/../../x"] {
            #expect(try Program.run("--profile", "freepbx", "voicemail", "download", mailbox, name, "-").status == 3)
        }
    }

    @Test("that a caller leaves meanwhile stay", .timeLimit(.minutes(2)))
    func arriving() throws {
        let mailbox = "1015"
        try? FileManager.default.removeItem(atPath: folder(mailbox))
        try fill(mailbox)
        let before = try ids(mailbox)
        let outcome = try Program.shell(
            """
            "\(Phone.script)" call 1002 \(mailbox) --ring 30 --hold 6 >&2 & caller=$!
            for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
                for id in \(before.joined(separator: " ")); do
                    pbxctl --profile freepbx voicemail mark \(mailbox) $id -q >/dev/null
                    pbxctl --profile freepbx voicemail mark \(mailbox) $id --unread -q >/dev/null
                done
                sleep 0.2
            done
            wait $caller; sleep 2
            pbxctl --profile freepbx voicemail delete \(mailbox) \(before.joined(separator: " ")) --yes -q >/dev/null || echo failed
            """, environment: Lab.environment.merging(["PATH": "\(URL(filePath: Program.path).deletingLastPathComponent().path):/usr/bin:/bin:/usr/sbin"]) { $1 }, deadline: 100)
        #expect(!outcome.output.contains("failed"), "\(outcome.errors)")
        let left = try pbxctl("voicemail", "list", mailbox).array()
        #expect(left.count == 1 && !before.contains(left.first?["id"] as? String ?? ""), "\(left)")
        #expect(try counts(mailbox)[0].hasSuffix(" 1"))
    }

    @Test("in a folder that somebody else has locked are left alone")
    func locked() throws {
        let mailbox = "2008"
        try fill(mailbox)
        let lock = "\(folder(mailbox))/INBOX/.lock"
        _ = FileManager.default.createFile(atPath: lock, contents: nil)
        #expect(try pbxctl("voicemail", "delete", mailbox, "INBOX/msg0000", "--yes").status == 4)
        #expect(try files(mailbox, "INBOX").filter { $0.hasPrefix(".") } == [".lock"])
        try FileManager.default.removeItem(atPath: lock)
        try expectTidy(mailbox, "INBOX", count: 3)
    }

    @Test("have mailboxes with counts, greeting and size")
    func boxes() throws {
        let mailbox = "2010"
        try fill(mailbox)
        try Data("RIFF".utf8).write(to: URL(filePath: "\(folder(mailbox))/unavail.wav"))
        let boxes = try pbxctl("voicemail", "box", "list").array()
        let box = try #require(boxes.first { $0["mailbox"] as? String == mailbox })
        #expect(box["new"] as? Int == 3 && box["old"] as? Int == 1 && box["urgent"] as? Int == 1)
        #expect(box["greeting"] as? String == "unavailable" && (box["size_bytes"] as? Int ?? 0) > 500)
        #expect(box["name"] as? String == "Jakob Jensen" && box["email"] is NSNull)
        let empty = boxes.first { $0["mailbox"] as? String == "1006" }
        #expect(empty?["new"] as? Int == 0 && empty?["greeting"] is NSNull)
    }

    @Test("are told and changed by Asterisk where their files are out of reach and it can")
    func outOfReach() throws {
        let mailbox = "2013"
        try fill(mailbox)
        let near = try pbxctl("voicemail", "list", mailbox).array()
        let elsewhere = try FreePBX.environment(replacing: ["asterisk_spool": "/nonexistent"])
        func far(_ arguments: String...) throws -> Program.Outcome { try FreePBX.pbxctl(arguments: arguments, environment: elsewhere) }

        let box = try far("voicemail", "box", "list").array().first { $0["mailbox"] as? String == mailbox }
        #expect(box?["new"] as? Int == 3 && box?["old"] as? Int == 1 && box?["urgent"] as? Int == 1, "\(box ?? [:])")
        let listed = try far("voicemail", "list", mailbox)
        guard try Self.asteriskChangesMessages else {
            #expect(listed.status == 5 && listed.errors.contains("asterisk_spool"), "\(listed.errors)")
            #expect(try far("voicemail", "delete", mailbox, "--all", "--yes").status == 5)
            return try expectTidy(mailbox, "INBOX", count: 3)
        }
        for key in ["id", "folder", "received", "caller_id_name", "caller_id_number", "duration_seconds", "read"] {
            #expect(try listed.array().map { "\($0[key] ?? "")" } == near.map { "\($0[key] ?? "")" }, "\(key)")
        }
        let new = try ids(mailbox, "new")
        let marked = try far("voicemail", "mark", mailbox, new[0])
        #expect(try messages("after", marked).first?["folder"] as? String == "old", "\(marked.errors)")
        #expect(try ids(mailbox, "old").contains(new[0]))
        let deleted = try far("voicemail", "delete", mailbox, new[1], "--yes")
        #expect(try deleted.status == 0 && messages("before", deleted).count == 1, "\(deleted.errors)")
        #expect(try ids(mailbox, "new") == [new[2]])
        #expect(try far("voicemail", "delete", mailbox, new[1], "--yes").status == 3)
    }

    @Test("are changed by nobody when the manager is down, not permitted, or the files are elsewhere")
    func refused() throws {
        let mailbox = "2011"
        try fill(mailbox)
        func delete(_ configuration: String) throws -> Program.Outcome {
            try Program.run("--config", configuration, "--profile", "freepbx", "voicemail", "delete", mailbox, "--all", "--yes")
        }
        #expect(try delete(FreePBX.configurationWithoutManager()).status == 5)
        let reporter = try delete(FreePBX.configuration(managerUser: "reporter"))
        #expect(reporter.status == 6 && reporter.errors.contains("user"), "\(reporter.errors)")
        let elsewhere = try FreePBX.configuration(replacing: ["asterisk_spool": "/nonexistent"])
        let download = try Program.run("--config", elsewhere, "--profile", "freepbx", "voicemail", "download", mailbox, "x", "-")
        #expect(download.status == 5 && download.errors.contains("asterisk_spool"), "\(download.errors)")
        try expectTidy(mailbox, "INBOX", count: 3)
    }
}
