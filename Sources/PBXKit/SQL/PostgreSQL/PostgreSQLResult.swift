import CDatabaseClients

/// One of libpq's results, freed with the value.
struct PostgreSQLResult: ~Copyable {
    private let client: UnsafePointer<PostgreSQLClient>
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer, _ client: UnsafePointer<PostgreSQLClient>) {
        self.handle = handle
        self.client = client
    }

    deinit { client.pointee.PQclear(handle) }

    var status: ExecStatusType { client.pointee.PQresultStatus(handle) }
    var rowCount: Int32 { client.pointee.PQntuples(handle) }

    /// The rows that the statement inserted, or matched; 0 for statements that do neither.
    var affectedRows: Int { client.pointee.PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0 }

    var columnNames: [String] {
        (0..<client.pointee.PQnfields(handle)).map { column in
            client.pointee.PQfname(handle, column).map { String(cString: $0) } ?? ""
        }
    }

    /// A value, which lives as long as this result; nil for NULL.
    @inline(__always)
    func value(_ row: Int32, _ column: Int32) -> UnsafeRawBufferPointer? {
        let length = Int(client.pointee.PQgetlength(handle, row, column))
        if length == 0, client.pointee.PQgetisnull(handle, row, column) != 0 { return nil }
        let value = client.pointee.PQgetvalue(handle, row, column)
        return UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : length)
    }

    /// The number of a column's type, as `pg_type` has it.
    func type(_ column: Int32) -> UInt32 { client.pointee.PQftype(handle, column) }

    /// Whether a column's values come in the server's own form, not written out.
    func isBinary(_ column: Int32) -> Bool { client.pointee.PQfformat(handle, column) == 1 }

    /// The five-character code of a failure; nil where it did not come from the server.
    var state: String? { field(postgresql_field_state) }

    /// The failure in one line. Only the primary message: the details may quote whole rows, secrets included.
    var message: String {
        if let message = field(postgresql_field_message) { return message }
        let text = client.pointee.PQresultErrorMessage(handle).map { String(cString: $0) } ?? ""
        return PostgreSQLMessage(text).reason
    }

    private func field(_ code: Int) -> String? {
        client.pointee.PQresultErrorField(handle, Int32(code)).map { String(cString: $0) }
    }
}
