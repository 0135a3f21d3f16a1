import Testing
@testable import PBXKit

@Suite("Manager protocol")
struct ManagerProtocolTests {
    private func message(_ text: String) -> ManagerMessage { ManagerMessage(bytes: Array(text.utf8)) }

    @Test("lines end at CRLF only, and a stray line feed is trimmed")
    func strayLineFeed() {
        let message = message("Response: Error\r\nMessage: Unable to\nretrieve endpoint\n")
        #expect(message.text == "Unable to\nretrieve endpoint")
        #expect(message.headers.count == 2)
    }

    @Test("names are found without regard to case, the first value first")
    func subscripting() {
        let message = message("Response: Success\r\nOutput: a\r\noutput:  b \r\nEmpty:\r\nno colon")
        #expect(message["OUTPUT"] == "a")
        #expect(message.values(of: "Output") == ["a", " b "])
        #expect(message.output == ["a", " b "])
        #expect(message["Empty"] == "")
        #expect(message["absent"] == nil)
        #expect(message.bareLines == ["no colon"])
    }

    @Test("raw text of Asterisk 13's commands is output too")
    func rawOutput() {
        let message = message("Response: Follows\r\nPrivilege: Command\r\nActionID: 1\r\n/A/b   : c\nend\n--END COMMAND--")
        #expect(message.output == ["/A/b   : c", "end"])
    }

    @Test("a message without end is refused, not kept")
    func oversized() throws {
        var framer = ManagerFramer(limit: 10_000)
        _ = try framer.receive(Array("Asterisk Call Manager/5.0.4\r\n".utf8))
        #expect(throws: ManagerFramer.Failure.messageTooLong(10_000)) {
            for _ in 0..<20 { _ = try framer.receive([UInt8](repeating: 65, count: 1000)) }
        }
        var silent = ManagerFramer()
        #expect(throws: ManagerFramer.Failure.bannerTooLong) { try silent.receive([UInt8](repeating: 65, count: 5000)) }
    }

    @Test("a large message byte by byte takes time in proportion")
    func linear() throws {
        var framer = ManagerFramer()
        _ = try framer.receive(Array("Asterisk Call Manager/5.0.4\r\n".utf8))
        let message = Array(("Response: Success\r\n" + String(repeating: "Output: abc\n def\r\n", count: 60_000) + "\r\n").utf8)
        let clock = ContinuousClock()
        var frames = 0
        let time = try clock.measure { for byte in message { frames += try framer.receive([byte]).count } }
        #expect(frames == 1)
        #expect(time < .seconds(20))
    }

    @Test("something else than a manager is recognised by its first line")
    func otherServer() {
        var session = ManagerSession()
        #expect(throws: ManagerSession.Failure.notAManager(banner: "SSH-2.0-OpenSSH_9.2")) {
            try session.receive(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8))
        }
    }

    @Test("an error without ActionID belongs to the oldest action, a success without one to nobody")
    func withoutID() throws {
        var session = ManagerSession()
        _ = try session.receive(Array("Asterisk Call Manager/5.0.4\r\n".utf8))
        let first = session.submit(try ManagerAction("UpdateConfig")).id
        let second = session.submit(try ManagerAction("Ping")).id
        #expect(try session.receive(Array("Response: Success\r\nMessage: x\r\n\r\n".utf8)).isEmpty)
        let error = try session.receive(Array("Response: Error\r\nMessage: Too many lines\r\n\r\n".utf8))
        guard case .completed(first, let reply) = error.first else { Issue.record("not completed"); return }
        #expect(reply.answer.text == "Too many lines")
        #expect(try session.receive(Array("Response: Success\r\nActionID: \(second)\r\n\r\n".utf8)).count == 1)
    }

    @Test("the list of one action does not take the events of another, nor of none")
    func lists() throws {
        var session = ManagerSession()
        let id = session.submit(try ManagerAction("QueueStatus")).id
        let text = """
            Asterisk Call Manager/5.0.4
            Response: Success
            ActionID: \(id)
            EventList: start

            Event: Hangup
            Channel: x

            Event: QueueParams
            ActionID: \(id)

            Event: OriginateResponse
            ActionID: other
            Response: Failure

            Event: QueueStatusComplete
            ActionID: \(id)
            EventList: Complete
            ListItems: 1


            """.replacing("\n", with: "\r\n")
        let outcomes = try session.receive(Array(text.utf8))
        #expect(outcomes.count == 4)
        guard case .completed(_, let reply) = outcomes.last else { Issue.record("not completed"); return }
        #expect(reply.items.map(\.event) == ["QueueParams"])
        #expect(session.pendingCount == 0)
    }

    @Test("MD5 gives the digests of RFC 1321", arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
        ("12345678901234567890123456789012345678901234567890123456789012345678901234567890",
         "57edf4a22be3c955ac49da2e2107b67a"),
    ])
    func md5(_ text: String, _ digest: String) { #expect(MD5.hexadecimal(text) == digest) }

    @Test("the challenge is answered with the key that the recorded server took", arguments: ["16", "22"])
    func challenge(_ version: String) throws {
        let recording = try #require(Recording.named("asterisk-manager-\(version)/04-challenge-md5-ok"))
        var login = ManagerLogin(user: "admin", secret: Secret("amp111"), events: "off")
        let challenge = try #require(try recording.answer("c1"))
        guard case .send(let action) = try login.receive(challenge.answer) else { Issue.record("no login"); return }
        let key = try #require(action.headers.first { $0.name == "Key" }?.value)
        #expect(String(decoding: recording.client, as: UTF8.self).contains("Key: \(key)\r\n"))
        guard case .done = try login.receive(try #require(try recording.answer("l1")).answer) else {
            Issue.record("not logged in")
            return
        }
    }

    @Test("a server that refuses the challenge gets the password")
    func plainLogin() throws {
        var login = ManagerLogin(user: "admin", secret: Secret("s3"), events: "off")
        let step = try login.receive(message("Response: Error\r\nMessage: Must specify AuthType"))
        guard case .send(let action) = step else { Issue.record("no login"); return }
        #expect(action.headers.contains { $0 == .init("Secret", "s3") })
        guard case .refused("Authentication failed") = try login.receive(
            message("Response: Error\r\nMessage: Authentication failed")) else { Issue.record("not refused"); return }
    }
}

