/// A connection to an SQL server: the one surface behind which PostgreSQL and MySQL stand.
///
/// Blocking, used by one thread. Every wait has a deadline: connecting as a whole, a statement by its silence (so that
/// a long export is not cut off while rows arrive). Errors are `DatabaseError`, or `PBXError` with `.unreachable`
/// where the server cannot be talked to.
public protocol Database: AnyObject {
    var dialect: SQL.Dialect { get }
    /// Where the connection leads, for messages: `127.0.0.1:5432/fusionpbx`. No user secret in it.
    var address: String { get }
    /// Gets a line for each statement sent; nil (the default) for none.
    var trace: SQLTrace? { get set }

    /// Runs a statement and lends its rows to `body` one at a time, as they come in.
    ///
    /// Rows have to be taken in before the connection can do anything else: `body` must not use it. When `body` throws,
    /// the rest is called off and the connection stays usable; inside a transaction only rolling back may follow.
    func forEachRow(_ statement: SQL, as encoding: RowEncoding, _ body: (borrowing RowView) throws -> Void) throws

    /// Runs a statement that returns no rows; the number of rows it matched (changed or not), or inserted.
    @discardableResult
    func execute(_ statement: SQL) throws -> Int

    /// Runs `body` inside a transaction: committed when it returns, rolled back when it throws. Inside another
    /// transaction it becomes a part of that one.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result

    /// The columns of a table of the current database or schema, in its order; empty where there is no such table.
    /// Asked once per connection.
    func columns(of table: String) throws -> [TableColumn]

    /// Names tables whose columns will be asked for: they are read together, with the first that is.
    func expectColumns(of tables: [String])

    /// Ends the connection. Further use throws.
    func close()
}

extension Database {
    /// Runs a statement and lends its rows, sent as texts.
    public func forEachRow(_ statement: SQL, _ body: (borrowing RowView) throws -> Void) throws {
        try forEachRow(statement, as: .text, body)
    }

    /// All rows of a statement, kept. For results that are known to be small.
    public func rows(_ statement: SQL) throws -> [Row] {
        var rows: [Row] = []
        try forEachRow(statement) { rows.append($0.kept()) }
        return rows
    }

    /// The first row, or nil.
    public func firstRow(_ statement: SQL) throws -> Row? { try rows(statement).first }

    /// The first column of the first row; nil where there is no row or it is NULL.
    public func value(_ statement: SQL) throws -> String? { try rows(statement).first?.values.first ?? nil }
}
