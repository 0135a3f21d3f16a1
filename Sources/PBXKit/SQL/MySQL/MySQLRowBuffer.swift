import CDatabaseClients

/// The rows of an executed statement, each as it lies in libmariadb's own buffer.
///
/// The client hands over where a column's value begins (`STMT_ATTR_CB_RESULT`); texts are lent from there, numbers and
/// times are written out here. It converts only what is rare: fractions, `TIME`, `BIT`.
final class MySQLRowBuffer {
    private let statement: MySQLStatement
    private let connection: MySQLConnection
    private let cells: RowCells
    private let row: UnsafeMutablePointer<MySQLRow>
    /// The columns that the client converts, each with memory that grows with its values.
    private var converted: [Converted] = []

    private struct Converted {
        var column: Int
        var memory: UnsafeMutableRawBufferPointer
    }

    private static let smallest = 64

    /// For the rows of an executed statement.
    init(_ statement: MySQLStatement, _ connection: MySQLConnection) throws {
        guard let result = connection.client.pointee.mysql_stmt_result_metadata(statement.handle) else {
            throw statement.failure()
        }
        defer { connection.client.pointee.mysql_free_result(result) }
        let fields = UnsafeBufferPointer(
            start: connection.client.pointee.mysql_fetch_fields(result),
            count: Int(connection.client.pointee.mysql_num_fields(result))
        )
        self.statement = statement
        self.connection = connection
        cells = RowCells(fields.map { $0.name.map { String(cString: $0) } ?? "" })
        row = .allocate(capacity: 1)
        row.initialize(to: MySQLRow(fields.map(MySQLColumn.init), cells.places))
        for (column, field) in fields.enumerated() where MySQLColumn(field).isConverted {
            converted.append(Converted(column: column, memory: .allocate(byteCount: Self.smallest, alignment: 16)))
        }
        let client = connection.client
        let take: ps_result_callback = { row, column, position in
            row.unsafelyUnwrapped.assumingMemoryBound(to: MySQLRow.self).pointee.take(Int(column), position)
        }
        if client.pointee.mysql_stmt_attr_set(statement.handle, STMT_ATTR_CB_USER_DATA, row) != 0
            || client.pointee.mysql_stmt_attr_set(
                statement.handle, STMT_ATTR_CB_RESULT, unsafeBitCast(take, to: UnsafeRawPointer.self)) != 0
        { throw statement.failure() }
    }

    deinit {
        _ = connection.client.pointee.mysql_stmt_attr_set(statement.handle, STMT_ATTR_CB_RESULT, nil)
        for column in converted { column.memory.deallocate() }
        row.pointee.free()
        row.deallocate()
    }

    /// Takes in the next row; false after the last.
    func next() throws -> Bool {
        switch connection.waiting({ connection.client.pointee.mysql_stmt_fetch(statement.handle) }) {
        case 0, MYSQL_DATA_TRUNCATED: break
        case MYSQL_NO_DATA: return false
        default: throw statement.failure()
        }
        for index in converted.indices where cells[converted[index].column] != nil { try convert(&converted[index]) }
        return true
    }

    /// Lends the row that was taken in.
    func lend(to body: (borrowing RowView) throws -> Void) throws { try cells.lend(to: body) }

    /// Takes in and drops what is still to come. Whether the connection is free again by `deadline`.
    func drain(until deadline: Deadline) -> Bool {
        repeat {
            switch connection.waiting({ connection.client.pointee.mysql_stmt_fetch(statement.handle) }) {
            case 0, MYSQL_DATA_TRUNCATED: continue
            case MYSQL_NO_DATA: return true
            default:
                // Cancelled: an error ends the rows as well as their end does.
                _ = statement.failure()
                return !connection.isLost
            }
        } while !deadline.hasPassed
        return false
    }

    /// Has the client write a value as text. It keeps the row until the next fetch, and gives the column again.
    private func convert(_ column: inout Converted) throws {
        var length = 0
        while true {
            // No place for the length: the client would copy it from its own, which there is only with bound columns. It
            // says where it put it.
            var bind = MYSQL_BIND()
            bind.buffer_type = MYSQL_TYPE_STRING
            bind.buffer = column.memory.baseAddress
            bind.buffer_length = UInt(column.memory.count)
            let status = connection.client.pointee.mysql_stmt_fetch_column(statement.handle, &bind, UInt32(column.column), 0)
            guard status == 0, let place = bind.length else { throw statement.failure() }
            length = Int(place.pointee)
            if length <= column.memory.count { break }
            column.memory.deallocate()
            column.memory = .allocate(byteCount: length + length / 4, alignment: 16)
        }
        cells[column.column] = UnsafeRawBufferPointer(rebasing: column.memory[..<length])
    }
}
