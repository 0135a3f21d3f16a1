import Testing
@testable import PBXKit

@Suite("Recorded event socket sessions")
struct EventSocketRecordingTests {
    /// Commands that the recorded server left without a reply: it had closed, or the command has none.
    static let unanswered = ["02-auth-wrong": 1, "18-filter-and-misc": 0]

    @Test("are all here")
    func complete() { #expect(Recording.freeswitch.count == 29) }

    @Test("are framed and told apart the same, wherever they are cut", arguments: Recording.freeswitch)
    func cutEverywhere(_ recording: Recording) throws {
        // Odd, so that in a long recording the cuts fall everywhere in lines and messages.
        let step = recording.server.count / 2_000 | 1
        let session = AnyTaker(taker: recording.eventSocketSession()) { try $0.receive($1) }
        let outcomes = try cut(session, recording.server, step: step)
        #expect(outcomes.differing.isEmpty)
        #expect(outcomes.tried >= recording.server.count / step)
    }

    @Test("lose no byte of any message", arguments: Recording.freeswitch)
    func lossless(_ recording: Recording) throws {
        var framer = EventSocketFramer()
        var bytes: [UInt8] = []
        for message in try framer.receive(recording.server) {
            for header in message.headers.all { bytes += Array("\(header.name): \(header.value)\n".utf8) }
            bytes += [10] + message.body
        }
        #expect(bytes == recording.server)
    }

    @Test("reply to every command", arguments: Recording.freeswitch)
    func answered(_ recording: Recording) throws {
        var session = recording.eventSocketSession()
        _ = try session.receive(recording.server)
        #expect(session.pendingCount == Self.unanswered[recording.name] ?? 0)
    }

    @Test("in a random muddle never stop the program", arguments: Recording.freeswitch.filter { $0.server.count < 20_000 })
    func muddle(_ recording: Recording) {
        var generator = RepeatableGenerator(state: UInt64(recording.server.count))
        for _ in 0..<60 {
            var session = recording.eventSocketSession()
            _ = try? session.receive(generator.mutated(recording.server))
        }
    }

    private func outcomes(_ name: String) throws -> [EventSocketSession.Outcome] {
        let recording = try #require(Recording.named("event-socket/\(name)"))
        var session = recording.eventSocketSession()
        return try session.receive(recording.server)
    }

    @Test("an address that is not admitted is rejected, then the connection ends")
    func rejected() throws {
        let outcomes = try outcomes("25-acl-rejected")
        #expect(outcomes.first == .rejected("Access Denied, go away.\n"))
        guard case .disconnecting(false, _) = outcomes.last else { Issue.record("no notice"); return }
    }

    @Test("a background job's result comes with its identifier")
    func job() throws {
        let results = try outcomes("11-bgapi-originate-own-job-uuid").compactMap { outcome -> String? in
            if case .finished("12345678-aaaa-4bbb-8ccc-1234567890ab", let result) = outcome { result } else { nil }
        }
        #expect(results == ["+OK 9f685a8a-ff84-492a-9ffe-aed83e367ea7\n"])
    }

    @Test("events have their values decoded")
    func events() throws {
        let events = try outcomes("16-event-custom-sofia-register").compactMap { outcome -> EventSocketEvent? in
            if case .event(let event) = outcome { event } else { nil }
        }
        #expect(!events.isEmpty)
        #expect(events.allSatisfy { $0.name == "CUSTOM" && $0["Event-Subclass"]?.hasPrefix("sofia::") == true })
    }

    @Test("every recorded failure of a command is known as one")
    func failures() throws {
        let bodies = try outcomes("09-api-err").compactMap { outcome -> String? in
            guard case .reply(_, let message) = outcome, message.contentType == "api/response" else { return nil }
            return message.text
        }
        let failing = bodies.filter { (try? EventSocketError.checked($0, command: "x")) == nil }
        #expect(failing.count == bodies.filter { $0.hasPrefix("-") || $0.hasPrefix("Invalid") }.count)
        #expect(failing.contains("Invalid Profile [nosuch]"))
        #expect(failing.contains { $0.hasPrefix("-USAGE") })
        #expect(!failing.contains("false"))
    }
}

@Suite("Event socket protocol")
struct EventSocketProtocolTests {
    @Test("a length that is none, or too much, is refused", arguments: ["-1", "x", "99999999999999999999", "1e9"])
    func lengths(_ length: String) {
        var framer = EventSocketFramer()
        #expect(throws: EventSocketFramer.Failure.malformed) {
            try framer.receive(Array("Content-Type: api/response\nContent-Length: \(length)\n\n".utf8))
        }
    }

    @Test("oversized headers and bodies are refused, not kept")
    func oversized() {
        var framer = EventSocketFramer(headerLimit: 1000, bodyLimit: 1000)
        #expect(throws: EventSocketFramer.Failure.tooLong(1000)) { try framer.receive([UInt8](repeating: 65, count: 1001)) }
        var other = EventSocketFramer(headerLimit: 1000, bodyLimit: 1000)
        #expect(throws: EventSocketFramer.Failure.tooLong(1000)) { try other.receive(Array("Content-Length: 1001\n\n".utf8)) }
    }

    @Test("an event whose own length does not fit keeps what there is")
    func innerLength() throws {
        let inner = "Event-Name: X\nContent-Length: 500\n\nshort"
        var framer = EventSocketFramer()
        let messages = try framer.receive(Array("Content-Type: text/event-plain\nContent-Length: \(inner.utf8.count)\n\n\(inner)".utf8))
        #expect(messages.map(EventSocketEvent.init).map(\.body) == ["short"])
    }

    @Test("the disconnect notice tells whether the server lingers")
    func linger() throws {
        var session = EventSocketSession()
        let text = "Content-Type: text/disconnect-notice\nContent-Disposition: linger\nChannel-Name: x\nContent-Length: 3\n\nbye"
        #expect(try session.receive(Array(text.utf8)) == [.disconnecting(lingers: true, "bye")])
    }

    @Test("percent codes are decoded, half ones kept", arguments: [
        ("a%20b", "a b"), ("%E2%82%AC", "€"), ("100%", "100%"), ("%4", "%4"), ("%zz", "%zz"), ("", ""), ("%41", "A"),
    ])
    func decoding(_ text: String, _ decoded: String) {
        #expect(EventSocketEncoding.percentDecoded(Array(text.utf8)[...]) == decoded)
    }
}
