/// A session with FreeSWITCH's event socket.
///
/// Blocking, and for one thread. Every failure of the connection is a `PBXError` of kind `unreachable`; after one the
/// session cannot be used again.
public final class EventSocket {
    public let address: ManagerAddress
    /// Gets one line for each command and reply, secrets left out.
    public var trace: ((String) -> Void)?

    private let connection: SocketConnection
    private let silenceTimeout: Duration
    private var session = EventSocketSession()
    private var replies: [Int: EventSocketMessage] = [:]
    private var isAsked = false
    private var events = EventQueue<EventSocketEvent>()
    private var results: [String: String] = [:]
    private var getsJobResults = false

    /// Connects and authenticates.
    ///
    /// - Parameters:
    ///   - connectTimeout: the longest wait for the connection, and again for the greeting.
    ///   - silenceTimeout: the longest silence while a reply is due; an `api` command that works longer needs more.
    /// - Throws: `PBXError`: `unreachable` where nothing like an event socket answers, `notPermitted` for a wrong password
    ///   or an address that the switch does not admit.
    public init(
        address: ManagerAddress, connectTimeout: Duration = .seconds(5), silenceTimeout: Duration = .seconds(30),
        trace: ((String) -> Void)? = nil
    ) throws {
        self.address = address
        self.silenceTimeout = silenceTimeout
        self.trace = trace
        let title = "event socket \(address.description)"
        guard let password = address.password else {
            throw PBXError(
                .notPermitted, title, "no password is known for it", remedy: "name manager_password_file in the profile")
        }
        connection = try SocketConnection(host: address.via ?? address.host, port: address.port, title: title, timeout: connectTimeout)
        try awaitGreeting(connectTimeout)
        try authenticate(password)
    }

    /// What a command of the switch's console prints, `-ERR …` included.
    ///
    /// - Throws: `PBXError` of kind `usage` if the command holds CR, LF or NUL.
    public func api(_ command: String, silence: Duration? = nil) throws -> String {
        let reply = try send("api \(command)", silence: silence)
        // What is not taken for an API command at all gets a plain reply: `-ERR command not found`.
        return reply.contentType == "api/response" ? reply.text : reply.replyText ?? ""
    }

    /// As `api`, with the ways in which the switch says that it failed thrown as `EventSocketError`.
    @discardableResult
    public func apiChecked(_ command: String, silence: Duration? = nil) throws -> String {
        try EventSocketError.checked(api(command, silence: silence), command: command)
    }

    /// Starts a command that runs on its own, such as `originate`. Its result is asked for with `result(ofJob:before:)`.
    /// - Returns: the job's UUID.
    public func backgroundAPI(_ command: String) throws -> String {
        if !getsJobResults {
            // Before the job, so that a result that comes at once is not missed.
            try subscribe(to: ["BACKGROUND_JOB"])
            getsJobResults = true
        }
        let reply = try send("bgapi \(command)")
        guard let job = reply.headers["Job-UUID"] else {
            throw EventSocketError(command: command, message: reply.replyText ?? "no job was started")
        }
        return job
    }

    /// What a background job printed (`+OK …`, `-ERR USER_BUSY`); nil if it is not done before the deadline.
    public func result(ofJob job: String, before deadline: Deadline) throws -> String? {
        while results[job] == nil, try receive(before: deadline) {}
        return results.removeValue(forKey: job)
    }

    /// Asks for events by name; names of CUSTOM events follow `CUSTOM` (`CUSTOM`, `sofia::register`).
    public func subscribe(to names: [String]) throws {
        for name in names { try EventSocketEncoding.checkEventName(name) }
        try accepted("event plain \(names.joined(separator: " "))")
    }

    /// Sends an event into the switch, such as PRESENCE_IN.
    public func send(event name: String, headers: KeyValuePairs<String, String>, body: String = "") throws {
        try send(event: name, fields: headers.map { ($0.key, $0.value) }, body: body)
    }

    /// As above, with header lines that are not known before.
    public func send(event name: String, fields headers: [(name: String, value: String)], body: String = "") throws {
        try EventSocketEncoding.checkEventName(name)
        let lines = try headers.map { header, value in
            try EventSocketEncoding.checkEventName(header)
            return "\n\(header): \(try EventSocketEncoding.oneLine(value, "value of \(header)"))"
        }
        let length = body.isEmpty ? "" : "\nContent-Length: \(body.utf8.count)"
        try accepted("sendevent \(name)", tail: lines.joined() + length, body: body)
    }

