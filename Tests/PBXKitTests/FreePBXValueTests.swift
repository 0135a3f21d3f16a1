import Testing

@testable import PBXKit

/// FreePBX's own spellings, without a PBX.
@Suite("FreePBX: values")
struct FreePBXValueTests {
    @Test(arguments: [
        "1234,Front desk,desk@example.com,,attach=yes|saycid=no|envelope=no|delete=no", "0000,,,,", "1,O'Neil,a@b.c|d@e.f,p@q.r,tz=eu|attach",
    ])
    func `a mailbox line comes back as it was`(line: String) {
        #expect(FreePBXMailbox(line: line).line == line)
    }

    @Test func `a new mailbox`() {
        let mailbox = FreePBXMailbox(pin: "4321", name: "Meier, Anna", email: "")
        #expect(mailbox.line == "4321,Meier Anna,,,attach=no|saycid=no|envelope=no|delete=no")
        #expect(FreePBXMailbox(line: " 12 , Bob ").line == "12,Bob,,,")
    }

    @Test(arguments: [
        ("from-did-direct,1001,1", "extension:1001"), ("ext-local,vmu1001,1", "voicemail:1001"),
        ("ext-local,vms1001,1", "voicemail:1001"), ("ext-group,600,1", "ringgroup:600"), ("ext-queues,400,1", "queue:400"),
        ("ivr-3,s,1", "ivr:3"), ("ext-meetme,800,1", "conference:800"), ("timeconditions,2,1", "timecondition:2"),
        ("app-daynight,0,1", "callflow:0"), ("app-announcement-7,s,1", "announcement:7"),
        ("play-system-recording,4,1", "recording:4"), ("app-blackhole,hangup,1", "hangup"),
        ("app-blackhole,busy,1", "raw:app-blackhole,busy,1"), ("from-did-direct,,1", "raw:from-did-direct,,1"),
        ("ext-local,vmu10;x,1", "raw:ext-local,vmu10;x,1"), ("", "raw:"), ("nonsense", "raw:nonsense"),
    ])
    func `every destination is some target`(raw: String, short: String) {
        let target = FreePBXTargets.decode(raw)
        #expect(target.short == short && target.raw == raw)
    }

    @Test(arguments: ["a,b", "a,b,c,d", "a b,1,1", "a,\n,1", "Goto(x),1,1", ",,", "x;y,1,1"])
    func `strings that are no destination`(raw: String) {
        #expect(#expect(throws: PBXError.self) { try FreePBXTargets.checkSyntax(raw) }?.kind == .usage)
    }

    @Test(arguments: ["1", "0123", "12345678901234567890"])
    func `numbers`(number: String) throws { try FreePBXInput.checkNumber(number, width: 20) }

    @Test(arguments: ["", "12a", "; DROP", "１２", "+1", " 1", "1\n", "123456789012345678901", String(repeating: "9", count: 200)])
    func `no numbers`(number: String) {
        #expect(#expect(throws: PBXError.self) { try FreePBXInput.checkNumber(number, width: 20) }?.kind == .usage)
    }

    @Test func `names`() throws {
        #expect(try FreePBXInput.text("  Zoë \"Z\" 日本 🎉 ", option: "--name", width: 50) == "Zoë \"Z\" 日本 🎉")
        for bad in ["a\r\nb", "a\u{0}b", "a;b", String(repeating: "x", count: 51), "a\u{2028}b"] {
            #expect(throws: PBXError.self) { try FreePBXInput.text(bad, option: "--name", width: 50, refusing: ";") }
        }
        #expect(FreePBXExtensionFields.storedName("Zoë <sales>") == "Zoë (sales)")
    }

    @Test func `nothing that the dialplan evaluates`() throws {
        for bad in ["${SHELL(id)}", "a $[1+1]"] {
            #expect(throws: PBXError.self) { try FreePBXInput.checkIsNoExpression(bad, option: "--caller-id-prefix") }
        }
        try FreePBXInput.checkIsNoExpression("$$ (VIP) {a}", option: "--caller-id-prefix")
    }

    @Test(arguments: ["a@b.c", "a@b.c, d@e.f"]) func `e-mail`(text: String) throws {
        #expect(try !FreePBXInput.email(text).contains(","))
    }

    @Test(arguments: ["nobody", "a@", "a@b;c", "a b@c", "a@b@c", "<a@b>"]) func `no e-mail`(text: String) {
        #expect(throws: PBXError.self) { try FreePBXInput.email(text) }
    }

