import Foundation
import Testing

@Suite("FreePBX: a changed extension")
struct FreePBXExtensionSetTests {
    let number = Numbers.extension()

    /// Adds one with everything, reloads, and sets the mark, so that no change moves it.
    private func prepare() throws -> FreePBXContents {
        let pin = try Scratch.file("4711")
        try FreePBX.done(
            "extension", "add", number, "--name", "Alice Example", "--voicemail", "--email", "a@example.com", "--voicemailpassword", pin,
            "--followme", "--outboundcid", "\"Alice\" <15551230001>", "--emergencycid", "15551239911", "--account-code", "A-7",
            "--secret", "-", input: "0ldSecret")
        try FreePBX.reload()
        try FreePBX.done("system", "needreload", "set")
        return try FreePBXContents.read()
    }

    /// Runs `extension set` and compares all that changed anywhere with what is expected: pieces of the lines added and gone.
    private func change(_ options: [String], input: String = "", added: [String], gone: [String]) throws {
        let before = try prepare()
        defer { FreePBX.remove(number) }
        let outcome = try FreePBX.pbxctl(arguments: ["extension", "set", number] + options, input: input)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.object()["changed"] as? Bool == true)
        let after = try FreePBXContents.read()
        for (what, lines, pieces) in [("added", after.added(since: before), added), ("gone", after.gone(since: before), gone)] {
            #expect(lines.count == pieces.count, "\(what): \(lines)")
            for piece in pieces {
                let wanted = piece.replacingOccurrences(of: "NNNN", with: number)
                #expect(lines.filter { $0.contains(wanted) }.count == 1, "\(what) \(wanted): \(lines)")
            }
        }
        let again = try FreePBX.pbxctl(arguments: ["extension", "set", number] + options, input: input)
        #expect(try again.status == 0 && again.object()["changed"] as? Bool == false, "\(again.output)")
        #expect(try FreePBXContents.read() == after)
    }

    @Test("has exactly its name changed, in all six places")
    func name() throws {
        try change(
            ["--name", "Front desk"],
            added: ["sql users", "sql devices", "'callerid','Front desk <NNNN>'", "/NNNN/cidname = Front desk", "NNNN = 4711,Front desk,a@example.com,,"],
            gone: ["sql users", "sql devices", "'callerid','Alice Example <NNNN>'", "/NNNN/cidname = Alice", "NNNN = 4711,Alice Example,a@example.com"])
    }

    @Test("has exactly one field changed", arguments: [
        (["--emergencycid", "15550000000"], ["sql devices", "DEVICE/NNNN/emergency_cid = 15550000000"], ["sql devices", "DEVICE/NNNN/emergency_cid = 1555123"]),
        (["--emergencycid", ""], ["sql devices"], ["sql devices", "DEVICE/NNNN/emergency_cid"]),
        (["--outboundcid", "15550009999"], ["sql users", "/outboundcid = \"Alice\" <15550009999>"], ["sql users", "/outboundcid = \"Alice\" <15551230001>"]),
        (["--outboundcid", "", "--outbound-caller-id-name", ""], ["sql users", "/NNNN/outboundcid ="], ["sql users", "/NNNN/outboundcid ="]),
        (["--email", "b@example.com"], ["4711,Alice Example,b@example.com,,"], ["4711,Alice Example,a@example.com,,"]),
        (["--email", ""], ["4711,Alice Example,,,"], ["4711,Alice Example,a@example.com,,"]),
        (["--rec-priority", "3"], ["/recording/priority = 3"], ["/recording/priority = 10"]),
        (["--rec-internal-in", "always"], ["/recording/in/internal = force"], ["/recording/in/internal = dontcare"]),
        (["--rec-ondemand", "disabled"], ["/recording/ondemand = disabled"], ["/recording/ondemand = enabled"]),
        (["--no-call-waiting"], [], ["/CW/NNNN = ENABLED"]),
        (["--account-code", ""], ["/NNNN/accountcode ="], ["/NNNN/accountcode = A-7"]),
        (["--ring-seconds", "9"], ["sql users", "/NNNN/ringtimer = 9"], ["sql users", "/NNNN/ringtimer = 0"]),
        (["--no-followme"], ["/followme/ddial = EXTENSION", "FOLLOWMENNNN = NOT_INUSE"], ["/followme/ddial = DIRECT", "FOLLOWMENNNN = BUSY"]),
        (["--followmegrptime", "9"], ["sql findmefollow", "/followme/prering = 9"], ["sql findmefollow", "/followme/prering = 20"]),
        (["--ring-list", "9"], ["sql findmefollow", "/followme/grptime = 9"], ["sql findmefollow", "/followme/grptime = 20"]),
    ])
    func oneField(options: [String], added: [String], gone: [String]) throws {
        try change(options, added: added, gone: gone)
    }

    @Test("has its secret and PIN changed and nothing else")
    func secrets() throws {
        try change(["--secret", "-"], input: "n3wSecret", added: ["'secret','n3wSecret'"], gone: ["'secret','0ldSecret'"])
        try change(["--voicemailpassword", "-"], input: "8642", added: ["NNNN = 8642,Alice Example,a@example.com"], gone: ["NNNN = 4711,"])
    }

    @Test("loses its mailbox and nothing else; given one again, FreePBX reloads and no line is doubled")
    func mailbox() throws {
        let before = try prepare()
        defer { FreePBX.remove(number) }
        try FreePBX.done("extension", "set", number, "--no-voicemail")
        let without = try FreePBXContents.read()
        let gone = without.gone(since: before)
        for piece in ["sql users", "vmmapping", "[default] \(number) =", "[pbxaliases] \(number)@device", "/\(number)/voicemail = default"] {
            #expect(gone.filter { $0.contains(piece) }.count == 1, "\(piece): \(gone)")
        }
        #expect(gone.count == 5, "\(gone)")
        #expect(without.added(since: before).count == 2)
        try FreePBX.reload()
        let report = try FreePBX.done("extension", "set", number, "--voicemail")
        #expect((report["voicemail_pin"] as? String ?? "").count >= 4)
        for _ in 0..<2 { try FreePBX.reload() }
        let after = try FreePBXContents.read()
        #expect(after.doubled == [])
        #expect(after.traces(of: number).filter { $0.hasPrefix("voicemail.conf") }.count == 2)
    }

    @Test("gets follow-me although it never had a row")
    func followMeWithoutRow() throws {
        let before = try prepare()
        defer { FreePBX.remove(number) }
        _ = try Lab.mysql("DELETE FROM findmefollow WHERE grpnum = '\(number)';")
        _ = try Lab.asterisk("database deltree AMPUSER \(number)/followme")
        _ = try Lab.asterisk("database del CustomDevstate FOLLOWME\(number)")
        #expect(try FreePBX.done("extension", "show", number)["follow_me"] as? Bool == false)
        try FreePBX.done("extension", "set", number, "--followme")
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [] && after.added(since: before) == [], "the same as from the beginning")
    }

    @Test("no longer has the old phone after a change of secret")
    func oldPhone() throws {
        defer { FreePBX.remove(number) }
        let phone = try Phone(number, secret: FreePBX.addPhone(number))
        try phone.live("answer")
        defer { phone.stop() }
        #expect(try Lab.asterisk("database show registrar").contains("contact/\(number);@"))
        try FreePBX.done("extension", "set", number, "--secret", "-", input: "An0therSecret")
        #expect(try !Lab.asterisk("database show registrar").contains("contact/\(number);@"))
        #expect(try !Lab.asterisk("pjsip show contacts").contains("Contact:  \(number)/"))
        #expect(try Phone("1001").call(number, ring: 3).hasPrefix("refused"), "no call reaches it")
        try FreePBX.reload()
        #expect(try !phone.register().isRegistered)
        #expect(try Phone(number, secret: "An0therSecret").register().isRegistered)
    }

    @Test("of chan_sip is changed in place, and deleted with everything Asterisk knows of it")
    func chanSIP() throws {
        // The refusal is tested with adding.
        guard try FreePBX.hasChanSIP else { return }
        let before = try FreePBXContents.read()
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        let first = try FreePBX.addPhone(number, "--driver", "chan_sip", "--voicemail")
        let settings = try Lab.mysql("SELECT keyword, data, flags FROM sip WHERE id = '\(number)' AND keyword NOT IN ('secret', 'callerid') ORDER BY keyword;")
        #expect(settings.contains { $0.hasPrefix("sipdriver\tchan_sip\t") })
        let phone = try Phone(number, secret: first, usesChanSIP: true)
        #expect(try phone.register().isRegistered)
        #expect(try FreePBX.list("registration", "show", number).first?["status"] as? String == "registered")
        #expect(try FreePBX.list("registration", "list").contains { $0["extension"] as? String == number && $0["status"] as? String == "registered" })
        let state = try FreePBX.done("state", "show", number)
        #expect(state["registered"] as? Bool == true && state["driver"] as? String ?? "chan_sip" == "chan_sip")

        try FreePBX.done("extension", "set", number, "--name", "Desk, old", "--outboundcid", "15551230001")
        _ = try FreePBX.pbxctl("extension", "set", number, "--secret", "-", input: "another5ecret")
        #expect(try Lab.mysql("SELECT keyword, data, flags FROM sip WHERE id = '\(number)' AND keyword NOT IN ('secret', 'callerid') ORDER BY keyword;") == settings)
        #expect(try Lab.mysql("SELECT data FROM sip WHERE id = '\(number)' AND keyword = 'secret';") == ["another5ecret"])
        #expect(try FreePBX.done("extension", "show", number)["driver"] as? String == "chan_sip")
        #expect(try Lab.astDB("SIP/Registry", number) == nil)
        try FreePBX.reload()
        #expect(try FreePBX.list("registration", "show", number).isEmpty, "the old phone is called no more")
        #expect(try Lab.asterisk("sip show peer \(number)").contains("(null)"))
        #expect(try !phone.register().isRegistered, "the old secret")
        let again = try Phone(number, secret: "another5ecret", usesChanSIP: true)
        #expect(try again.register().isRegistered)

        try FreePBX.done("extension", "delete", number, "--yes")
        try FreePBX.reload()
        #expect(try Lab.asterisk("sip show peer \(number)").contains("not found"))
        #expect(try FreePBX.pbxctl("registration", "show", number).status == 3)
        let after = try FreePBXContents.read()
        #expect(after.traces(of: number) == [])
        #expect(after.gone(since: before).filter { !$0.hasPrefix("sql admin") } == [])
    }

    @Test("is not there, or cannot be so: refused, and nothing is written")
    func refused() throws {
        try FreePBX.done("extension", "add", number)
        defer { FreePBX.remove(number) }
        let before = try FreePBXContents.read()
        let cases: [([String], Int32)] = [
            (["7999999", "--name", "x"], 3), ([number, "--email", "a@example.com"], 2), ([number, "--description", "x"], 7),
            ([number, "--no-enabled"], 7), ([number, "--name", "two\nlines"], 2), ([number], 2), (["'; DROP", "--name", "x"], 3),
            ([number, "--voicemailpassword", "-"], 2),
        ]
        for (words, status) in cases {
            let outcome = try FreePBX.pbxctl(arguments: ["extension", "set"] + words, input: "1234")
            #expect(outcome.status == status, "\(words): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        #expect(try FreePBXContents.read() == before)
        #expect(try FreePBX.pbxctl("extension", "set", "1009", "--secret", "-", input: "secret123").status == 4, "virtual: no phone")
    }

    @Test("keeps what FreePBX has and pbxctl has no word for")
    func unknownParts() throws {
        _ = try prepare()
        defer { FreePBX.remove(number) }
        _ = try Lab.mysql(
            "UPDATE users SET noanswer_dest = 'ext-group,600,1', mohclass = 'lounge' WHERE extension = '\(number)';"
                + "UPDATE sip SET flags = flags + 40, data = IF(keyword = 'allow', 'g722&alaw', data) WHERE id = '\(number)';")
        _ = try Lab.asterisk("database put AMPUSER \(number)/vmx/unknown kept")
        let before = try FreePBXContents.read()
        try FreePBX.done("extension", "set", number, "--ring-seconds", "11")
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before).count == 2 && after.added(since: before).count == 2)
        #expect(after.added(since: before).contains { $0.contains("'ext-group,600,1'") && $0.contains("'lounge'") })
    }
}
