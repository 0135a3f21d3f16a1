import Foundation
import Testing

/// Of extensions: emergency caller ids, passwords, PINs, mailboxes, phones.
extension CheckTests {
    @Test("emergency caller ids", arguments: Profiles.all)
    func emergency(profile: String) throws {
        func having(_ number: String) throws -> [String] {
            let kept = try Paths.keep(profile)
            defer { kept.restore() }
            try Paths.sql(
                profile, profile == "freepbx" ? "UPDATE devices SET emergency_cid = '\(number)' WHERE id = '1001';"
                    : "UPDATE v_extensions SET emergency_caller_id_number = '\(number)' WHERE extension = '1001' AND domain_uuid = \(FusionPBX.identifier())")
            return try Paths.run(profile, "check", "emergency-caller-id", "--severity", "info").array()
                .filter { $0["object"] as? String == "extension:1001" }.compactMap { $0["why"] as? String }
        }
        let foreign = try having("19995550000")
        #expect(foreign.count == 1 && foreign[0].contains("19995550000"), "\(foreign)")
        // One of the PBX's own, with its country code or without.
        for number in profile == "freepbx" ? ["15551230000", "+15551230000"] : ["12085551212", "2085551313"] { #expect(try having(number) == [], "\(number)") }
        #expect(try findings(profile, "emergency-caller-id").contains { $0.hasPrefix("warning extension:10") }, "some of the office have none")
    }

    func password(_ profile: String, _ text: String, of numbers: String...) -> String {
        let list = numbers.map { "'\($0)'" }.joined(separator: ", ")
        return profile == "freepbx" ? "UPDATE sip SET data = '\(text)' WHERE id IN (\(list)) AND keyword = 'secret';"
            : "UPDATE v_extensions SET password = '\(text)' WHERE extension IN (\(list)) AND domain_uuid = \(FusionPBX.identifier())"
    }

    @Test("passwords that are guessed, never shown", arguments: Profiles.all)
    func weak(profile: String) throws {
        for secret in ["1005", "short1", "aaaaaaaaaaaaaa", "abcdefghijklmn", "4711081547", "password1"] {
            #expect(try added(profile, "weak-secret", by: password(profile, secret, of: "1005")) == ["error extension:1005"], "\(secret)")
        }
        #expect(try added(profile, "weak-secret", by: password(profile, "Kx7-pQ2z-99Lm", of: "1005")) == [])
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        try Paths.sql(profile, password(profile, "qwertzq", of: "1005"))
        for format in ["json", "table", "csv"] {
            #expect(try !Program.run("--profile", profile, "-o", format, "check", "weak-secret", "--severity", "info").output.contains("qwertzq"))
        }
    }

    @Test("PINs that are guessed", arguments: FusionPBX.allCases)
    func weakPINs(desk: FusionPBX) throws {
        func having(_ pin: String) throws -> Set<String> {
            try added(
                desk.rawValue, "weak-secret",
                by: "UPDATE v_voicemails SET voicemail_password = '\(pin)' WHERE voicemail_id = '1001' AND domain_uuid = \(FusionPBX.identifier())")
        }
        for pin in ["1001", "12", "7777", "12345"] { #expect(try having(pin) == ["warning voicemail:1001"], "\(pin)") }
        #expect(try having("274016") == [])
    }

    @Test("one password for several phones", arguments: Profiles.all)
    func reused(profile: String) throws {
        let found = try added(profile, "reused-secret", by: password(profile, "aSecretOfSixteen", of: "1005", "1016"))
        #expect(found == ["error extension:1005", "error extension:1016"], "\(found)")
        #expect(try added(profile, "reused-secret", by: password(profile, "aSecretOfSixteen", of: "1005")) == [])
    }

    @Test("PINs that are guessed, and one PIN for many mailboxes")
    func pinsFreePBX() throws {
        let numbers = (0..<3).map { _ in Numbers.extension() }
        defer { numbers.forEach(FreePBX.remove) }
        func having(_ pins: [String], _ rule: String) throws -> Set<String> {
            for (number, pin) in zip(numbers, pins) { try FreePBX.done("extension", "set", number, "--voicemail-pin-file", "-", input: pin) }
            let found = try findings("freepbx", rule)
            return Set(found.filter { finding in numbers.contains { finding.hasSuffix(":\($0)") } })
        }
        for number in numbers { try FreePBX.done("extension", "add", number, "--voicemail") }
        let all = Set(numbers.map { "info voicemail:\($0)" })
        #expect(try having(["274016", "274016", "274016"], "reused-secret") == all)
        #expect(try !Paths.run("freepbx", "check", "reused-secret", "--severity", "info").output.contains("274016"))
        #expect(try having(["274016", "274016", "381592"], "reused-secret") == [], "two may have hit on the same")
        #expect(try having(["1234", "98765", "5555"], "weak-secret") == Set(numbers.map { "warning voicemail:\($0)" }))
        #expect(try having(["274016", "590317", "381592"], "weak-secret") == [])
    }

    @Test("one PIN for many mailboxes", arguments: FusionPBX.allCases)
    func reusedPINs(desk: FusionPBX) throws {
        func having(_ numbers: String...) throws -> Set<String> {
            let list = numbers.map { "'\($0)'" }.joined(separator: ", ")
            return try added(
                desk.rawValue, "reused-secret",
                by: "UPDATE v_voicemails SET voicemail_password = '274016' WHERE voicemail_id IN (\(list)) AND domain_uuid = \(FusionPBX.identifier())")
        }
        #expect(try having("1001", "1002", "1005") == ["info voicemail:1001", "info voicemail:1002", "info voicemail:1005"])
        #expect(try having("1001", "1002") == [])
    }

    @Test("mailboxes that nobody empties")
    func unreadFreePBX() throws {
        let before = Set(try findings("freepbx", "unread-mailbox"))
        let folder = "\(Lab.value("LAB_ASTERISK_SPOOL"))/voicemail/default/1012/INBOX"
        let existed = FileManager.default.fileExists(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let files = (0..<20).flatMap { index in ["txt", "wav"].map { "\(folder)/msg\(String(format: "%04d", 100 + index)).\($0)" } }
        defer {
            for file in files { try? FileManager.default.removeItem(atPath: file) }
            if !existed { try? FileManager.default.removeItem(atPath: folder) }
        }
        for file in files.dropLast(2) { try Data("[message]\n".utf8).write(to: URL(filePath: file)) }
        #expect(Set(try findings("freepbx", "unread-mailbox")).subtracting(before) == [], "19 are none too many")
        for file in files.suffix(2) { try Data("[message]\n".utf8).write(to: URL(filePath: file)) }
        #expect(Set(try findings("freepbx", "unread-mailbox")).subtracting(before) == ["warning voicemail:1012"])
    }

    @Test("mailboxes that nobody empties", arguments: FusionPBX.allCases)
    func unreadFusionPBX(desk: FusionPBX) throws {
        func messages(_ count: Int) throws -> Set<String> {
            try added(
                desk.rawValue, "unread-mailbox",
                by: """
                    DELETE FROM v_voicemail_messages WHERE voicemail_uuid IN (SELECT voicemail_uuid FROM v_voicemails WHERE voicemail_id = '1002' AND domain_uuid = \(FusionPBX.identifier()));
                    INSERT INTO v_voicemail_messages (voicemail_message_uuid, domain_uuid, voicemail_uuid, created_epoch)
                    SELECT gen_random_uuid(), domain_uuid, voicemail_uuid, 1795183200 FROM v_voicemails, generate_series(1, \(count)) WHERE voicemail_id = '1002' AND domain_uuid = \(FusionPBX.identifier());
                    """)
        }
        #expect(try messages(20) == ["warning voicemail:1002"])
        #expect(try messages(19) == [])
    }

    @Test("phones that calls come to and that are not there", arguments: Profiles.all)
    func unregistered(profile: String) throws {
        let isFree = profile == "freepbx"
        let statement = isFree ? "UPDATE incoming SET destination = 'from-did-direct,1008,1' WHERE extension = '15551230002';"
            : """
            UPDATE v_call_flows SET call_flow_data = '1020 \(Self.transfer)' WHERE call_flow_extension = '710';
            DELETE FROM v_voicemails WHERE voicemail_id = '1020';
            """
        let found = try added(profile, "unregistered", by: statement)
        #expect(found == [isFree ? "warning extension:1008" : "warning extension:1020"], "\(found)")
        let office = try findings(profile, "unregistered")
        // With a mailbox behind it nothing is lost; FusionPBX's 1001 has phones.
        if isFree { #expect(office.contains("info extension:2001")) } else { #expect(!office.contains { $0.hasSuffix("extension:1001") }) }
    }
}