    @Test func `PINs`() throws {
        try FreePBXInput.checkPIN(Secret("0000"), of: "1001")
        for bad in ["1001", "", "12a4", "1;2"] {
            #expect(throws: PBXError.self) { try FreePBXInput.checkPIN(Secret(bad), of: "1001") }
        }
        #expect(FreePBXGenerated.pin(length: 6, unlike: "1001").count == 6)
        #expect(FreePBXGenerated.secret(length: 32).filter { !$0.isHexDigit }.isEmpty)
    }

    @Test func `follow-me lists`() {
        let list = FreePBXFollowMeList(stored: "1001-15551234567#--+49301#")
        #expect(list.stored == "1001-15551234567#-+49301#")
        #expect(list.contains("1001") && !list.contains("15551234567"))
        #expect(list.removing("1001").stored == "15551234567#-+49301#")
    }

    @Test(arguments: [
        ("\"Front desk\" <1555>", "Front desk", "1555"), ("1555", nil, "1555"), ("", nil, nil), ("Bob <1>", "Bob", "1"),
        ("<1555>", nil, "1555"),
    ] as [(String, String?, String?)])
    func `caller ids`(stored: String, name: String?, number: String?) {
        #expect(FreePBXCallerID(stored: stored) == FreePBXCallerID(name: name, number: number))
    }

    @Test func `a caller id keeps what is not named`() throws {
        let current = FreePBXCallerID(name: "Desk", number: "1")
        let changed = try current.applying(name: .keep, number: .set("2"), options: ("--n", "--m"), width: 50)
        #expect(changed.stored == "\"Desk\" <2>")
        let cleared = try changed.applying(name: .clear, number: .keep, options: ("--n", "--m"), width: 50)
        #expect(cleared.stored == "2")
        #expect(throws: PBXError.self) {
            try current.applying(name: .set("a\"b"), number: .keep, options: ("--n", "--m"), width: 50)
        }
    }

    @Test func `what refers to a queue member`() {
        #expect(FreePBXReferences.member("Local/1001@from-queue/n,0") == "1001")
        #expect(FreePBXReferences.member("PJSIP/1001,5") == "1001")
    }

    @Test func `grants`() {
        let grants = FreePBXGrants(lines: [
            "GRANT USAGE ON *.* TO `u`@`localhost`", "GRANT SELECT, INSERT ON `aster\\_isk%`.* TO `u`@`localhost`",
            "GRANT ALL PRIVILEGES ON `other`.* TO `u`@`localhost`",
        ])
        #expect(grants.allows("INSERT", on: "aster_isk2") && !grants.allows("INSERT", on: "asterXisk"))
        #expect(!grants.allows("DELETE", on: "aster_isk") && grants.allows("DELETE", on: "other"))
    }

    @Test func `secrets are compared whole`() {
        #expect(FreePBXCalls.isEqual(Array("abc".utf8), Array("abc".utf8)))
        #expect(!FreePBXCalls.isEqual(Array("abcd".utf8), Array("abc".utf8)))
        #expect(!FreePBXCalls.isEqual([], Array("abc".utf8)))
    }

    @Test func `an originate action cannot be broken out of`() throws {
        var request = OriginateRequest(source: "1001", destination: "1002")
        request.callerIDName = "Click \"x\" <9>"
        let action = try FreePBXCalls.action(request, channel: "Local/1001@originate-skipvm", id: "1.2")
        #expect(action.headers.contains(.init("CallerID", "\"Click x 9\" <1001>")))
    }

    @Test func `a message file`() {
        let file = FreePBXMessageFile(
            ";\n[message]\norigmailbox=1001\ncallerid=\"Alice\" <1002>\norigtime=1795212000\nduration=12\nmsg_id=1-2\nflag=\n")
        #expect(file["msg_id"] == "1-2" && file["flag"] == nil && file.durationSeconds == 12)
        #expect(file.callerID == FreePBXCallerID(name: "Alice", number: "1002"))
    }

    @Test func `included files`() {
        let text = "#include vm_general.inc\n[default]\n  #tryinclude \"x/y.conf\"\n;#include no\n"
        #expect(FreePBXMailboxPlan.includes(in: text) == ["vm_general.inc", "x/y.conf"])
        #expect(FreePBXMailboxPlan.hasSection("default", in: text) && !FreePBXMailboxPlan.hasSection("other", in: text))
    }
}
