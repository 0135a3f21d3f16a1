/// A session with the Asterisk Manager Interface (Asterisk 16 to 22).
///
/// Blocking, and for one thread. Every failure of the connection is a `PBXError` of kind `unreachable`; after one the
/// session cannot be used again.
public final class AsteriskManager {
    public let address: ManagerAddress
    /// Gets one line for each message sent and received, secrets left out.
    public var trace: ((String) -> Void)?
    /// The version of the interface as the banner says it: `5.0.4` is Asterisk 16, `11.0.0` is 22.
    public private(set) var interfaceVersion = ""

    private let connection: SocketConnection
    private let silenceTimeout: Duration
    private var session = ManagerSession()
    private var events = EventQueue<ManagerMessage>()
    /// Whether DBGetTree exists (16.28, 18.14, 20 and later); nil as long as nobody tried.
    var offersTree: Bool?

    private var knownActions: Set<String>?

    /// Actions sent ahead of their answers: enough that Asterisk never waits for the next one.
    static let window = 256

    /// Connects and logs in, by challenge (the password is not sent) and else with the password.
    ///
    /// - Parameters:
    ///   - connectTimeout: the longest wait for the connection, and again for the banner.
    ///   - silenceTimeout: the longest silence of the manager while an answer is due.
    ///   - events: which events to get: `off`, `on` or classes such as `call`.
    /// - Throws: `PBXError`: `unreachable` where nothing like a manager answers, `notPermitted` for a wrong user or password.
    public init(
        address: ManagerAddress, connectTimeout: Duration = .seconds(5), silenceTimeout: Duration = .seconds(30),
        events: String = "off", trace: ((String) -> Void)? = nil
    ) throws {
        self.address = address
        self.silenceTimeout = silenceTimeout
        self.trace = trace
        let title = "Asterisk manager \(address.description)"
        guard let user = address.user, let password = address.password else {
            throw PBXError(
                .notPermitted, title, "no user and password are known for it",
                remedy: "name them in the profile: manager = ami://USER@HOST:PORT and manager_password_file")
        }
        connection = try SocketConnection(host: address.via ?? address.host, port: address.port, title: title, timeout: connectTimeout)
        try awaitBanner(connectTimeout)
        // A wrong password is answered after one second: a short timeout must not turn it into "said nothing".
        try logIn(ManagerLogin(user: user, secret: password, events: events), within: max(connectTimeout, .seconds(3)))
    }

    /// Takes one action.
    ///
    /// - Parameter silence: the longest wait for the answer, where it may take longer than usual (a reload).
    /// - Returns: the answer; of an event list only that which announces it.
    /// - Throws: `ManagerError` if the manager refuses, `PBXError` if the connection fails.
    @discardableResult
    public func perform(_ action: ManagerAction, silence: Duration? = nil) throws -> ManagerMessage {
        try checked(action, try exchange([action], silence ?? silenceTimeout)).answer
    }

    /// Takes actions one after the other without waiting for each answer. Each is taken whatever became of those before.
    ///
    /// - Returns: their answers, in order.
    /// - Throws: the `ManagerError` of the first one refused (with its position), once all are answered.
    @discardableResult
    public func performAll(_ actions: [ManagerAction]) throws -> [ManagerMessage] {
        let answers = try answers(to: actions)
        for (position, answer) in answers.enumerated() where !answer.isSuccess {
            throw AsteriskManager.error(actions[position], answer, at: position)
        }
        return answers
    }

    /// As `performAll`, with refusals among the answers instead of thrown.
    public func answers(to actions: [ManagerAction]) throws -> [ManagerMessage] {
        try exchange(actions, silenceTimeout).map(\.answer)
    }

    /// Takes an action that answers with an event list.
    ///
    /// - Returns: the list's events, without the one that ends it; none where the answer has no list.
    public func list(_ action: ManagerAction) throws -> [ManagerMessage] {
        try checked(action, try exchange([action], silenceTimeout)).items
    }

    /// Takes an action that answers with an event list, and lends its events to `body` as they come.
    public func forEachListed(_ action: ManagerAction, _ body: (ManagerMessage) throws -> Void) throws {
        let replies = try exchange([action], silenceTimeout, isStreamed: true, body)
        for item in try checked(action, replies).items { try body(item) }
    }

    /// Takes actions that answer with event lists, without waiting for each answer.
    ///
    /// - Returns: for each the list's events, or the refusal.
    public func lists(_ actions: [ManagerAction]) throws -> [Result<[ManagerMessage], ManagerError>] {
        zip(actions, try exchange(actions, silenceTimeout)).enumerated().map { position, pair in
            let (action, reply) = pair
            guard reply.answer.isSuccess else { return .failure(AsteriskManager.error(action, reply.answer, at: position)) }
            return .success(reply.items)
        }
    }

    /// What a command of Asterisk's console prints, line by line.
    public func command(_ line: String) throws -> [String] {
        try perform(ManagerAction("Command", ["Command": line])).output
    }

    /// Throws the refusal of the first of these actions that the manager's user may not take, before any is tried.
    public func checkAllowed(_ actions: [String]) throws {
        let allowed = try allowedActions()
        for action in actions where !allowed.contains(action.lowercased()) {
            throw ManagerError(action: action, message: ManagerError.permissionDenied)
        }
    }

