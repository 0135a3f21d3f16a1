/// The course of an event socket connection after the bytes are there: which reply belongs to which command, which
/// events and results of background jobs came of their own. Knows nothing of sockets.
public struct EventSocketSession: Sendable, Equatable {
    public enum Outcome: Sendable, Equatable {
        /// The server waits for `auth`.
        case authenticationRequested
        /// The answer to the command of this number.
        case reply(command: Int, EventSocketMessage)
        case event(EventSocketEvent)
        /// What a `bgapi` command printed.
        case finished(job: String, result: String)
        /// The server does not take connections from here (`apply-inbound-acl`).
        case rejected(String)
        /// The server is about to close; while it lingers, events that were under way still come.
        case disconnecting(lingers: Bool, String)
    }

    private var framer: EventSocketFramer
    /// The numbers of the commands whose reply is due, oldest first: FreeSWITCH answers in order.
    private var pending: [Int] = []
    private var count = 0

    public init(framer: EventSocketFramer = EventSocketFramer()) { self.framer = framer }

    /// Commands whose reply is due.
    public var pendingCount: Int { pending.count }

    /// Notes a command as sent and returns its number.
    public mutating func submit() -> Int {
        count += 1
        pending.append(count)
        return count
    }

    /// What these bytes bring about, in their order.
    public mutating func receive(_ bytes: [UInt8]) throws(EventSocketFramer.Failure) -> [Outcome] {
        var outcomes: [Outcome] = []
        for message in try framer.receive(bytes) {
            if let outcome = outcome(of: message) { outcomes.append(outcome) }
        }
        return outcomes
    }

    private mutating func outcome(of message: EventSocketMessage) -> Outcome? {
        switch message.contentType {
        case "auth/request": .authenticationRequested
        case "command/reply", "api/response":
            pending.isEmpty ? nil : .reply(command: pending.removeFirst(), message)
        case "text/event-plain": happened(EventSocketEvent(message))
        case "text/rude-rejection": .rejected(message.text)
        case "text/disconnect-notice":
            .disconnecting(lingers: message.headers["Content-Disposition"] == "linger", message.text)
        // log/data, events as JSON or XML: never asked for here.
        default: nil
        }
    }

    private func happened(_ event: EventSocketEvent) -> Outcome {
        guard event.name == "BACKGROUND_JOB", let job = event["Job-UUID"] else { return .event(event) }
        return .finished(job: job, result: event.body)
    }
}
