/// A connection to an SQL server: the one surface behind which PostgreSQL and MySQL stand.
///
/// Blocking, used by one thread. Every wait has a deadline: connecting as a whole, a statement by its silence (so that
/// a long export is not cut off while rows arrive). Errors are `DatabaseError`, or `PBXError` with `.unreachable`
/// where the server cannot be talked to.
public protocol Database: AnyObject {
    var dialect: SQL.Dialect { get }
    /// Where the connection leads, for messages: `127.0.0.1:5432/fusionpbx`. No user secret in it.
    var address: String { get }

    /// Runs a statement and lends its rows to `body` one at a time, as they come in.
    func forEachRow(_ statement: SQL, _ body: (borrowing RowView) throws -> Void) throws

    /// Runs a statement that returns no rows; the number of rows it matched.
    @discardableResult
    func execute(_ statement: SQL) throws -> Int

    /// Runs `body` inside a transaction: committed when it returns, rolled back when it throws.
    func transaction<Result>(_ body: () throws -> Result) throws -> Result

    /// Ends the connection. Further use throws.
    func close()
}

/// One row while it is being read, valid inside the closure that got it.
public struct RowView: ~Copyable {
    /// Column names in the statement's order.
    public let columns: ColumnNames
    let cells: UnsafeBufferPointer<UnsafeRawBufferPointer?>

    init(columns: ColumnNames, cells: UnsafeBufferPointer<UnsafeRawBufferPointer?>) {
        self.columns = columns
        self.cells = cells
    }

    /// The bytes of a column as the server sent them, or nil for NULL. They must not leave the closure.
    public func bytes(_ index: Int) -> UnsafeRawBufferPointer? { cells[index] }

    /// The column as text, or nil for NULL. Bytes that are no UTF-8 become U+FFFD.
    public func text(_ index: Int) -> String? { cells[index].map { String(decoding: $0, as: UTF8.self) } }

    /// The row with its values copied, to be kept.
    public func kept() -> Row {
        Row(columns: columns, values: (0..<cells.count).map { text($0) })
    }
}

/// The names of a result's columns, shared by all its rows.
public final class ColumnNames: Sendable {
    public let names: [String]
    let positions: [String: Int]

    public init(_ names: [String]) {
        self.names = names
        positions = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
    }
}

/// A row that was kept: values by column name, as text, nil for NULL.
public struct Row: Sendable {
    public let columns: ColumnNames
    public let values: [String?]

    public init(columns: ColumnNames, values: [String?]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column; nil for NULL and for a column that the result does not have.
    public subscript(_ name: String) -> String? {
        columns.positions[name].flatMap { values[$0] }
    }

    /// Whether the result has such a column at all.
    public func has(_ name: String) -> Bool { columns.positions[name] != nil }
}

extension Database {
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
