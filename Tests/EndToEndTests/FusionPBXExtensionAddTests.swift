import Foundation
import Testing

@Suite("FusionPBX: adding extensions, read back from the stores")
struct FusionPBXExtensionAddTests {
    @Test("writes the rows that FusionPBX's own page wrote", arguments: FusionPBX.allCases)
    func golden(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let pin = try office.secret("pin", "135791")
        let added = try office.done(
            "extension", "add", number, "--name", "Alice Example", "--caller-id-name", "Example",
            "--outboundcid", "1208555\(number)", "--voicemail", "--email", "alice@example.test",
            "--voicemailpassword-file", pin, "--description", "golden add")
        let recorded = try version.recordedRows()
        let row = try office.extensionRow(number)
        expectRow(row, try #require(recorded["v_extensions"]?.first), replacing: ["1001": number])
        #expect((row["password"] ?? nil) == added["secret"] as? String)
        expectRow(try office.mailbox(number), try #require(recorded["v_voicemails"]?.first), replacing: ["1001": number])
        #expect((added["voicemail_pin"] as? String) == nil, "a given PIN is not printed")
        // Live at once, without anything having been emptied.
        #expect(try office.node.ask("user_data \(number)@\(FusionPBXOffice.domain) param password") == added["secret"] as? String)
        #expect(try office.node.ask("user_data \(number)@\(FusionPBXOffice.domain) var effective_caller_id_name") == "Alice Example")
    }

    @Test("takes every documented option", arguments: FusionPBX.allCases)
    func everything(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let secret = try office.secret("secret", "S3cret-of-\(number)")
        let outcome = try office.pbxctl(
            "extension", "add", number, "--displayname", "Desk", "--secret-file", secret, "--outboundcid",
            "\"Shown, outside\" <+1 (208) 555-0123>", "--emergencycid", "12085550911", "--emergency-caller-id-name", "Help",
            "--voicemail", "--email", "a@example.test,b@example.test", "--voicemailpassword", "-", "--followme",
            "--followmegrptime", "35", "--rec-internal-in", "always", "--rec-internal-out", "always",
            "--rec-external-in", "always", "--rec-external-out", "always", "--rec-ondemand", "enabled", "--rec-priority", "10",
            "--ring-seconds", "45", "--account-code", "acct", "--description", "a <remark> & more", "--no-enabled",
            input: "24680\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try outcome.object()
        #expect((report["secret"] as? String) == nil && (report["voicemail_pin"] as? String) == nil)
        #expect(!outcome.output.contains("S3cret") && !outcome.output.contains("24680"))
        let row = try office.extensionRow(number)
        let expected = [
            "effective_caller_id_name": "Desk", "password": "S3cret-of-\(number)", "outbound_caller_id_name": "Shown, outside",
            "outbound_caller_id_number": "+12085550123", "emergency_caller_id_number": "12085550911",
            "emergency_caller_id_name": "Help", "user_record": "all", "call_timeout": "45", "accountcode": "acct",
            "description": "a <remark> & more", "enabled": "false", "follow_me_enabled": "true",
        ]
        for (column, value) in expected { #expect((row[column] ?? nil) == value, "\(column)") }
        let mailbox = try office.mailbox(number)
        #expect(mailbox["voicemail_password"] == "24680" && mailbox["voicemail_enabled"] == "true")
        #expect(mailbox["voicemail_mail_to"] == "a@example.test,b@example.test")
        let list = try #require(row["follow_me_uuid"] ?? nil)
        let entry = try #require(try office.rows("v_follow_me_destinations", "follow_me_uuid = '\(list)'").first)
        #expect(entry["follow_me_destination"] == number && entry["follow_me_timeout"] == "35")
        #expect(try office.rows("v_follow_me", "follow_me_uuid = '\(list)'").first?["follow_me_enabled"] == "true")
        #expect(try office.node.ask("user_exists id \(number) \(FusionPBXOffice.domain)") == "false", "it is disabled")
    }

    @Test("needs nothing but a number: its mailbox is there and off", arguments: FusionPBX.allCases)
    func minimal(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let report = try office.done("extension", "add", number)
        let row = try office.extensionRow(number)
        #expect(row["effective_caller_id_name"] == number && row["user_context"] == FusionPBXOffice.domain)
        #expect(row["follow_me_uuid"] == .some(nil) && row["user_record"] == .some(nil))
        #expect(try office.mailbox(number)["voicemail_enabled"] == "false")
        #expect(((report["secret"] as? String) ?? "").count == 20)
        #expect(try office.rows("v_follow_me_destinations", "follow_me_destination = '\(number)'").isEmpty)
    }

    @Test("knows five recordings", arguments: [
        ([], nil), (["in", "out"], "local"), (["xin"], "inbound"), (["xout"], "outbound"), (["in", "out", "xin", "xout"], "all"),
    ] as [([String], String?)])
    func recordings(_ directions: [String], _ word: String?) throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let outcome = try office.run(["extension", "add", number] + Self.options(directions))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try office.extensionRow(number)["user_record"] == .some(word))
        let shown = try office.done("extension", "show", number)
        #expect(shown["rec_external_out"] as? String == (directions.contains("xout") ? "always" : "dontcare"))
    }

    @Test("refuses what FusionPBX has not, with status 7, and writes nothing", arguments: [
        options(["in"]), options(["out"]), options(["in", "out", "xin"]), options(["xin", "xout"]), options(["in", "xout"]),
        ["--rec-internal-in", "never", "--rec-external-in", "always"], ["--rec-ondemand", "disabled"], ["--rec-priority", "5"],
        ["--call-waiting"], ["--driver", "pjsip"], ["--followme", "--ring-list", "20"],
    ])
    func notOffered(_ options: [String]) throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let before = try office.fingerprint()
        let outcome = try office.run(["extension", "add", Numbers.extension()] + options)
        #expect(outcome.status == 7 && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(try office.fingerprint() == before)
    }

    @Test("takes 'never' for 'not by this extension', with a notice")
    func never() throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let outcome = try office.pbxctl("extension", "add", number, "--rec-internal-in", "never")
        #expect(outcome.status == 0 && outcome.errors.contains("never"))
        #expect(try office.extensionRow(number)["user_record"] == .some(nil))
    }

