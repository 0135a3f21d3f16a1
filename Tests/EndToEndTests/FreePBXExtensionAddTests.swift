import Foundation
import Testing

@Suite("FreePBX: an added extension")
struct FreePBXExtensionAddTests {
    let number = Numbers.extension()

    /// Keywords of the phone that this release's driver knows and the recorded form did not post.
    private static let driverOnly = ["md5_cred", "media_address", "force_callerid", "webrtc", "vmexten"].map { "sip \($0)=" }

    private func compare(_ fixture: String, _ change: (String) -> String = { $0 }) throws {
        let expected = Set(try FreePBXGolden.expected(fixture, number: number).map(change))
        let stored = try FreePBXGolden.stored(number).filter { line in !Self.driverOnly.contains { line.hasPrefix($0) } }
        #expect(expected.subtracting(stored).sorted() == [], "the form writes these")
        #expect(stored.subtracting(expected).sorted() == [], "the form does not write these")
    }

    @Test("is what FreePBX's form leaves: a plain phone")
    func plain() throws {
        defer { FreePBX.remove(number) }
        try FreePBX.done(
            "extension", "add", number, "--name", "Dora Plain", "--secret", "-", "--rec-ondemand", "disabled", input: "s3cretDora\(number)\n")
        try compare("freepbx-extension-plain")
        #expect(try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == ["true"])
    }

    @Test("is what FreePBX's form leaves: a virtual one")
    func virtual() throws {
        defer { FreePBX.remove(number) }
        let report = try FreePBX.done(
            "extension", "add", number, "--exttype", "virtual", "--displayname", "Virtual Nine", "--rec-ondemand", "disabled")
        #expect(report["secret"] == nil, "it has no phone")
        try compare("freepbx-extension-virtual")
        #expect(try FreePBX.done("extension", "show", number)["driver"] as? String == "virtual")
    }

