extension DatabaseAddress {
    /// Connects to the server.
    ///
    /// - Parameters:
    ///   - connectTimeout: the longest time until the connection stands, name lookup and login included.
    ///   - silenceTimeout: the longest time without a byte from the server while it owes an answer.
    /// - Throws: `PBXError`: `.unreachable` (also where the client library is missing), `.notPermitted` where the
    ///   account or its password is refused, `.notFound` where there is no such database, `.usage` for a parameter
    ///   that the client library does not know.
    public func open(connectTimeout: Duration, silenceTimeout: Duration) throws -> any Database {
        switch engine {
        case .postgresql:
            try PostgreSQLDatabase(self, connectTimeout: connectTimeout, silenceTimeout: silenceTimeout)
        case .mysql:
            try MySQLDatabase(self, connectTimeout: connectTimeout, silenceTimeout: silenceTimeout)
        }
    }
}
