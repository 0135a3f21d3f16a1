/// A database whose answers are noted, for a plan that is saved.
final class RecordedDatabase: Database {
    private let database: any Database
    private let log: ReadingLog

    init(_ database: any Database, log: ReadingLog) {
        self.database = database
        self.log = log
    }

    var dialect: SQL.Dialect { database.dialect }
    var address: String { database.address }
    var trace: SQLTrace? {
        get { database.trace }
        set { database.trace = newValue }
    }

    func forEachRow(_ statement: SQL, as encoding: RowEncoding, _ body: (borrowing RowView) throws -> Void) throws {
        var fingerprint = RowFingerprint()
        try database.forEachRow(statement, as: encoding) { row in
            fingerprint.add(row)
            try body(row)
        }
        log.note(.query(statement, fingerprint: fingerprint.text))
    }

    func execute(_ statement: SQL) throws -> Int { try database.execute(statement) }
    func transaction<Result>(_ body: () throws -> Result) throws -> Result { try database.transaction(body) }
    func columns(of table: String) throws -> [TableColumn] { try database.columns(of: table) }
    func expectColumns(of tables: [String]) { database.expectColumns(of: tables) }
    func close() { database.close() }
}