    @Test("is what FreePBX's form leaves: with a mailbox, follow-me and recording")
    func full() throws {
        defer { FreePBX.remove(number) }
        let pin = try Scratch.file("4321\n")
        let report = try FreePBX.done(
            "extension", "add", number, "--name", "Alice Example", "--outboundcid", "\"Alice\" <+1555\(number)>", "--voicemail",
            "--email", "alice@example.com", "--voicemailpassword-file", pin, "--secret", "-", "--followme", "--followmegrptime", "7",
            "--rec-external-in", "always", "--rec-external-out", "never", input: "s3cretAlice\(number)")
        #expect(report["secret"] == nil && report["voicemail_pin"] == nil, "only what pbxctl made up is printed")
        try compare("freepbx-extension-full") { line in
            // The form had filled in a list, and policies that no documented parameter names.
            line.replacingOccurrences(of: "\(number)-15557654321#", with: number)
                .replacingOccurrences(of: "recording/out/external=yes", with: "recording/out/external=never")
                .replacingOccurrences(of: "recording/out/internal=no", with: "recording/out/internal=dontcare")
        }
        let mailboxes = try FreePBXContents.read().traces(of: number).filter { $0.hasPrefix("voicemail.conf") }
        #expect(mailboxes == [
            "voicemail.conf [default] \(number) = 4321,Alice Example,alice@example.com,,attach=yes|saycid=no|envelope=no|delete=no"
        ])
    }

    @Test("has every documented option where FreePBX reads it")
    func everyOption() throws {
        defer { FreePBX.remove(number) }
        let pin = try Scratch.file("90210\n")
        let report = try FreePBX.done(
            "extension", "add", number, "--displayname", "Zoë \"Z\" <sales>", "--voicemail", "--email", "a@example.com,b@example.com",
            "--voicemailpassword-file", pin, "--outboundcid", "15551230001", "--outbound-caller-id-name", "Zoë Out",
            "--emergencycid", "15551239911", "--rec-internal-in", "always", "--rec-internal-out", "never",
            "--rec-external-in", "dontcare", "--rec-external-out", "always", "--rec-ondemand", "disabled", "--rec-priority", "20",
            "--followme", "--ring-list", "33", "--ring-seconds", "17", "--no-call-waiting", "--account-code", "A-7")
        let secret = try #require(report["secret"] as? String)
        #expect(secret.count == 32)
        let shown = try FreePBX.done("extension", "show", number, "--reveal")
        let expected: KeyValuePairs<String, any Equatable> = [
            "name": "Zoë \"Z\" (sales)", "driver": "pjsip", "outbound_caller_id_name": "Zoë Out", "outbound_caller_id_number": "15551230001",
            "emergency_caller_id_number": "15551239911", "voicemail": true, "email": "a@example.com,b@example.com", "follow_me": true,
            "call_waiting": false, "ring_seconds": 17, "rec_internal_in": "always", "rec_internal_out": "never",
            "rec_external_in": "dontcare", "rec_external_out": "always", "rec_ondemand": "disabled", "rec_priority": 20,
            "account_code": "A-7", "secret": secret, "voicemail_pin": "90210",
        ]
        for (key, value) in expected { #expect(FreePBX.isEqual(shown[key], value), "\(key)") }
        let keys: KeyValuePairs = [
            "recording/in/internal": "force", "recording/out/internal": "never", "recording/in/external": "dontcare",
            "recording/out/external": "force", "recording/ondemand": "disabled", "recording/priority": "20",
            "outboundcid": "\"Zoë Out\" <15551230001>", "followme/prering": "20", "followme/grptime": "33", "followme/ddial": "DIRECT",
            "ringtimer": "17", "accountcode": "A-7", "cidname": "Zoë \"Z\" <sales>",
        ]
        for (key, value) in keys { #expect(try Lab.astDB("AMPUSER", "\(number)/\(key)") == value, "\(key)") }
        #expect(try Lab.astDB("CW", number) == nil)
        #expect(try Lab.astDB("DEVICE", "\(number)/emergency_cid") == "15551239911")
        #expect(try Lab.mysql("SELECT emergency_cid FROM devices WHERE id = '\(number)';") == ["15551239911"])
        #expect(try Lab.asterisk("database show CustomDevstate FOLLOWME\(number)").contains("BUSY"))
    }

    @Test("is a chan_sip phone where that is asked for and Asterisk has chan_sip; refused where it has not")
    func chanSIP() throws {
        defer { FreePBX.remove(number) }
        guard try FreePBX.hasChanSIP else {
            let before = try FreePBXContents.read()
            let outcome = try FreePBX.pbxctl("extension", "add", number, "--driver", "chan_sip")
            #expect(outcome.status == 7 && outcome.errors.contains("this Asterisk has no chan_sip"), "\(outcome.errors)")
            #expect(try FreePBXContents.read() == before)
            return
        }
        let secret = try FreePBX.addPhone(number, "--driver", "chan_sip")
        #expect(try FreePBX.done("extension", "show", number)["driver"] as? String == "chan_sip")
        #expect(try Lab.astDB("DEVICE", "\(number)/dial") == "SIP/\(number)")
        let phone = try Phone(number, secret: secret, usesChanSIP: true)
        let answer = try phone.register()
        #expect(answer.isRegistered, "\(answer.answer)")
        #expect(try Lab.asterisk("sip show peer \(number)").contains("127.0.0.1"))
    }

    @Test("leaves every other extension, key and mailbox alone")
    func nothingElse() throws {
        defer { FreePBX.remove(number) }
        try FreePBX.done("system", "needreload", "set")
        let before = try FreePBXContents.read()
        try FreePBX.done("extension", "add", number, "--voicemail", "--followme")
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [])
        #expect(after.added(since: before) == after.traces(of: number))
    }

    @Test("starts without the former owner's do-not-disturb and forwards")
    func formerOwner() throws {
        defer { FreePBX.remove(number) }
        for (family, key) in [("DND", number), ("CF", number), ("CFU", number), ("CALLTRACE", number), ("CustomDevstate", "DND\(number)")] {
            _ = try Lab.asterisk("database put \(family) \(key) 1001")
        }
        try FreePBX.done("extension", "add", number)
        let shown = try FreePBX.done("extension", "show", number)
        #expect(shown["do_not_disturb"] as? Bool == false && shown["call_forward_all"] is NSNull)
        #expect(try FreePBXContents.read().traces(of: number).filter { $0.contains("DND") || $0.contains("/CF") || $0.contains("CALLTRACE") } == [])
    }

    @Test("is refused where anything else has its number, and nothing is written", arguments: [
        ("1001", 4), ("600", 4), ("700", 4), ("8001", 4), ("900", 4), ("70", 4), ("8888", 4), ("74", 4), ("0100", 4),
    ] as [(String, Int32)])
    func taken(taken: String, status: Int32) throws {
        let before = try FreePBXContents.read()
        let outcome = try FreePBX.pbxctl("extension", "add", taken)
        #expect(outcome.status == status && outcome.output.isEmpty)
        #expect(try outcome.errorObject()["error"] as? String == "conflict")
        #expect(outcome.errors.contains(taken))
        #expect(try FreePBXContents.read() == before)
    }

    @Test("is refused where an option cannot be stored, and nothing is written", arguments: [
        ["--email", "nobody"], ["--email", "a@b;c@d"], ["--name", "a;b", "--voicemail"], ["--rec-priority", "21"],
        ["--rec-internal-in", "perhaps"], ["--followmegrptime", "-1"], ["--outboundcid", "drop table"], ["--emergencycid", "9\"1"],
        ["--exttype", "fax"], ["--voicemailpassword", "/nonexistent"], ["--email", "a@example.com"], ["--account-code", "a|b"],
        ["--exttype", "virtual", "--driver", "pjsip"], ["--name", String(repeating: "x", count: 51)],
    ])
    func badOptions(options: [String]) throws {
        let before = try FreePBXContents.read()
        let outcome = try FreePBX.pbxctl(arguments: ["extension", "add", number] + options)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(try outcome.errorObject()["remedy"] is String)
        #expect(try FreePBXContents.read() == before)
    }

    @Test("is refused with a secret or PIN that cannot be used", arguments: [
        ("--secret", "two words"), ("--secret", "semi;colon"), ("--secret", "\n"), ("--secret", "a\nb"), ("--voicemailpassword", "12a4"),
        ("--voicemailpassword", "NUMBER"),
    ])
    func badSecrets(option: String, text: String) throws {
        let before = try FreePBXContents.read()
        let outcome = try FreePBX.pbxctl(
            "extension", "add", number, "--voicemail", option, "-", input: text == "NUMBER" ? number : text)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(!outcome.errors.contains(text.count > 2 ? text : "\u{0}"), "the secret is not repeated")
        #expect(try FreePBXContents.read() == before)
    }

    @Test("is not offered what FreePBX has not", arguments: [["--description", "x"], ["--no-enabled"], ["--driver", "iax2"]])
    func notOffered(options: [String]) throws {
        let before = try FreePBXContents.read()
        let outcome = try FreePBX.pbxctl(arguments: ["extension", "add", number] + options)
        #expect(outcome.status == 7, "\(outcome.errors)")
        #expect(try FreePBXContents.read() == before)
    }
}
