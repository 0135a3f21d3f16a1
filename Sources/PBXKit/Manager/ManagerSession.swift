/// What came of one action.
public struct ManagerReply: Sendable, Equatable {
    public var answer: ManagerMessage
    /// The events of the answer's event list, without the one that ends it.
    public var items: [ManagerMessage]
}

/// The course of an Asterisk manager connection after the bytes are there: which answer and which list belong to which
/// action, and which events came of their own. Knows nothing of sockets.
public struct ManagerSession: Sendable, Equatable {
    public enum Outcome: Sendable, Equatable {
        /// The interface's version, from the banner: `5.0.4`.
        case greeted(version: String)
        case completed(id: String, ManagerReply)
        case event(ManagerMessage)
    }

    public enum Failure: Error, Equatable {
        case framing(ManagerFramer.Failure)
        /// The first line is not an Asterisk manager's.
        case notAManager(banner: String)
    }

    private struct Pending: Sendable, Equatable {
        /// Actions that other programs sent may have none.
        var hasID: Bool
        var id: String
        /// Set once the answer has announced an event list.
        var answer: ManagerMessage?
        var items: [ManagerMessage] = []
    }

    private var framer: ManagerFramer
    /// In the order sent, which is the order in which Asterisk answers.
    private var pending: [Pending] = []
    private var count = 0

    public init(framer: ManagerFramer = ManagerFramer()) { self.framer = framer }

    /// Actions whose answer or list is not complete.
    public var pendingCount: Int { pending.count }

    /// Notes an action as sent.
    /// - Returns: the ActionID, and the bytes to send.
    public mutating func submit(_ action: ManagerAction) -> (id: String, bytes: [UInt8]) {
        count += 1
        let id = "pbxctl-\(count)"
        expect(id: id)
        return (id, action.encoded(id: id))
    }

    /// Notes that an answer to an action of this id is due; nil for an action that was sent without one.
    mutating func expect(id: String?) { pending.append(Pending(hasID: id != nil, id: id ?? "")) }

    /// What these bytes bring about, in their order.
    public mutating func receive(_ bytes: [UInt8]) throws(Failure) -> [Outcome] {
        let frames: [ManagerFramer.Frame]
        do { frames = try framer.receive(bytes) } catch { throw .framing(error) }
        var outcomes: [Outcome] = []
        for frame in frames {
            switch frame {
            case .banner(let line): outcomes.append(.greeted(version: try version(in: line)))
            case .message(let message): if let outcome = outcome(of: message) { outcomes.append(outcome) }
            }
        }
        return outcomes
    }

    /// The events of unfinished lists so far, in their order: they are not kept for the answer any more.
    mutating func takeItems() -> [ManagerMessage] {
        var items: [ManagerMessage] = []
        for position in pending.indices where !pending[position].items.isEmpty {
            items += pending[position].items
            pending[position].items = []
        }
        return items
    }

    private func version(in banner: String) throws(Failure) -> String {
        let product = "Asterisk Call Manager/"
        guard banner.hasPrefix(product) else { throw .notAManager(banner: banner) }
        return String(banner.dropFirst(product.count))
    }

    private mutating func outcome(of message: ManagerMessage) -> Outcome? {
        switch message.kind {
        case .answer: answered(message)
        case .event: happened(message)
        // Neither, as from a server that echoes what it was sent.
        case .other: nil
        }
    }

    private mutating func answered(_ message: ManagerMessage) -> Outcome? {
        guard let position = position(of: message) else { return nil }
        if message["EventList"]?.lowercased() == "start" {
            pending[position].answer = message
            return nil
        }
        // A Success without a list is complete: VoicemailUserStatus of an absent mailbox sends nothing more.
        return .completed(id: pending.remove(at: position).id, ManagerReply(answer: message, items: []))
    }

    private func position(of answer: ManagerMessage) -> Int? {
        if let id = answer["ActionID"] { return pending.firstIndex { $0.hasID && $0.answer == nil && $0.id == id } }
        // Asterisk answers in order; a message with more than 128 lines is refused without its ActionID.
        guard let oldest = pending.firstIndex(where: { $0.answer == nil }) else { return nil }
        return answer.isSuccess && pending[oldest].hasID ? nil : oldest
    }

    private mutating func happened(_ event: ManagerMessage) -> Outcome? {
        guard let id = event["ActionID"],
            let position = pending.firstIndex(where: { $0.answer != nil && $0.id == id })
        else { return .event(event) }
        // The end is told by EventList, not counted: ListItems is always 1 for DBGetTree of Asterisk 16.
        switch event["EventList"]?.lowercased() {
        case "complete", "cancelled":
            let entry = pending.remove(at: position)
            guard let answer = entry.answer else { return nil }
            return .completed(id: id, ManagerReply(answer: answer, items: entry.items))
        default:
            pending[position].items.append(event)
            return nil
        }
    }
}
