import CDatabaseClients

/// The memory into which libmariadb writes a row: every column as text, in a buffer that grows with its values.
final class MySQLRowBuffer {
    private let statement: MySQLStatement
    private let connection: MySQLConnection
    private let cells: RowCells
    private let binds: UnsafeMutableBufferPointer<MYSQL_BIND>
    private let lengths: UnsafeMutableBufferPointer<UInt>
    private let nulls: UnsafeMutableBufferPointer<my_bool>

    private static let smallest = 64
    private static let largestAtFirst = 1024

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
        binds = .allocate(capacity: fields.count)
        lengths = .allocate(capacity: fields.count)
        nulls = .allocate(capacity: fields.count)
        binds.initialize(repeating: MYSQL_BIND())
        lengths.initialize(repeating: 0)
        nulls.initialize(repeating: 0)
        for (column, field) in fields.enumerated() {
            let size = min(max(Int(clamping: field.length) + 1, Self.smallest), Self.largestAtFirst)
            binds[column].buffer_type = MYSQL_TYPE_STRING
            binds[column].length = lengths.baseAddress.map { $0 + column }
            binds[column].is_null = nulls.baseAddress.map { $0 + column }
            resize(column, to: size)
        }
        try bind()
    }

    deinit {
        for bind in binds { bind.buffer?.deallocate() }
        binds.deallocate()
        lengths.deallocate()
        nulls.deallocate()
    }

    /// Takes in the next row; false after the last.
    func next() throws -> Bool {
        let client = connection.client
        switch connection.waiting({ client.pointee.mysql_stmt_fetch(statement.handle) }) {
        case 0, MYSQL_DATA_TRUNCATED: break
        case MYSQL_NO_DATA: return false
        default: throw statement.failure()
        }
        var hasGrown = false
        for column in 0..<cells.count {
            if nulls[column] != 0 {
                cells[column] = nil
                continue
            }
            let length = Int(lengths[column])
            if length > Int(binds[column].buffer_length) {
                // The library keeps the row until the next fetch, and gives the column again.
                resize(column, to: length + length / 4)
                hasGrown = true
                let status = client.pointee.mysql_stmt_fetch_column(
                    statement.handle, binds.baseAddress.map { $0 + column }, UInt32(column), 0
                )
                if status != 0 { throw statement.failure() }
            }
            cells[column] = UnsafeRawBufferPointer(start: binds[column].buffer, count: length)
        }
        if hasGrown { try bind() }
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

    /// Tells the library where the buffers are.
    private func bind() throws {
        if connection.client.pointee.mysql_stmt_bind_result(statement.handle, binds.baseAddress) != 0 {
            throw statement.failure()
        }
    }

    private func resize(_ column: Int, to size: Int) {
        binds[column].buffer?.deallocate()
        binds[column].buffer = .allocate(byteCount: size, alignment: 16)
        binds[column].buffer_length = UInt(size)
    }
}
