import Foundation
import Testing

@Suite("FusionPBX: phones and their secrets", .serialized)
struct FusionPBXPhoneTests {
    private let domain = FusionPBXOffice.domain

    @Test("an extension is switched off and on: its phone is thrown out, its cache entry forgotten", arguments: FusionPBX.allCases)
    func enable(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        try office.done("extension", "add", number)
        try office.node.write("registrations", "\(number)@\(domain) internal 192.0.2.1:5060 Yealink SIP-T46S 66.86.0.15")
        let count = try office.node.entries().count
        #expect(try office.done("extension", "disable", number)["changed"] as? Bool == true)
        let told = try office.node.entries().dropFirst(count).map(\.command)
        #expect(told.contains { $0.contains("sofia profile internal flush_inbound_reg \(number)@\(domain)") }, "\(told)")
        #expect(told.contains { $0.contains("directory:\(number)@\(domain)") })
        #expect(try office.sql("SELECT enabled::text FROM v_extensions WHERE extension = '\(number)'") == ["false"])
        #expect(try office.done("extension", "disable", number)["changed"] as? Bool == false)
        #expect(try office.run(["registration", "show", number, "--exit-code"]).status == 9)
        try office.done("extension", "enable", number)
        #expect(try office.sql("SELECT enabled::text FROM v_extensions WHERE extension = '\(number)'") == ["true"])
        #expect(try office.run(["extension", "disable", "9999"]).status == 3)
    }

    @Test("a secret is rotated, phones that are provisioned get it, too; several go into a file", arguments: FusionPBX.allCases)
    func rotate(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let (number, other) = (Numbers.extension(), Numbers.extension())
        defer { for one in [number, other] { office.remove(one) } }
        let old = try office.done("extension", "add", number)["secret"] as? String
        try office.done("extension", "add", other)
        let line = UUID().uuidString.lowercased()
        try office.sql(
            "INSERT INTO v_device_lines (device_line_uuid, domain_uuid, server_address, user_id, password) VALUES ('\(line)', \(FusionPBXOffice.identifier(domain)), '\(domain)', '\(number)', 'old')")
        defer { _ = try? office.sql("DELETE FROM v_device_lines WHERE device_line_uuid = '\(line)'") }
        let count = try office.node.entries().count
        let new = try #require(office.done("extension", "rotate-secret", number)["secret"] as? String)
        #expect(new != old && new.count >= 8)
        #expect(try office.sql("SELECT password FROM v_extensions WHERE extension = '\(number)'") == [new])
        #expect(try office.sql("SELECT password FROM v_device_lines WHERE device_line_uuid = '\(line)'") == [new])
        #expect(try office.node.entries().dropFirst(count).contains { $0.command.contains("flush_inbound_reg \(number)@\(domain)") })
        let path = office.folder.path + "/secrets"
        let report = try office.run(["extension", "rotate-secret", "--match", number.dropLast() + "?", "--secret-out", path])
        #expect(report.status == 0, "\(report.errors)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let stored = try office.sql("SELECT password FROM v_extensions WHERE extension = '\(number)'")[0]
        #expect(stored != new && text.contains("\(number)\t\(stored)\n") && !report.output.contains(stored))
    }

    @Test("registrations are dropped on every profile and node; a NOTIFY goes to those the phone is on", arguments: FusionPBX.allCases)
    func registrations(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        try office.done("extension", "add", number)
        #expect(try office.run(["phone", "notify", number]).status == 3)
        try office.node.write(
            "registrations", "\(number)@\(domain) internal 192.0.2.1:5060 Yealink SIP-T46S 66.86.0.15", "1002@\(domain) internal 192.0.2.2:5060 other")
        func heard(_ words: String...) throws -> [[String: String]] {
            let count = try office.node.entries().count
            let outcome = try office.run(words)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try office.node.entries().dropFirst(count).filter { $0.command == "sendevent NOTIFY" }.map(\.headers)
        }
        #expect(try heard("phone", "notify", number, "--dry-run").isEmpty)
        let sync = try heard("phone", "notify", number)
        #expect(sync.count == 1 && sync[0]["profile"] == "internal" && sync[0]["user"] == number && sync[0]["host"] == domain)
        #expect(sync.first?["event-string"] == "check-sync;reboot=false" && sync.first?["content-type"] == "application/simple-message-summary")
        #expect(try heard("phone", "notify", number, "--event", "reboot").first?["event-string"] == "check-sync;reboot=true")
        #expect(try office.run(["registration", "drop", number, "-o", "json"]).array().count == 1)
        #expect(try office.run(["registration", "show", number, "-o", "json"]).array().isEmpty)
        #expect(try office.run(["registration", "show", "1002", "-o", "json"]).array().count == 1, "nobody else's")
        #expect(try office.run(["registration", "drop", number, "-o", "json"]).array().isEmpty)
    }

    @Test("a copy has the columns of FusionPBX's own copy, and neither name nor password", arguments: FusionPBX.allCases)
    func copy(_ desk: FusionPBX) throws {
        let (source, number) = (Numbers.extension(), Numbers.extension())
        defer { for one in [source, number] { _ = try? desk.pbxctl("extension", "delete", one, "--yes", "--if-exists", "--cascade") } }
        try desk.done("extension", "add", source, "--name", "Source", "--voicemail", "--email", "source@example.test", "--outboundcid", "12085550042", "--rec-external-in", "always")
        try desk.sql("UPDATE v_extensions SET toll_allow = 'local', call_group = 'sales', limit_max = 2, hold_music = 'local_stream://jazz' WHERE extension = '\(source)'")
        let report = try desk.done("extension", "copy", source, number, "--name", "Copy")
        #expect((report["secret"] as? String)?.isEmpty == false)
        let columns = "outbound_caller_id_number, toll_allow, call_group, limit_max, hold_music, user_record, call_timeout, user_context, enabled::text, accountcode"
        #expect(try desk.sql("SELECT \(columns) FROM v_extensions WHERE extension = '\(number)'") == desk.sql("SELECT \(columns) FROM v_extensions WHERE extension = '\(source)'"))
        #expect(try desk.sql("SELECT effective_caller_id_name, effective_caller_id_number FROM v_extensions WHERE extension = '\(number)'") == ["Copy|\(number)"])
        #expect(try desk.sql("SELECT count(DISTINCT password), count(DISTINCT extension_uuid) FROM v_extensions WHERE extension IN ('\(number)', '\(source)')") == ["2|2"])
        #expect(try desk.sql("SELECT voicemail_enabled::text, coalesce(voicemail_mail_to, '-') FROM v_voicemails WHERE voicemail_id = '\(number)'") == ["true|-"])
        try desk.refused(4, "extension", "copy", source, number)
        #expect(try desk.done("extension", "copy", source, number, "--if-not-exists")["changed"] as? Bool == false)
        try desk.refused(3, "extension", "copy", "9999", "6299")
    }
}
