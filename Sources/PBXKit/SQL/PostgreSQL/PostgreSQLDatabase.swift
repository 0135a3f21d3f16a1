import CDatabaseClients

/// A connection to PostgreSQL over libpq: parameters on the server's side, rows one at a time.
final class PostgreSQLDatabase: DatabaseClient {
    let session = DatabaseSession()
    private let target: DatabaseAddress
    private let silenceTimeout: Duration
    private var connection: PostgreSQLConnection?

    init(_ address: DatabaseAddress, connectTimeout: Duration, silenceTimeout: Duration) throws {
        target = address
        self.silenceTimeout = silenceTimeout
        let connection = try PostgreSQLConnection.open(
            address, connectTimeout: connectTimeout, silenceTimeout: silenceTimeout
        )
        self.connection = connection
        if !connection.writesISODates { _ = try perform("SET DateStyle = ISO", []) }
    }

    var dialect: SQL.Dialect { .postgreSQL }
    var address: String { target.description }
    var hasIdentityColumns: Bool { connection?.hasIdentityColumns ?? false }
    var isOpen: Bool { connection != nil }

    func close() { connection = nil }

    func begin() throws {
        let commands = "BEGIN; SET LOCAL lock_timeout = '\(silenceTimeout.lockWaitMilliseconds)ms'"
        _ = try answer { try $0.send(commands: commands) } rows: { _ in }
    }

    func checkTransaction() throws {
        // COMMIT would answer "ROLLBACK" without calling it an error.
        if let connection, connection.hasFailedTransaction {
            throw DatabaseError(
                state: "25P02", number: 0, message: "a statement of the transaction has failed", address: address
            )
        }
    }

    func perform(
        _ text: String, _ values: [SQL.Value], as encoding: RowEncoding, _ body: (borrowing RowView) throws -> Void
    ) throws -> Int {
        var count = 0
        _ = try answer {
            try $0.send(text, values, as: encoding)
        } rows: { row in
            count += 1
            try body(row)
        }
        return count
    }

    func perform(_ text: String, _ values: [SQL.Value]) throws -> Int {
        try answer { try $0.send(text, values, as: .text) } rows: { _ in }
    }

    /// Sends something and takes in all of the answer; the number of rows that it matched.
    private func answer(
        to send: (PostgreSQLConnection) throws -> Void, rows body: (borrowing RowView) throws -> Void
    ) throws -> Int {
        guard let connection else { throw target.unreachable("the connection is closed") }
        do {
            try send(connection)
            return try takeIn(connection, body)
        } catch PostgreSQLConnection.Failure.silent {
            restore(connection)
            throw target.silent(for: silenceTimeout)
        } catch PostgreSQLConnection.Failure.lost(let error) {
            close()
            throw error
        } catch {
            restore(connection)
            throw error
        }
    }

    private func takeIn(
        _ connection: PostgreSQLConnection, _ body: (borrowing RowView) throws -> Void
    ) throws -> Int {
        var affectedRows = 0
        var failure: DatabaseError?
        var buffer: PostgreSQLRowBuffer?
        while let result = try connection.nextResult() {
            switch result.status {
            case PGRES_SINGLE_TUPLE, PGRES_TUPLES_OK:
                if result.rowCount > 0 {
                    let rows = try buffer ?? PostgreSQLRowBuffer(result, address: address)
                    buffer = rows
                    for index in 0..<result.rowCount { try rows.lend(index, of: result, to: body) }
                }
                if result.status == PGRES_TUPLES_OK { affectedRows = result.affectedRows }
            case PGRES_COMMAND_OK:
                affectedRows = result.affectedRows
            case PGRES_EMPTY_QUERY, PGRES_NONFATAL_ERROR:
                break
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                throw DatabaseError(state: "0A000", number: 0, message: "COPY is not offered here", address: address)
            default:
                failure = failure ?? DatabaseError(
                    state: result.state ?? "08006", number: 0, message: result.message, address: address
                )
            }
        }
        if let failure {
            if failure.isLost { close() }
            throw failure
        }
        return affectedRows
    }

    /// Makes the connection usable after an answer that was not taken in to its end; closes it where that fails.
    private func restore(_ connection: PostgreSQLConnection) {
        // What is left is often little, and then cheaper to read than to call off.
        if connection.drain(until: Deadline(after: .milliseconds(20))) { return }
        let deadline = Deadline(after: .seconds(2))
        connection.requestCancel(until: deadline)
        if !connection.drain(until: deadline) { close() }
    }
}
