import Glibc
import Testing
@testable import PBXKit

@Suite("Asterisk manager over a socket")
struct ManagerSocketTests {
    private func address(_ port: Int, host: String = "127.0.0.1") -> ManagerAddress {
        ManagerAddress(interface: .ami, host: host, port: port, user: "admin", password: Secret("s3cr3t"))
    }

    private func connect(_ server: LoopbackServer, silence: Duration = .seconds(5)) throws -> AsteriskManager {
        try AsteriskManager(address: address(server.port), connectTimeout: .seconds(5), silenceTimeout: silence)
    }

    private func failure(_ body: () throws -> Void) -> PBXError? {
        do {
            try body()
            return nil
        } catch { return PBXError(error) }
    }

    @Test("logs in, takes actions and logs off")
    func session() throws {
        let server = try LoopbackServer.asterisk { action in
            action["Action"] == "Ping" ? "Response: Success\nActionID: {ID}\nPing: Pong\n\n" : nil
        }
        let seen = Seen()
        let manager = try AsteriskManager(address: address(server.port), trace: seen.note)
        #expect(manager.interfaceVersion == "5.0.4")
        #expect(try manager.perform(ManagerAction("Ping"))["Ping"] == "Pong")
        manager.close()
        #expect(seen.all.contains("> Ping"))
        #expect(!seen.all.joined().contains("s3cr3t"))
        #expect(!seen.all.joined().contains(MD5.hexadecimal("1234s3cr3t")))
    }

    @Test("a wrong password is not permitted")
    func wrongPassword() throws {
        let server = try LoopbackServer.asterisk { action in
            action["Action"] == "Login" ? "Response: Error\nActionID: {ID}\nMessage: Authentication failed\n\n" : nil
        }
        let error = failure { _ = try connect(server) }
        #expect(error?.kind == .notPermitted)
        #expect(error?.what == "Asterisk manager 127.0.0.1:\(server.port)")
        #expect(error?.why.contains("Authentication failed") == true)
    }

    @Test("a server that accepts and says nothing is unreachable in time")
    func silentServer() throws {
        let server = try LoopbackServer { $0.hang() }
        let clock = ContinuousClock()
        var error: PBXError?
        let time = clock.measure {
            error = failure {
                _ = try AsteriskManager(address: address(server.port), connectTimeout: .milliseconds(250))
            }
        }
        #expect(error?.kind == .unreachable)
        #expect(error?.why == "accepted the connection but said nothing within 0.25 s")
        #expect(time < .seconds(5))
    }

    @Test("an answer that never comes is unreachable in time")
    func silentAfterLogin() throws {
        let server = try LoopbackServer.asterisk { $0["Action"] == "Ping" ? "" : nil }
        let manager = try connect(server, silence: .milliseconds(200))
        let error = failure { try manager.perform(ManagerAction("Ping")) }
        #expect(error?.kind == .unreachable)
        #expect(error?.why == "did not answer within 0.2 s")
        #expect(failure { try manager.perform(ManagerAction("Ping")) }?.kind == .unreachable)
    }

    @Test("nobody listening is unreachable, with the reason")
    func refused() throws {
        let port = try { try LoopbackServer { _ in }.port }()
        let error = failure { _ = try AsteriskManager(address: address(port)) }
        #expect(error?.kind == .unreachable)
        #expect(error?.why == "Connection refused")
        #expect(error?.remedy != nil)
    }

    @Test("an absent unix socket is unreachable")
    func absentSocket() {
        let error = failure { _ = try AsteriskManager(address: address(0, host: "/nonexistent/manager.sock")) }
        #expect(error?.why == "No such file or directory")
        let long = failure { _ = try AsteriskManager(address: address(0, host: "/" + String(repeating: "x", count: 200))) }
        #expect(long?.kind == .unreachable)
    }

    @Test("something else than a manager is unreachable and does not get the password")
    func otherServer() throws {
        let seen = Seen()
        let server = try LoopbackServer { peer in
            peer.send("SSH-2.0-OpenSSH_9.2p1\r\n")
            if let text = peer.receive(until: "\n") { seen.note(text) }
        }
        let error = failure { _ = try connect(server) }
        #expect(error?.kind == .unreachable)
        #expect(error?.why.contains("SSH-2.0") == true)
        #expect(seen.all.isEmpty)
    }

    @Test("a connection dropped in the middle is an error, not SIGPIPE")
    func dropped() throws {
        let server = try LoopbackServer.asterisk { $0["Action"] == "Ping" ? nil : nil }
        let manager = try connect(server)
        let error = failure { try manager.performAll([ManagerAction](repeating: ManagerAction("Ping"), count: 500)) }
        #expect(error?.kind == .unreachable)
        #expect(error?.why == "closed the connection")
        #expect(failure { try manager.perform(ManagerAction("Ping")) }?.kind == .unreachable)
    }

    @Test("a half answer before the end is an error")
    func halfAnswer() throws {
        let server = try LoopbackServer { peer in
            peer.send("Asterisk Call Manager/5.0.4\r\nResponse: Succ")
        }
        #expect(failure { _ = try connect(server) }?.kind == .unreachable)
    }

    @Test("a thousand pipelined actions get their own answers, and a refusal its position")
    func pipelined() throws {
        let server = try LoopbackServer.asterisk { action in
            guard action["Action"] == "DBPut" else { return nil }
            let isGood = action["Key"] != "k700"
            return "Response: \(isGood ? "Success" : "Error")\nActionID: {ID}\nMessage: \(action["Key"] ?? "")\n\n"
        }
        let manager = try connect(server)
        let actions = try (0..<1000).map { try ManagerAction("DBPut", ["Family": "A", "Key": "k\($0)", "Val": "v"]) }
        #expect(try manager.answers(to: actions).map(\.text) == (0..<1000).map { "k\($0)" })
        #expect { try manager.performAll(actions) } throws: { ($0 as? ManagerError)?.position == 700 }
        manager.close()
    }

    @Test("answers larger than all buffers do not block the actions behind them")
    func largeAnswers() throws {
        let line = "Output: " + String(repeating: "x", count: 900) + "\n"
        let large = "Response: Success\nActionID: {ID}\n" + String(repeating: line, count: 300) + "\n"
        let server = try LoopbackServer.asterisk { $0["Action"] == "Command" ? large : nil }
        let manager = try connect(server)
        let answers = try manager.performAll((0..<100).map { try ManagerAction("Command", ["Command": "show \($0)"]) })
        #expect(answers.allSatisfy { $0.output.count == 300 })
    }

    @Test("events come in their order, and none is nil")
    func events() throws {
        let server = try LoopbackServer.asterisk { action in
            action["Action"] == "Ping" ? "Event: A\n\nResponse: Success\nActionID: {ID}\n\nEvent: B\n\n" : nil
        }
        let manager = try connect(server)
        try manager.perform(ManagerAction("Ping"))
        #expect(try manager.nextEvent(before: Deadline(after: .seconds(5)))?.event == "A")
        #expect(try manager.nextEvent(before: Deadline(after: .seconds(5)))?.event == "B")
        #expect(try manager.nextEvent(before: Deadline(after: .milliseconds(20))) == nil)
    }

    @Test("a denied action says which class is missing")
    func denied() throws {
        let server = try LoopbackServer.asterisk { action in
            action["Action"] == "DBPut" ? "Response: Error\nActionID: {ID}\nMessage: Permission denied\n\n" : nil
        }
        let manager = try connect(server)
        let error = failure { try AsteriskDatabase(manager).put("A", "b", "c") }
        #expect(error?.kind == .notPermitted)
        #expect(error?.remedy?.contains("system") == true)
    }
}