    @Test("makes virtual extensions, which have a password nobody knows", arguments: FusionPBX.allCases)
    func virtual(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let number = Numbers.extension()
        defer { office.remove(number) }
        let report = try office.done("extension", "add", number, "--exttype", "virtual", "--voicemail")
        let row = try office.extensionRow(number)
        #expect(row["extension_type"] == "virtual")
        #expect((row["password"] ?? nil)?.isEmpty == false && (report["secret"] as? String) == nil)
        #expect(try office.done("extension", "show", number)["driver"] as? String == "virtual")
    }

    @Test("refuses secrets, PINs and addresses that would break a store", arguments: [
        ["--secret-file", "-"], ["--voicemailpassword-file", "-"], ["--email", "no address"], ["--outboundcid", "12ab"],
        ["--email", "a@b.test\" onclick"], ["--account-code", "a${b}"], ["--description", "two\nlines"],
    ])
    func refused(_ options: [String]) throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let before = try office.fingerprint()
        let outcome = try office.run(["extension", "add", Numbers.extension(), "--voicemail"] + options, input: "a\"b<&'\n")
        #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(!outcome.errors.contains("a\"b<&'"), "a secret is never repeated")
        #expect(try office.fingerprint() == before)
    }

    static func options(_ directions: [String]) -> [String] {
        let names = ["in": "internal-in", "out": "internal-out", "xin": "external-in", "xout": "external-out"]
        return directions.flatMap { ["--rec-\(names[$0] ?? $0)", "always"] }
    }
}
