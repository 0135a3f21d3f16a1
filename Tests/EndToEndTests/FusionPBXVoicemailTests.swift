import Foundation
import Testing

@Suite("FusionPBX: voicemail messages")
struct FusionPBXVoicemailTests {
    @Test("are those of the rows, with their files", arguments: ["fusionpbx", "fusionpbx54"])
    func files(_ profile: String) throws {
        let messages = try Program.run("--profile", profile, "-o", "json", "voicemail", "list", "1001").array()
        let stored = try Lab.postgres(
            """
            SELECT voicemail_message_uuid FROM v_voicemail_messages m JOIN v_voicemails b USING (voicemail_uuid)
            WHERE voicemail_id = '1001' AND b.domain_uuid = \(FusionPBXOffice.identifier(FusionPBXOffice.domain))
            """, database: profile == "fusionpbx" ? "fusionpbx" : "fusionpbx_54")
        #expect(Set(messages.compactMap { $0["id"] as? String }) == Set(stored) && stored.count == 5)
        for message in messages {
            let file = try #require(message["file"] as? String)
            let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
            #expect(size == message["size_bytes"] as? Int && (size ?? 0) > 1000)
        }
        #expect(messages.filter { $0["read"] as? Bool == true }.count == 2)
    }

    @Test("know their size where the database keeps the sound", arguments: FusionPBX.allCases)
    func base64(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, domain: FusionPBXOffice.branch)
        defer { office.close() }
        let messages = try office.pbxctl("voicemail", "list", "1001").array()
        #expect(messages.count == 2)
        for message in messages {
            let id = try #require(message["id"] as? String)
            let size = try office.sql("SELECT length(decode(message_base64, 'base64')) FROM v_voicemail_messages WHERE voicemail_message_uuid = '\(id)'")
            #expect(size == ["\(message["size_bytes"] as? Int ?? -1)"] && message["file"] is NSNull)
            #expect((message["received"] as? String)?.hasSuffix("00") == true)
        }
    }

    @Test("of an alias, of a shared mailbox, of an empty one, of none")
    func mailboxes() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        #expect(try office.pbxctl("voicemail", "list", "1045").array().first?["mailbox"] as? String == "2045")
        #expect(try office.pbxctl("voicemail", "list", "600").array().count == 1)
        #expect(try office.pbxctl("voicemail", "list", "1020").array().isEmpty)
        for unknown in ["9999", "1040", "' OR 1=1 --", "../1001"] {
            let outcome = try office.pbxctl("voicemail", "list", unknown)
            #expect(outcome.status == 3 && outcome.output.isEmpty, "\(outcome.errors)")
        }
    }
}