    /// The next event asked for; nil if none comes before the deadline.
    public func nextEvent(before deadline: Deadline) throws -> EventSocketEvent? {
        while true {
            if let event = events.removeFirst() { return event }
            guard try receive(before: deadline) else { return nil }
        }
    }

    /// Takes leave and closes the connection. Nothing can go wrong that would still matter.
    public func exit() {
        _ = try? send("exit", silence: .seconds(1))
        connection.close()
    }
}

extension EventSocket {
    private func awaitGreeting(_ timeout: Duration) throws {
        let deadline = Deadline(after: timeout)
        while !isAsked {
            guard try receive(before: deadline) else {
                connection.close()
                throw connection.unreachable(
                    "accepted the connection but said nothing within \(timeout.inWords)",
                    remedy: "check that the port is the event socket's (event_socket.conf: listen-port)")
            }
        }
    }

    private func authenticate(_ password: Secret) throws {
        let command = try password.reveal { try EventSocketEncoding.oneLine("auth \($0)", "event socket password") }
        trace?("> auth …")
        let reply = try exchange(command + "\n\n", silenceTimeout)
        guard let text = reply.replyText, text.hasPrefix("+OK") else {
            connection.close()
            throw PBXError(
                .notPermitted, connection.title, "refused the password: \(reply.replyText ?? "no reason given")",
                remedy: "check the password in event_socket.conf of the switch")
        }
    }

    private func accepted(_ command: String, tail: String = "", body: String = "") throws {
        let reply = try send(command, tail: tail, body: body)
        guard let text = reply.replyText, text.hasPrefix("+OK") else {
            throw EventSocketError(command: command, message: reply.replyText ?? "no reason given")
        }
    }

    private func send(
        _ command: String, tail: String = "", body: String = "", silence: Duration? = nil
    ) throws -> EventSocketMessage {
        let line = try EventSocketEncoding.oneLine(command, "event socket command")
        trace?("> \(line)")
        let reply = try exchange(line + tail + "\n\n" + body, silence ?? silenceTimeout)
        // Of a body no more than its size: `user_data` prints passwords.
        trace?("< \(reply.replyText ?? "\(reply.body.count) bytes")")
        return reply
    }

    private func exchange(_ text: String, _ silence: Duration) throws -> EventSocketMessage {
        let number = session.submit()
        var outgoing = Array(text.utf8)[...]
        var deadline = Deadline(after: silence)
        while true {
            if let reply = replies.removeValue(forKey: number) { return reply }
            let before = outgoing.count
            if try receive(before: deadline, sending: &outgoing) {
                if outgoing.count == before { deadline = Deadline(after: silence) }
            } else {
                connection.close()
                throw connection.unreachable(
                    "did not answer within \(silence.inWords)", remedy: "try again, or raise the timeout")
            }
        }
    }

    private func receive(before deadline: Deadline) throws -> Bool {
        var nothing: ArraySlice<UInt8> = []
        return try receive(before: deadline, sending: &nothing)
    }

    /// One turn of sending or receiving; false if neither was possible before the deadline.
    private func receive(before deadline: Deadline, sending outgoing: inout ArraySlice<UInt8>) throws -> Bool {
        switch try connection.transfer(&outgoing, before: deadline) {
        case .nothingInTime: return false
        case .sent: return true
        case .received(let bytes):
            do { try session.receive(bytes).forEach(take) } catch is EventSocketFramer.Failure {
                connection.close()
                throw connection.unreachable(
                    "does not speak the event socket's protocol",
                    remedy: "check that the port is the event socket's (event_socket.conf: listen-port)")
            }
            return true
        }
    }

    private func take(_ outcome: EventSocketSession.Outcome) throws {
        switch outcome {
        case .authenticationRequested: isAsked = true
        case .reply(let number, let message): replies[number] = message
        case .finished(let job, let result): results[job] = result
        case .event(let event):
            guard events.append(event) else {
                connection.close()
                throw connection.unreachable("sent \(EventQueue<EventSocketEvent>.limit) events that nobody read")
            }
        case .rejected(let text):
            connection.close()
            throw PBXError(
                .notPermitted, connection.title, "rejected the connection: \(text.prefix { $0 != "\n" })",
                remedy: "admit this host in the list named by apply-inbound-acl in event_socket.conf")
        // The close follows, and is an error only if something is still waited for.
        case .disconnecting: trace?("< disconnect notice")
        }
    }
}
