/// The part of `Database` that is the same for both servers, over the few things that differ.
protocol DatabaseClient: Database {
    var session: DatabaseSession { get }
    /// Whether the connection can still be used.
    var isOpen: Bool { get }
    /// Whether the server's catalogue knows identity columns: PostgreSQL since 10.
    var hasIdentityColumns: Bool { get }
    /// The commands that start a transaction in which no statement waits for a lock until it looks like silence.
    func begin() throws
    /// Throws where the server will not commit the running transaction although `COMMIT` would succeed.
    func checkTransaction() throws
    /// Runs a statement, lending its rows; how many there were.
    func perform(
        _ text: String, _ values: [SQL.Value], as encoding: RowEncoding, _ body: (borrowing RowView) throws -> Void
    ) throws -> Int
    /// Runs a statement that returns no rows; how many it matched.
    func perform(_ text: String, _ values: [SQL.Value]) throws -> Int
}

extension DatabaseClient {
    var trace: SQLTrace? {
        get { session.trace }
        set { session.trace = newValue }
    }

    func forEachRow(_ statement: SQL, as encoding: RowEncoding, _ body: (borrowing RowView) throws -> Void) throws {
        let text = statement.text(for: dialect)
        _ = try watched(text) { try perform(text, statement.values, as: encoding, body) }
    }

    func execute(_ statement: SQL) throws -> Int {
        let text = statement.text(for: dialect)
        return try watched(text) { try perform(text, statement.values) }
    }

    func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        if session.isInTransaction { return try body() }
        try begin()
        session.isInTransaction = true
        defer {
            session.isInTransaction = false
            session.lostTransaction = nil
        }
        do {
            let result = try body()
            try commit()
            return result
        } catch {
            session.lostTransaction = nil
            // The first error is the one that tells. A rollback that fails ends the connection, and the server's own
            // rollback follows.
            if isOpen, (try? execute("ROLLBACK")) == nil { close() }
            throw error
        }
    }

    private func commit() throws {
        try checkTransaction()
        do {
            try execute("COMMIT")
        } catch where PBXError(error).kind == .unreachable {
            close()
            throw UnknownCommit(database: address)
        }
    }

    /// Runs one statement: refused where it could not be what the caller meant, and traced.
    private func watched(_ text: String, _ run: () throws -> Int) throws -> Int {
        if let loss = session.lostTransaction { throw loss }
        guard isOpen else {
            throw PBXError(.unreachable, "database \(address)", "the connection is closed")
        }
        guard !session.isBusy else {
            throw PBXError(.failed, "database \(address)", "a statement was sent while another one's rows were being read")
        }
        session.isBusy = true
        defer { session.isBusy = false }
        let start = ContinuousClock.now
        do {
            let rows = try run()
            report(text, since: start, rows: rows)
            return rows
        } catch {
            report(text, since: start, rows: nil)
            if session.isInTransaction, let error = error as? DatabaseError, error.endsTransaction {
                session.lostTransaction = error
            }
            throw error
        }
    }

    private func report(_ text: String, since start: ContinuousClock.Instant, rows: Int?) {
        guard let trace = session.trace else { return }
        let line = SQLTraceLine(statement: text, duration: ContinuousClock.now - start, rows: rows, hasFailed: rows == nil)
        trace(line.description)
    }
}
