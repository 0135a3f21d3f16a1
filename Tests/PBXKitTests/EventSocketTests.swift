import Testing
@testable import PBXKit

@Suite("Event socket over a socket")
struct EventSocketTests {
    private func address(_ port: Int) -> ManagerAddress {
        ManagerAddress(interface: .esl, host: "127.0.0.1", port: port, user: nil, password: Secret("ClueCon"))
    }

    /// A switch that lets the password in and answers each command, given as it was sent, by `answer`.
    private func freeswitch(_ answer: @escaping @Sendable (String) -> String?) throws -> LoopbackServer {
        try LoopbackServer { peer in
            peer.send("Content-Type: auth/request\n\n")
            while let command = peer.receive(until: "\n\n") {
                let standard = switch command {
                case "auth ClueCon\n\n": "Content-Type: command/reply\nReply-Text: +OK accepted\n\n"
                case "exit\n\n": "Content-Type: command/reply\nReply-Text: +OK bye\n\n"
                default: command.hasPrefix("event plain") ? "Content-Type: command/reply\nReply-Text: +OK event listener enabled plain\n\n" : nil
                }
                guard let reply = answer(command) ?? standard else { return }
                peer.send(reply)
            }
        }
    }

    private func body(_ text: String) -> String { "Content-Type: api/response\nContent-Length: \(text.utf8.count)\n\n\(text)" }

    private func failure(_ body: () throws -> Void) -> PBXError? {
        do {
            try body()
            return nil
        } catch { return PBXError(error) }
    }

    @Test("authenticates, takes commands and leaves")
    func session() throws {
        let seen = Seen()
        let server = try freeswitch { [body] in $0 == "api hostname\n\n" ? body("vm") : nil }
        let socket = try EventSocket(address: address(server.port), trace: seen.note)
        #expect(try socket.api("hostname") == "vm")
        #expect(try socket.apiChecked("hostname") == "vm")
        socket.exit()
        #expect(!seen.all.joined().contains("ClueCon"))
    }

    @Test("a wrong password is not permitted")
    func wrongPassword() throws {
        let server = try freeswitch { _ in "Content-Type: command/reply\nReply-Text: -ERR invalid\n\n" }
        let error = failure { _ = try EventSocket(address: address(server.port)) }
        #expect(error?.kind == .notPermitted)
        #expect(error?.what == "event socket 127.0.0.1:\(server.port)")
    }

    @Test("the recorded rejection is not permitted, and says which list to change")
    func rejected() throws {
        let recording = try #require(Recording.named("event-socket/25-acl-rejected"))
        let server = try LoopbackServer { $0.send(String(decoding: recording.server, as: UTF8.self)) }
        let error = failure { _ = try EventSocket(address: address(server.port)) }
        #expect(error?.kind == .notPermitted)
        #expect(error?.remedy?.contains("apply-inbound-acl") == true)
    }

    @Test("a server that accepts and says nothing is unreachable in time")
    func silent() throws {
        let server = try LoopbackServer { $0.hang() }
        let error = failure { _ = try EventSocket(address: address(server.port), connectTimeout: .milliseconds(200)) }
        #expect(error?.kind == .unreachable)
        #expect(error?.why == "accepted the connection but said nothing within 0.2 s")
    }

    @Test("a connection dropped in the middle of a body is unreachable")
    func dropped() throws {
        let server = try LoopbackServer { peer in
            peer.send("Content-Type: auth/request\n\n")
            _ = peer.receive(until: "\n\n")
            peer.send("Content-Type: command/reply\nReply-Text: +OK accepted\n\n")
            _ = peer.receive(until: "\n\n")
            peer.send("Content-Type: api/response\nContent-Length: 1000\n\nhalf")
        }
        let socket = try EventSocket(address: address(server.port))
        #expect(failure { _ = try socket.api("status") }?.why == "closed the connection")
        #expect(failure { _ = try socket.api("status") }?.kind == .unreachable)
    }

    @Test("a background job's result is found, even if it comes before it is asked for")
    func job() throws {
        let event = "Event-Name: BACKGROUND_JOB\nJob-UUID: u-1\nContent-Length: 8\n\n+OK x-1\n"
        let server = try freeswitch { command in
            command.hasPrefix("bgapi originate")
                ? "Content-Type: command/reply\nReply-Text: +OK Job-UUID: u-1\nJob-UUID: u-1\n\n"
                    + "Content-Length: \(event.utf8.count)\nContent-Type: text/event-plain\n\n\(event)"
                : nil
        }
        let socket = try EventSocket(address: address(server.port))
        let job = try socket.backgroundAPI("originate user/1 &park")
        #expect(try socket.result(ofJob: "other", before: Deadline(after: .milliseconds(20))) == nil)
        #expect(try socket.result(ofJob: job, before: Deadline(after: .seconds(5))) == "+OK x-1\n")
    }

    @Test("events asked for arrive decoded")
    func events() throws {
        let event = "Event-Name: CUSTOM\nA: b%20c\n\n"
        let server = try freeswitch { command in
            command == "event plain CUSTOM sofia::register\n\n"
                ? "Content-Type: command/reply\nReply-Text: +OK\n\nContent-Length: \(event.utf8.count)\nContent-Type: text/event-plain\n\n\(event)"
                : nil
        }
        let socket = try EventSocket(address: address(server.port))
        try socket.subscribe(to: ["CUSTOM", "sofia::register"])
        #expect(try socket.nextEvent(before: Deadline(after: .seconds(5)))?["a"] == "b c")
        #expect(try socket.nextEvent(before: Deadline(after: .milliseconds(20))) == nil)
    }

    @Test("no text can become a second command", arguments: ["a\n\napi system id", "a\nX: y", "a\rb", "a\0b"])
    func injection(_ text: String) throws {
        let seen = Seen()
        let server = try freeswitch { command in
            seen.note(command)
            return nil
        }
        let socket = try EventSocket(address: address(server.port))
        #expect(failure { _ = try socket.api(text) }?.kind == .usage)
        #expect(failure { _ = try socket.backgroundAPI(text) }?.kind == .usage)
        #expect(failure { try socket.subscribe(to: [text]) }?.kind == .usage)
        #expect(failure { try socket.send(event: "CUSTOM", headers: ["A": text]) }?.kind == .usage)
        #expect(failure { try socket.send(event: text, headers: [:]) }?.kind == .usage)
        socket.exit()
        #expect(Set(seen.all) == ["auth ClueCon\n\n", "event plain BACKGROUND_JOB\n\n", "exit\n\n"])
    }

    @Test("failures without -ERR are failures too", arguments: ["-ERR No such channel!\n", "-USAGE: x\n", "Invalid Profile [x]"])
    func checked(_ text: String) throws {
        let server = try freeswitch { [body] in $0.hasPrefix("api") ? body(text) : nil }
        let socket = try EventSocket(address: address(server.port))
        #expect(failure { try socket.apiChecked("sofia profile x rescan secret") }?.what == "FreeSWITCH command sofia profile")
        #expect(try socket.api("x") == text)
    }
}
