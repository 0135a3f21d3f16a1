import CDatabaseClients

/// Owns a connection of libpq. Never blocks without a deadline.
final class PostgreSQLConnection {
    /// What the connection has become while it answered.
    enum Failure: Error {
        /// The server owed an answer and said nothing for too long.
        case silent
        case lost(DatabaseError)
    }

    let client: UnsafePointer<PostgreSQLClient>
    let handle: OpaquePointer
    private let address: String
    private let silenceTimeout: Duration

    /// Takes the ownership of `handle`.
    init(
        _ handle: OpaquePointer, _ client: UnsafePointer<PostgreSQLClient>, address: String, silenceTimeout: Duration
    ) {
        self.handle = handle
        self.client = client
        self.address = address
        self.silenceTimeout = silenceTimeout
    }

    deinit { client.pointee.PQfinish(handle) }

    /// Libpq's latest message about the connection.
    var message: PostgreSQLMessage {
        PostgreSQLMessage(client.pointee.PQerrorMessage(handle).map { String(cString: $0) } ?? "")
    }

    /// Whether the last statement's failure has spoilt the running transaction.
    var hasFailedTransaction: Bool { client.pointee.PQtransactionStatus(handle) == PQTRANS_INERROR }

    /// Whether dates come as `YYYY-MM-DD`, as everything above expects them. Servers can be set up otherwise.
    var writesISODates: Bool {
        client.pointee.PQparameterStatus(handle, "DateStyle").map { String(cString: $0).hasPrefix("ISO") } ?? false
    }

    var hasIdentityColumns: Bool { client.pointee.PQserverVersion(handle) >= 100_000 }

    /// Sends one statement with its parameters; its rows are to come one at a time.
    func send(_ text: String, _ values: [SQL.Value], as encoding: RowEncoding) throws {
        let parameters = try ParameterBuffer(values: values)
        try ParameterBuffer.checkForNUL(text)
        let isSent = parameters.withPointers { pointers, _ in
            // No types: the server takes them from the place where the parameter stands.
            client.pointee.PQsendQueryParams(
                handle, text, Int32(clamping: pointers.count), nil, pointers.baseAddress, nil, nil, encoding == .compact ? 1 : 0
            ) == 1
        }
        guard isSent else { throw Failure.lost(loss()) }
        _ = client.pointee.PQsetSingleRowMode(handle)
    }

    /// Sends commands without parameters, separated by semicolons. For texts of this library only.
    func send(commands: String) throws {
        guard client.pointee.PQsendQuery(handle, commands) == 1 else { throw Failure.lost(loss()) }
    }

    /// The next result of what was sent; nil after the last. The time limit counts from the last sign of life.
    func nextResult() throws -> PostgreSQLResult? {
        try nextResult(within: silenceTimeout)
    }

    /// Takes in and drops what is still to come. Whether the connection is free again by `deadline`.
    func drain(until deadline: Deadline) -> Bool {
        while true {
            guard let result = try? nextResult(within: deadline.remaining) else { break }
            switch result.status {
            // The server waits for data that nobody will send.
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: return false
            default: if deadline.hasPassed { return false }
            }
        }
        return client.pointee.PQtransactionStatus(handle) != PQTRANS_ACTIVE
            && client.pointee.PQstatus(handle) == CONNECTION_OK
    }

    /// Asks the server over a connection of its own to give up the running statement. Best effort.
    func requestCancel(until deadline: Deadline) {
        guard let request = client.pointee.PQgetCancel(handle) else { return }
        // Used by the thread alone from here on, and freed by it.
        nonisolated(unsafe) let ticket = request
        nonisolated(unsafe) let client = client
        _ = BoundedCall.run(until: deadline) {
            var reason = [CChar](repeating: 0, count: 256)
            let status = client.pointee.PQcancel(ticket, &reason, Int32(reason.count))
            client.pointee.PQfreeCancel(ticket)
            return status
        }
    }

    private func nextResult(within limit: Duration) throws -> PostgreSQLResult? {
        while client.pointee.PQisBusy(handle) != 0 {
            let pending = client.pointee.PQflush(handle)
            guard pending >= 0 else { throw Failure.lost(loss()) }
            let awaited: Readiness = pending > 0 ? [.reading, .writing] : .reading
            guard Readiness.wait(for: awaited, on: client.pointee.PQsocket(handle), until: Deadline(after: limit)) else {
                throw Failure.silent
            }
            guard client.pointee.PQconsumeInput(handle) == 1 else { throw Failure.lost(loss()) }
        }
        return client.pointee.PQgetResult(handle).map { PostgreSQLResult($0, client) }
    }

    /// The failure that libpq just reported about the connection itself.
    private func loss() -> DatabaseError {
        let message = message
        return DatabaseError(state: message.state ?? "08006", number: 0, message: message.reason, address: address)
    }
}