    /// The actions that the manager's user may take, in lower case: Asterisk lists only those.
    func allowedActions() throws -> Set<String> {
        if let knownActions { return knownActions }
        let actions = Set(try perform(ManagerAction("ListCommands")).headers.map { $0.name.lowercased() })
        knownActions = actions
        return actions
    }

    /// The version of Asterisk itself: `16.28.0`.
    public func asteriskVersion() throws -> String {
        try perform(ManagerAction("CoreSettings"))["AsteriskVersion"] ?? ""
    }

    /// The next event that belongs to no list; nil if none comes before the deadline.
    public func nextEvent(before deadline: Deadline) throws -> ManagerMessage? {
        while true {
            if let event = events.removeFirst() { return event }
            var nothing: ArraySlice<UInt8> = []
            guard case .received(let bytes) = try connection.transfer(&nothing, before: deadline) else { return nil }
            for case .event(let event) in try take(bytes) { try keep(event) }
        }
    }

    /// Logs off and closes the connection. Nothing can go wrong that would still matter.
    public func close() {
        if let logoff = try? ManagerAction("Logoff") { _ = try? exchange([logoff], .seconds(1)) }
        connection.close()
    }
}

extension AsteriskManager {
    private func awaitBanner(_ timeout: Duration) throws {
        let deadline = Deadline(after: timeout)
        var nothing: ArraySlice<UInt8> = []
        while true {
            guard case .received(let bytes) = try connection.transfer(&nothing, before: deadline) else {
                throw connection.unreachable(
                    "accepted the connection but said nothing within \(timeout.inWords)",
                    remedy: "check that the port is the Asterisk manager's (manager.conf: port, without TLS)")
            }
            for case .greeted(let version) in try take(bytes) {
                interfaceVersion = version
                return
            }
        }
    }

    private func logIn(_ start: ManagerLogin, within timeout: Duration) throws {
        var login = start
        var action = try login.begin()
        while true {
            guard let reply = try exchange([action], timeout).first else { return }
            switch try login.receive(reply.answer) {
            case .send(let next): action = next
            case .done: return
            case .refused(let reason):
                connection.close()
                throw PBXError(
                    .notPermitted, connection.title, "refused the login of \(address.user ?? ""): \(reason)",
                    remedy: "check the password, and secret, permit and deny of this user in manager.conf")
            }
        }
    }

    /// Sends the actions, a window ahead of the answers, and gathers what came of each.
    ///
    /// Where the list is streamed, `body` gets its events as they come, and the reply only what is left.
    private func exchange(
        _ actions: [ManagerAction], _ silence: Duration, isStreamed: Bool = false, _ body: (ManagerMessage) throws -> Void = { _ in }
    ) throws -> [ManagerReply] {
        var replies = [ManagerReply?](repeating: nil, count: actions.count)
        var positions: [String: Int] = [:]
        var outgoing: ArraySlice<UInt8> = []
        var next = 0
        var deadline = Deadline(after: silence)
        while next < actions.count || !positions.isEmpty {
            while next < actions.count, positions.count < AsteriskManager.window {
                let (id, bytes) = session.submit(actions[next])
                trace?(ManagerTrace.sent(actions[next]))
                positions[id] = next
                outgoing += bytes
                next += 1
            }
            switch try connection.transfer(&outgoing, before: deadline) {
            case .sent: continue
            case .nothingInTime:
                connection.close()
                throw connection.unreachable("did not answer within \(silence.inWords)", remedy: "try again, or raise the timeout")
            case .received(let bytes):
                deadline = Deadline(after: silence)
                for outcome in try take(bytes) {
                    switch outcome {
                    case .completed(let id, let reply):
                        if let position = positions.removeValue(forKey: id) { replies[position] = reply }
                    case .event(let event): try keep(event)
                    case .greeted: continue
                    }
                }
                if isStreamed { for item in session.takeItems() { try body(item) } }
            }
        }
        return replies.compactMap { $0 }
    }

    private func take(_ bytes: [UInt8]) throws -> [ManagerSession.Outcome] {
        do {
            let outcomes = try session.receive(bytes)
            if let trace { outcomes.forEach { trace(ManagerTrace.received($0)) } }
            return outcomes
        } catch {
            connection.close()
            switch error {
            case .notAManager(let banner):
                throw connection.unreachable(
                    "is not an Asterisk manager: it begins with “\(banner.prefix(60))”", remedy: "check the port")
            case .framing(.bannerTooLong): throw connection.unreachable("is not an Asterisk manager", remedy: "check the port")
            case .framing(.messageTooLong(let limit)): throw connection.unreachable("sent a message of more than \(limit) bytes")
            }
        }
    }

    private func keep(_ event: ManagerMessage) throws {
        guard events.append(event) else {
            connection.close()
            throw connection.unreachable("sent \(EventQueue<ManagerMessage>.limit) events that nobody read")
        }
    }

    private func checked(_ action: ManagerAction, _ replies: [ManagerReply]) throws -> ManagerReply {
        guard let reply = replies.first else { throw connection.unreachable("did not answer") }
        guard reply.answer.isSuccess else { throw AsteriskManager.error(action, reply.answer, at: 0) }
        return reply
    }

    private static func error(_ action: ManagerAction, _ answer: ManagerMessage, at position: Int) -> ManagerError {
        ManagerError(
            action: action.name, message: answer.text ?? "no reason given", output: answer.output, position: position)
    }
}
