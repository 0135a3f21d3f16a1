import Foundation
import Testing

@Suite("FusionPBX: mailboxes and their messages", .serialized)
struct FusionPBXMailboxTests {
    /// A message of 1020 with its file.
    private func message(_ desk: FusionPBX, age: Int = 60) throws -> (id: String, file: String) {
        let id = UUID().uuidString.lowercased()
        try desk.sql(
            """
            INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch, caller_id_number, message_length)
            SELECT '\(id)', domain_uuid, voicemail_uuid, extract(epoch FROM now())::bigint - \(age), '12085550000', 3
            FROM v_voicemails WHERE voicemail_id = '1020' AND domain_uuid = \(FusionPBX.identifier())
            """)
        let folder = Lab.value("LAB_FUSION_STORAGE") + "/voicemail/default/\(FusionPBX.domain)/1020"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = "\(folder)/msg_\(id).wav"
        try Data("RIFF sound".utf8).write(to: URL(filePath: file))
        return (id, file)
    }

    @Test("messages are marked, moved, downloaded and deleted with their files", arguments: FusionPBX.allCases)
    func messages(_ desk: FusionPBX) throws {
        let (id, file) = try message(desk)
        let (old, oldFile) = try message(desk, age: 100 * 86400)
        defer { _ = try? desk.sql("DELETE FROM v_voicemail_messages WHERE voicemail_message_uuid IN ('\(id)', '\(old)')") }
        func status() throws -> [String] { try desk.sql("SELECT COALESCE(message_status, '-') FROM v_voicemail_messages WHERE voicemail_message_uuid = '\(id)'") }

        func messages(_ side: String, _ arguments: String...) throws -> [[String: Any]] {
            let outcome = try Program.run(arguments: ["--profile", desk.rawValue, "-o", "json", "voicemail"] + arguments)
            return try (outcome.object()[side] as? [[String: Any]]) ?? { throw Program.Problem("\(outcome)") }()
        }

        let heard = try desk.heard { _ = try messages("after", "mark", "1020", id) }
        #expect(try status() == ["saved"])
        #expect(heard.filter { $0 == "api luarun app.lua voicemail mwi 1020@pbx.example.test" }.count == 1)
        let again = try desk.heard { _ = try messages("after", "mark", "1020", id) }
        #expect(try again.isEmpty && messages("before", "mark", "1020", id)[0]["folder"] as? String == "old")
        #expect(try messages("after", "move", "1020", id, "--to", "new")[0]["folder"] as? String == "new")
        #expect(try status() == ["-"])
        let sound = try Program.run(arguments: ["--profile", desk.rawValue, "voicemail", "download", "1020", id, "-"])
        #expect(sound.output == "RIFF sound" && sound.status == 0)
        let boxes = try desk.array("voicemail", "box", "list").filter { $0["mailbox"] as? String == "1020" }
        #expect(boxes.count == 1 && boxes[0]["new"] as? Int == 2 && boxes[0]["size_bytes"] as? Int == 20)

        #expect(try messages("before", "delete", "1020", "--older-than", "90d", "--dry-run").count == 1)
        #expect(FileManager.default.fileExists(atPath: oldFile))
        #expect(try messages("before", "delete", "1020", "--older-than", "90d", "--yes").compactMap { $0["id"] as? String } == [old])
        #expect(!FileManager.default.fileExists(atPath: oldFile) && FileManager.default.fileExists(atPath: file))
        try desk.refused(3, "voicemail", "delete", "1020", id, old, "--yes")
        #expect(try status() == ["-"])
        let down = try desk.withoutSwitch("voicemail", "delete", "1020", id, "--yes")
        #expect(down.status == 5 && FileManager.default.fileExists(atPath: file))
        let deleted = try desk.heard { _ = try messages("after", "delete", "1020", id, "--yes") }
        #expect(try status().isEmpty && !FileManager.default.fileExists(atPath: file))
        #expect(deleted.filter { $0.contains("voicemail mwi 1020@") }.count == 1)
    }

    @Test("sounds in the database are downloaded too", arguments: FusionPBX.allCases)
    func database(_ desk: FusionPBX) throws {
        let id = try #require(try desk.array("--domain", FusionPBX.branch, "voicemail", "list", "1002").first?["id"] as? String)
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).wav")
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try desk.pbxctl("--domain", FusionPBX.branch, "voicemail", "download", "1002", id, file.path)
        let head = try Data(contentsOf: file).prefix(4)
        #expect(outcome.status == 0 && head == Data("RIFF".utf8), "\(outcome.errors)")
    }

    @Test("are refused where something is not right", arguments: FusionPBX.allCases)
    func refusals(_ desk: FusionPBX) throws {
        try desk.refused(3, "voicemail", "mark", "9999", "--all")
        try desk.refused(3, "voicemail", "download", "1001", "nosuch", "-")
        try desk.refused(7, "voicemail", "move", "1001", "--all", "--to", "urgent")
        try desk.refused(3, "--domain", "no.example.test", "voicemail", "box", "list")
    }
}
