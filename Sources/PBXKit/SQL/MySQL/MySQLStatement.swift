import CDatabaseClients

/// Owns a prepared statement. It must not outlive its connection's use, though freeing it later does no harm.
final class MySQLStatement {
    let handle: UnsafeMutablePointer<MYSQL_STMT>
    private let connection: MySQLConnection

    private var client: UnsafePointer<MariaDBClient> { connection.client }

    init(_ text: String, on connection: MySQLConnection) throws {
        try ParameterBuffer.checkForNUL(text)
        guard let handle = connection.client.pointee.mysql_stmt_init(connection.handle) else {
            throw connection.failure()
        }
        self.handle = handle
        self.connection = connection
        let status = connection.waiting {
            connection.client.pointee.mysql_stmt_prepare(handle, text, UInt(text.utf8.count))
        }
        if status != 0 { throw failure() }
    }

    deinit { _ = connection.waiting { client.pointee.mysql_stmt_close(handle) } }

    /// The number of columns of its rows; 0 where it gives none.
    var columnCount: Int { Int(client.pointee.mysql_stmt_field_count(handle)) }

    /// The rows that it matched, once executed.
    var affectedRows: Int { Int(clamping: Int64(bitPattern: client.pointee.mysql_stmt_affected_rows(handle))) }

    /// Sends the statement with its values.
    func execute(_ values: [SQL.Value]) throws {
        let texts = try ParameterBuffer(values: values)
        try texts.withPointers { pointers, lengths in
            var numbers = values.map { if case .integer(let number) = $0 { number } else { Int64(0) } }
            var lengths = lengths.map { UInt($0) }
            try numbers.withUnsafeMutableBufferPointer { numbers in
                try lengths.withUnsafeMutableBufferPointer { lengths in
                    var binds = values.indices.map { index in
                        bind(values[index], pointers[index], numbers.baseAddress.map { $0 + index },
                             lengths.baseAddress.map { $0 + index })
                    }
                    if !binds.isEmpty, client.pointee.mysql_stmt_bind_param(handle, &binds) != 0 { throw failure() }
                    if connection.waiting({ client.pointee.mysql_stmt_execute(handle) }) != 0 { throw failure() }
                }
            }
        }
    }

    /// Takes in and drops what is still to come: rows, and the further results of a procedure.
    func finish() throws {
        let status = connection.waiting { client.pointee.mysql_stmt_free_result(handle) }
        if status != 0 { throw failure() }
        while client.pointee.mysql_stmt_more_results(handle) != 0 {
            if connection.waiting({ client.pointee.mysql_stmt_next_result(handle) }) > 0 { throw failure() }
            if client.pointee.mysql_stmt_free_result(handle) != 0 { throw failure() }
        }
    }

    /// The failure of the last call on this statement.
    func failure() -> any Error {
        let number = client.pointee.mysql_stmt_errno(handle)
        // A failure while rows come in is told of the connection only.
        if number == 0 { return connection.failure() }
        return connection.failure(
            number: number, state: client.pointee.mysql_stmt_sqlstate(handle),
            message: client.pointee.mysql_stmt_error(handle)
        )
    }

    /// Numbers go as numbers: `LIMIT` takes nothing else.
    private func bind(
        _ value: SQL.Value, _ text: UnsafePointer<CChar>?, _ number: UnsafeMutablePointer<Int64>?,
        _ length: UnsafeMutablePointer<UInt>?
    ) -> MYSQL_BIND {
        var bind = MYSQL_BIND()
        switch value {
        case .null:
            bind.buffer_type = MYSQL_TYPE_NULL
        case .integer:
            bind.buffer_type = MYSQL_TYPE_LONGLONG
            bind.buffer = UnsafeMutableRawPointer(number)
        case .text:
            bind.buffer_type = MYSQL_TYPE_STRING
            bind.buffer = UnsafeMutableRawPointer(mutating: text)
            bind.buffer_length = length?.pointee ?? 0
            bind.length = length
        }
        return bind
    }
}
