import Testing
@testable import PBXKit

@Suite("Recorded Asterisk manager sessions")
struct ManagerRecordingTests {
    /// Actions that the recorded server never answered: it had closed the connection.
    static let unanswered = [
        "02-login-bad-secret": 1, "03-login-unknown-user": 0, "08-http-garbage": 0,
    ]

    @Test("are all here")
    func complete() { #expect(Recording.asterisk.count == 70) }

    @Test("are framed and told apart the same, wherever they are cut", arguments: Recording.asterisk)
    func cutEverywhere(_ recording: Recording) throws {
        // Odd, so that in a long recording the cuts fall everywhere in lines and messages.
        let step = recording.server.count / 2_000 | 1
        let session = AnyTaker(taker: recording.asteriskSession()) { try $0.receive($1) }
        let outcomes = try cut(session, recording.server, step: step)
        #expect(outcomes.differing.isEmpty)
        #expect(outcomes.tried >= recording.server.count / step)
    }

    @Test("answer every action", arguments: Recording.asterisk)
    func answered(_ recording: Recording) throws {
        var session = recording.asteriskSession()
        _ = try session.receive(recording.server)
        #expect(session.pendingCount == Self.unanswered[recording.name] ?? 0)
    }

    @Test("lose no byte of any message", arguments: Recording.asterisk)
    func lossless(_ recording: Recording) throws {
        var framer = ManagerFramer()
        var text = ""
        for frame in try framer.receive(recording.server) {
            switch frame {
            case .banner(let line): text += line + "\r\n"
            case .message(let message):
                #expect(message.kind != .other)
                for header in message.headers { text += "\(header.name): \(header.value)\r\n" }
                for line in message.bareLines { text += line + "\r\n" }
                text += "\r\n"
            }
        }
        // The only thing that may go is the stray line feed at the end of a value.
        #expect(text == String(decoding: recording.server, as: UTF8.self).replacing("\n\r\n", with: "\r\n"))
    }

    @Test("list as many events as they count, except Asterisk 16's DBGetTree", arguments: Recording.asterisk)
    func counted(_ recording: Recording) throws {
        var framer = ManagerFramer()
        var session = recording.asteriskSession()
        var announced: [String: Int] = [:]
        for case .message(let message) in try framer.receive(recording.server) {
            guard message["EventList"] == "Complete", message.event != "DBGetTreeComplete" else { continue }
            announced[message["ActionID"] ?? ""] = Int(message["ListItems"] ?? "")
        }
        for case .completed(let id, let reply) in try session.receive(recording.server) {
            if let count = announced[id] { #expect(reply.items.count == count) }
        }
    }

    @Test("in a random muddle never stop the program", arguments: Recording.asterisk.filter { $0.server.count < 16_000 })
    func muddle(_ recording: Recording) {
        var generator = RepeatableGenerator(state: UInt64(recording.server.count))
        for _ in 0..<60 {
            var session = recording.asteriskSession()
            guard let outcomes = try? session.receive(generator.mutated(recording.server)) else { continue }
            for case .completed(_, let reply) in outcomes {
                _ = (reply.answer.output, ManagerConfigFile(reply.answer), reply.items.map(\.headers))
            }
        }
    }

    @Test("an event with a Response line is an event", arguments: ["16", "22"])
    func originate(_ version: String) throws {
        let recording = try #require(Recording.named("asterisk-manager-\(version)/33-originate-fail"))
        var session = recording.asteriskSession()
        let outcomes = try session.receive(recording.server)
        let failures = outcomes.filter {
            if case .event(let event) = $0 { event.event == "OriginateResponse" && event.response == "Failure" } else { false }
        }
        #expect(failures.count == 3)
    }

    @Test("pipelined actions among events get their own answers", arguments: ["16", "22"])
    func interleaved(_ version: String) throws {
        let recording = try #require(Recording.named("asterisk-manager-\(version)/73-events-interleaved"))
        var session = recording.asteriskSession()
        let completed = try session.receive(recording.server).compactMap { outcome -> String? in
            if case .completed(let id, _) = outcome { id } else { nil }
        }
        #expect(Set(completed) == Set(recording.actionIDs.compactMap { $0 }))
    }
}
