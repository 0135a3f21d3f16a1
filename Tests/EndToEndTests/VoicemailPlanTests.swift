import Foundation
import Testing

/// Changes of messages are plans like all others: written down, saved, taken back, and whole after any kill.
@Suite("Voicemail: plans, undo and recovery", .serialized)
struct VoicemailPlanTests {
    private let state: String = {
        let path = "\(Scratch.folder)/\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return path
    }()
    private let now = Int(Date().timeIntervalSince1970)

    private func pbxctl(_ arguments: String..., profile: String = "freepbx") throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", profile, "-o", "json"] + arguments, environment: ["PBXCTL_STATE": state])
    }

    private func ids(_ mailbox: String, _ folder: String? = nil) throws -> [String] {
        try pbxctl("voicemail", "list", mailbox).array().filter { folder == nil || $0["folder"] as? String == folder }
            .compactMap { $0["id"] as? String }
    }

    @Test("a killed command leaves every message where it was or where it should be, whatever it was doing", .timeLimit(.minutes(10)),
        arguments: ["mark", "delete", "move"], [true, false])
    func killed(verb: String, identifiers: Bool) throws {
        let mailbox = "2013"
        try FreePBXMessages.fill(mailbox, at: now, identifiers: identifiers)
        let before = try FreePBXMessages.contents(mailbox)
        let named = ["INBOX/msg0000", "INBOX/msg0002", "Urgent/msg0000"]
        let rest = verb == "delete" ? ["--yes"] : verb == "move" ? ["--to", "work"] : []
        let killing = Killing(profile: "freepbx", command: ["voicemail", verb, mailbox] + named + rest, state: state)
        let moments = try killing.moments()
        let after = try FreePBXMessages.contents(mailbox)
        #expect(moments.count > 10 && after != before)
        var ends = [0, 0]
        for moment in moments {
            try FreePBXMessages.fill(mailbox, at: now, identifiers: identifiers)
            try killing.run(killedAt: moment)
            let recovery = try killing.recover()
            let found = try FreePBXMessages.contents(mailbox)
            #expect(recovery.status == 0 && (found == before || found == after), "\(moment): \(recovery) \(found.keys.sorted())")
            let new = found.keys.count { $0.hasSuffix(".txt") && ($0.hasPrefix("INBOX") || $0.hasPrefix("Urgent")) }
            #expect(try FreePBXMessages.newCount(mailbox) == new, "\(moment)")
            ends[found == after ? 1 : 0] += 1
        }
        #expect(ends.allSatisfy { $0 > 0 }, "\(ends)")
        print("voicemail \(verb): \(moments.count) kills, \(ends[0]) as before, \(ends[1]) as after")
    }

    @Test("a folder that a killed command left locked is open again after the next one, and a message that came in stays")
    func leftLocked() throws {
        let mailbox = "2014"
        try FreePBXMessages.fill(mailbox, at: now, identifiers: false)
        let killing = Killing(profile: "freepbx", command: ["voicemail", "delete", mailbox, "INBOX/msg0001", "--yes"], state: state)
        // Messages without identifiers are changed in the files, whatever the Asterisk.
        let rename = try #require(try killing.moments().filter { $0.name == "rename" }.dropFirst().first)
        try FreePBXMessages.fill(mailbox, at: now, identifiers: false)
        try killing.run(killedAt: rename)
        let lock = "\(FreePBXMessages.folder(mailbox))/INBOX/.lock"
        #expect(FileManager.default.fileExists(atPath: lock))
        #expect(try pbxctl("voicemail", "mark", mailbox, "INBOX/msg0002").status == 0)
        let names = try FreePBXMessages.contents(mailbox).keys.filter { $0.contains("lock") || $0.contains("deleted") }
        #expect(names.isEmpty && !FileManager.default.fileExists(atPath: lock))
        #expect(try pbxctl("history", "--all").array().compactMap { $0["outcome"] as? String }.contains("completed"))
    }

    @Test("they are in the history and taken back, save deletions")
    func undo() throws {
        let mailbox = "2017"
        try FreePBXMessages.fill(mailbox, at: now)
        let new = try ids(mailbox, "new")
        #expect(try pbxctl("voicemail", "mark", mailbox, new[0], new[1]).status == 0)
        let change = try #require(try pbxctl("history").array().first)
        #expect(change["noun"] as? String == "voicemail" && change["object"] as? String == mailbox && change["outcome"] as? String == "done")
        let id = try #require(change["id"] as? String)
        let lines = try pbxctl("history", "show", id).array()
        #expect(lines.count == 2 && lines.allSatisfy { $0["store"] as? String == "message" && $0["before"] as? String == "INBOX" && $0["after"] as? String == "Old" })
        let undone = try pbxctl("undo", id)
        #expect(undone.status == 0, "\(undone.errors)")
        let after = try #require(try undone.object()["after"] as? [[String: Any]])
        #expect(after.count == 2 && after.allSatisfy { $0["folder"] as? String == "new" })
        #expect(try Set(ids(mailbox, "new")) == Set(new))

        #expect(try pbxctl("voicemail", "delete", mailbox, new[2], "--yes").status == 0)
        let deletion = try #require(try pbxctl("history").array().first?["id"] as? String)
        let refused = try pbxctl("undo", deletion)
        #expect(refused.status == 4 && refused.errors.contains("do not come back"), "\(refused.errors)")
        #expect(try ids(mailbox, "new").count == 2)
    }

    @Test("a saved one is carried out later, or refused where a message has gone meanwhile")
    func saved() throws {
        let mailbox = "2004"
        try FreePBXMessages.fill(mailbox, at: now)
        let new = try ids(mailbox, "new")
        let file = "\(state)/plan"
        let planned = try pbxctl("voicemail", "delete", mailbox, new[0], new[1], "--plan-out", file)
        #expect(try planned.status == 0 && ids(mailbox, "new").count == 3, "\(planned.errors)")
        #expect(try pbxctl("voicemail", "mark", mailbox, new[2]).status == 0)
        let applied = try pbxctl("plan", "apply", file)
        #expect(try applied.status == 0 && (applied.object()["before"] as? [[String: Any]])?.count == 2, "\(applied.errors)")
        #expect(try ids(mailbox, "new").isEmpty && ids(mailbox).count == 3)
        let stale = try pbxctl("plan", "apply", file)
        #expect(stale.status == 4, "\(stale)")
        #expect(try ids(mailbox).count == 3)
    }

    @Test("one that fails half-way in the files is taken back")
    func failing() throws {
        let mailbox = "2019"
        for verb in ["mark", "delete"] {
            try FreePBXMessages.fill(mailbox, at: now, identifiers: false)
            let before = try FreePBXMessages.contents(mailbox)
            let words = ["voicemail", verb, mailbox, "INBOX/msg0000", "INBOX/msg0001"] + (verb == "delete" ? ["--yes"] : [])
            let moments = try Killing(profile: "freepbx", command: words, state: state).moments().filter { $0.name == "rename" }
            #expect(moments.count > 5)
            // The last is the journal's own.
            for moment in moments.dropLast() {
                try FreePBXMessages.fill(mailbox, at: now, identifiers: false)
                let outcome = try Program.start(
                    "/usr/bin/strace",
                    ["-o", "/dev/null", "-e", "trace=rename", "-e", "inject=rename:error=EIO:when=\(moment.number)", Program.path, "--profile", "freepbx"] + words,
                    input: "", environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": state], deadline: 60)
                #expect(outcome.status == 1 && outcome.errors.contains("everything is as it was before"), "\(outcome)")
                #expect(try FreePBXMessages.contents(mailbox) == before)
            }
        }
    }

    @Test("FusionPBX: a killed command leaves row and file as before or as after", .timeLimit(.minutes(10)),
        arguments: FusionPBX.allCases, ["mark", "delete"])
    func killedFusionPBX(_ desk: FusionPBX, verb: String) throws {
        let id = UUID().uuidString.lowercased()
        let folder = Lab.value("LAB_FUSION_STORAGE") + "/voicemail/default/\(FusionPBX.domain)/1021"
        let file = "\(folder)/msg_\(id).wav"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func fill() throws {
            try desk.sql("DELETE FROM v_voicemail_messages WHERE voicemail_message_uuid = '\(id)'")
            try desk.sql(
                """
                INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch, message_length)
                SELECT '\(id)', domain_uuid, voicemail_uuid, 1795000000, 3
                FROM v_voicemails WHERE voicemail_id = '1021' AND domain_uuid = \(FusionPBX.identifier())
                """)
            try Data("RIFF".utf8).write(to: URL(filePath: file))
        }
        defer {
            _ = try? desk.sql("DELETE FROM v_voicemail_messages WHERE voicemail_message_uuid = '\(id)'")
            try? FileManager.default.removeItem(atPath: file)
        }
        func contents() throws -> [String] {
            try desk.sql("SELECT COALESCE(message_status, '-') FROM v_voicemail_messages WHERE voicemail_message_uuid = '\(id)'")
                + FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains(id) }
                + desk.sql("SELECT default_setting_value FROM v_default_settings WHERE default_setting_category = 'pbxctl'")
        }
        try fill()
        let before = try contents()
        let killing = Killing(
            profile: desk.rawValue, command: ["voicemail", verb, "1021", id] + (verb == "delete" ? ["--yes"] : []), state: state)
        let moments = try killing.moments()
        let after = try contents()
        var ends = [0, 0]
        for moment in moments {
            try fill()
            try killing.run(killedAt: moment)
            let recovery = try killing.recover()
            let found = try contents()
            #expect(recovery.status == 0 && (found == before || found == after), "\(moment): \(recovery) \(found)")
            ends[found == after ? 1 : 0] += 1
        }
        #expect(ends.allSatisfy { $0 > 0 }, "\(ends)")
        print("voicemail \(verb) on \(desk.rawValue): \(moments.count) kills, \(ends[0]) as before, \(ends[1]) as after")
    }

    @Test("the mark for a reload is set by a plan, and not taken away again")
    func reloadMark() throws {
        try FreePBX.reload()
        let set = try pbxctl("system", "needreload", "set")
        #expect(try set.status == 0 && set.object()["changed"] as? Bool == true, "\(set.errors)")
        #expect(try (set.object()["after"] as? [String: Any])?["reload_needed"] as? Bool == true)
        let id = try #require(try pbxctl("history").array().first?["id"] as? String)
        #expect(try pbxctl("undo", id).status == 4)
        #expect(try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == ["true"])
        try FreePBX.reload()
    }
}
