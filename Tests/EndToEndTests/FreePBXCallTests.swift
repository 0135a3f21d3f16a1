import Foundation
import Testing

@Suite("FreePBX: calls")
struct FreePBXCallTests {
    let number = Numbers.extension()

    @Test("reach a new phone; unanswered ones go to its mailbox; Asterisk's own records and messages are read")
    func newPhone() throws {
        defer { FreePBX.remove(number) }
        let secret = try FreePBX.addPhone(number, "--name", "Nora O'New", "--voicemail", "--ring-seconds", "1")
        let phone = try Phone(number, secret: secret)
        #expect(try !Phone(number, secret: "wrong" + secret).register().isRegistered)
        try phone.live("answer")
        #expect(try Phone("1002").call(number, hold: 1) == "answered")
        #expect(try FreePBX.list("voicemail", "list", number).isEmpty)
        try phone.live("ring")
        #expect(try Phone("1002").call(number, hold: 9) == "answered", "by the mailbox")
        phone.stop()

        try eventually("the message") { try FreePBX.list("voicemail", "list", number).count == 1 }
        let message = try #require(FreePBX.list("voicemail", "list", number).first)
        let expected: KeyValuePairs<String, any Equatable> = [
            "mailbox": number, "folder": "new", "caller_id_name": "O'Neil", "caller_id_number": "1002", "read": false,
        ]
        for (key, value) in expected { #expect(FreePBX.isEqual(message[key], value), "\(key): \(message[key] ?? "")") }
        let file = try #require(message["file"] as? String)
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
        #expect(message["size_bytes"] as? Int == size)
        let seconds = try #require(message["duration_seconds"] as? Int)
        #expect((1...9).contains(seconds))
        #expect(try #require(message["received"] as? String).wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)/) != nil)

        try eventually("the records") { try FreePBX.list("cdr", "query", "--dest", number).count >= 3 }
        let dispositions = Set(try FreePBX.list("cdr", "query", "--dest", number, "--start", "-5m").compactMap { $0["disposition"] as? String })
        #expect(dispositions == ["answered", "no_answer", "voicemail"])
        #expect(try FreePBX.list("cdr", "query", "--dest", number, "--disposition", "voicemail").count == 1)
        let answered = try FreePBX.list("cdr", "query", "--dest", number, "--disposition", "answered", "--src", "1002", "--direction", "internal")
        #expect(answered.count == 1)
        #expect(try FreePBX.list("cdr", "query", "--dest", number, "--end", "-1h").isEmpty)
        #expect(try FreePBX.list("cdr", "query", "--dest", number, "--min-duration", "600").isEmpty)
    }

    @Test("to a mailbox that is not there are not found; one without messages is an empty list")
    func mailboxes() throws {
        #expect(try FreePBX.pbxctl("voicemail", "list", "7999999").status == 3)
        #expect(try FreePBX.pbxctl("voicemail", "list", "../1001").status == 3)
        #expect(try FreePBX.pbxctl("voicemail", "list", "1016").status == 3, "no mailbox")
        let messages = try FreePBX.list("voicemail", "list", "1001")
        #expect(!messages.isEmpty)
        #expect(Set(messages.compactMap { $0["folder"] as? String }).isSubset(of: ["new", "old", "urgent"]))
    }

    @Test("placed with --wait end with what became of the second party")
    func originate() throws {
        defer { FreePBX.remove(number) }
        let secret = try FreePBX.addPhone(number, "--ring-seconds", "1")
        let (first, second) = (try Phone("1005"), try Phone(number, secret: secret))
        defer {
            first.stop()
            second.stop()
        }
        try first.live("answer")
        try second.live("answer")
        let answered = try FreePBX.pbxctl("call", "originate", "1005", number, "--wait", "--timeout", "20", "--caller-id-name", "Click, \"to\" call")
        #expect(answered.status == 0, "\(answered.errors)")
        #expect(try answered.object()["outcome"] as? String == "answered")
        let id = try #require(answered.object()["id"] as? String)
        try second.live("busy")
        let busy = try FreePBX.pbxctl("call", "originate", "1005", number, "--wait", "--timeout", "20")
        #expect(try busy.status == 9 && busy.object()["outcome"] as? String == "busy", "\(busy.errors)")
        try second.live("ring")
        let unanswered = try FreePBX.pbxctl("call", "originate", "1005", number, "--wait", "--timeout", "20")
        #expect(try unanswered.status == 9 && unanswered.object()["outcome"] as? String == "no_answer", "\(unanswered.errors)")
        try FreePBX.done("extension", "set", number, "--ring-seconds", "60")
        let early = try FreePBX.pbxctl("call", "originate", "1005", number, "--wait", "--timeout", "1")
        #expect(early.status == 10, "\(early.output) \(early.errors)")
        second.stop()
        let unregistered = try FreePBX.pbxctl("call", "originate", "1005", "1008", "--wait", "--timeout", "10")
        #expect(unregistered.status == 1 || unregistered.status == 9, "\(unregistered.errors)")
        try eventually("the record of \(id)") { try FreePBX.list("cdr", "query", "--dest", number).contains { $0["call_id"] as? String == id } }
    }

    @Test("whose first party is busy, rings or is not registered never reach the second")
    func firstParty() throws {
        let first = try Phone("1007")
        defer { first.stop() }
        try first.live("busy")
        let busy = try FreePBX.pbxctl("call", "originate", "1007", "1008", "--wait", "--timeout", "10")
        #expect(busy.status == 9, "\(busy.output) \(busy.errors)")
        try first.live("ring")
        let ringing = try FreePBX.pbxctl("call", "originate", "1007", "1008", "--wait", "--timeout", "1")
        #expect(try ringing.status == 9 && ringing.object()["outcome"] as? String == "no_answer", "\(ringing.output) \(ringing.errors)")
        try first.live("answer")
        let music = try FreePBX.pbxctl("call", "originate", "1007", "--hold-music", "--wait", "--timeout", "10")
        #expect(try music.status == 0 && music.object()["outcome"] as? String == "answered", "\(music.output) \(music.errors)")
        #expect(try Lab.asterisk("core show channels concise").contains("MusicOnHold"))
    }

    @Test("that nobody may place are refused, and no channel is made", arguments: [
        (["7999999", "1001"], 3), (["1001", "abc"], 2), (["1001", "1\r\nAction: Command"], 2), (["1001;", "1002"], 2),
        (["1001"], 2), (["1001", "1002", "--caller-id-number", "1 OR 1"], 2),
    ] as [([String], Int32)])
    func refused(words: [String], status: Int32) throws {
        let outcome = try FreePBX.pbxctl(arguments: ["call", "originate"] + words)
        #expect(outcome.status == status, "\(outcome.output) \(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("with a secret are placed only where it is the extension's")
    func secrets() throws {
        let phone = try Phone("1008")
        try phone.live("answer")
        defer { phone.stop() }
        let wrong = try FreePBX.pbxctl("call", "originate", "1008", "1009", "--secret", "-", input: "not-the-secret")
        #expect(wrong.status == 6 && wrong.output.isEmpty)
        let right = try String(contentsOfFile: Lab.value("LAB_SECRETS") + "/1008", encoding: .utf8)
        let placed = try FreePBX.pbxctl("call", "originate", "1008", "*43", "--secret", "-", "--autoanswer", input: right)
        #expect(placed.status == 0, "\(placed.errors)")
        #expect(try placed.object()["outcome"] as? String == "queued")
    }
}
