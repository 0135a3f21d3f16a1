import CDatabaseClients

/// A connection to MariaDB or MySQL over libmariadb: prepared statements, rows one at a time.
final class MySQLDatabase: DatabaseClient {
    let session = DatabaseSession()
    private let target: DatabaseAddress
    private let silenceTimeout: Duration
    private var connection: MySQLConnection?
    /// Statements that give no rows, by their text: a bulk change prepares each of its texts once.
    private var prepared: [String: MySQLStatement] = [:]
    private var hasLimitedLockWaits = false

    private static let preparedLimit = 32

    init(_ address: DatabaseAddress, connectTimeout: Duration, silenceTimeout: Duration) throws {
        target = address
        self.silenceTimeout = silenceTimeout
        connection = try MySQLConnection.open(address, connectTimeout: connectTimeout, silenceTimeout: silenceTimeout)
    }

    var dialect: SQL.Dialect { .mySQL }
    var address: String { target.description }
    var hasIdentityColumns: Bool { false }
    var isOpen: Bool { connection != nil }

    func close() {
        prepared = [:]
        connection = nil
    }

    func begin() throws {
        if !hasLimitedLockWaits {
            let seconds = max(1, silenceTimeout.lockWaitMilliseconds / 1000)
            // Older servers lack one or the other; then their own limits hold.
            _ = try? perform("SET SESSION innodb_lock_wait_timeout = \(seconds), SESSION lock_wait_timeout = \(seconds)", [])
            hasLimitedLockWaits = true
        }
        _ = try perform("START TRANSACTION", [])
    }

    /// A transaction that the server gave up is remembered by the session.
    func checkTransaction() throws {
        if let loss = session.lostTransaction { throw loss }
    }

    /// Rows of prepared statements come in the server's own form anyway.
    func perform(
        _ text: String, _ values: [SQL.Value], as encoding: RowEncoding, _ body: (borrowing RowView) throws -> Void
    ) throws -> Int {
        try using { connection in
            let statement = try MySQLStatement(text, on: connection)
            try statement.execute(values)
            guard statement.columnCount > 0 else { return 0 }
            let rows = try MySQLRowBuffer(statement, connection)
            var count = 0
            while try rows.next() {
                count += 1
                do {
                    try rows.lend(to: body)
                } catch {
                    connection.abandon(rows)
                    throw error
                }
            }
            try statement.finish()
            return count
        }
    }

    func perform(_ text: String, _ values: [SQL.Value]) throws -> Int {
        try using { connection in
            if values.isEmpty { return try connection.run(text) }
            let statement = try prepared[text] ?? MySQLStatement(text, on: connection)
            try statement.execute(values)
            guard statement.columnCount == 0 else {
                try statement.finish()
                return 0
            }
            if prepared.count >= Self.preparedLimit { prepared = [:] }
            prepared[text] = statement
            return statement.affectedRows
        }
    }

    /// Runs `body` with the connection, and closes it where it turns out to be lost.
    private func using(_ body: (MySQLConnection) throws -> Int) throws -> Int {
        guard let connection else { throw target.unreachable("the connection is closed") }
        do {
            return try body(connection)
        } catch {
            if connection.isLost { close() }
            throw error
        }
    }
}