@Suite("Manager actions")
struct ManagerActionTests {
    @Test("cannot hold a line break or NUL in name or value", arguments: ["a\r\nAction: Logoff", "a\nb", "a\rb", "a\0b"])
    func injection(_ text: String) throws {
        let action = try ManagerAction("DBPut")
        #expect { try action.adding("Val", text) } throws: { error in
            PBXError(error).kind == .usage && PBXError(error).what.contains("Val") && !PBXError(error).what.contains(text)
        }
        #expect(throws: PBXError.self) { try action.adding(text, "x") }
        #expect(throws: PBXError.self) { try ManagerAction(text) }
        #expect(throws: PBXError.self) { try ManagerAction("Command", ["Command": text]) }
    }

    @Test("cannot have a name that is none, or a second ActionID", arguments: ["", "a b", "a:b", "ActionID", "actionid", "é"])
    func names(_ name: String) { #expect(throws: PBXError.self) { try ManagerAction("Ping", [name: "x"]) } }

    @Test("have lines below 1000 bytes and fewer than 128 of them")
    func limits() throws {
        let action = try ManagerAction("DBPut")
        _ = try action.adding("Val", String(repeating: "é", count: 496))
        #expect(throws: PBXError.self) { try action.adding("Val", String(repeating: "é", count: 497)) }
        var long = action
        for number in 0..<126 { try long.add("Line-\(number)", "x") }
        #expect(throws: PBXError.self) { try long.add("Line-126", "x") }
        #expect(String(decoding: long.encoded(id: "1"), as: UTF8.self).split(separator: "\r\n").count == 128)
    }

    @Test("are encoded with the ActionID in front")
    func encoding() throws {
        let action = try ManagerAction("DBPut", ["Family": "AMPUSER", "Val": "Zoë \"Z\" <1>: x"])
        #expect(String(decoding: action.encoded(id: "7"), as: UTF8.self)
            == "Action: DBPut\r\nActionID: 7\r\nFamily: AMPUSER\r\nVal: Zoë \"Z\" <1>: x\r\n\r\n")
    }

    @Test("show no secret in a trace")
    func trace() throws {
        let actions = [
            try ManagerAction("Login", ["Username": "admin", "Secret": "s3cr3t"]),
            try ManagerAction("Login", ["Key": "s3cr3t"]),
            try ManagerAction("DBPut", ["Family": "A", "Key": "b", "Val": "s3cr3t"]),
            try ManagerAction("UpdateConfig", ["Var-000000": "1001", "Value-000000": "s3cr3t,Alice"]),
            try ManagerAction("Command", ["Command": "database put A b s3cr3t"]),
        ]
        let lines = actions.map(ManagerTrace.sent)
        #expect(lines.allSatisfy { !$0.contains("s3cr3t") })
        #expect(lines[2] == "> DBPut Family=A Key=b Val=…")
    }

    @Test("that are refused say which class is missing")
    func privileges() {
        let error = ManagerError(action: "DBPut", message: "Permission denied").pbxError
        #expect(error.kind == .notPermitted)
        #expect(error.remedy?.contains("class system") == true)
        #expect(ManagerError(action: "VoicemailMove", message: "Invalid/unknown command: VoicemailMove.").pbxError.kind == .notOffered)
    }
}
