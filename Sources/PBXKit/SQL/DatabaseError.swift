/// What an SQL server refused, with its own code.
public struct DatabaseError: Error, Sendable {
    /// The five-character SQLSTATE: `23505`. `HY000` where the server gave none.
    public var state: String
    /// MySQL's error number (1213 is a deadlock); 0 on PostgreSQL.
    public var number: Int
    /// The server's message. It may quote data, never a credential.
    public var message: String
    /// Where the server is, for the user's message.
    public var address: String

    public init(state: String, number: Int, message: String, address: String) {
        self.state = state
        self.number = number
        self.message = message
        self.address = address
    }

    /// The transaction lost against another one and may be tried again.
    public var isDeadlock: Bool { number == 1213 || number == 1205 || state == "40P01" || state == "40001" }
    /// A table that is not there: on FreePBX, a module that is not installed.
    public var isMissingTable: Bool { number == 1146 || state == "42P01" }
    /// The account may not do this.
    public var isRefused: Bool {
        [1044, 1045, 1142, 1143, 1227, 1370].contains(number) || state == "42501" || state.hasPrefix("28")
    }
    /// The connection is gone.
    public var isLost: Bool { [2006, 2013, 2055].contains(number) || state.hasPrefix("08") || state.hasPrefix("57P") }
}

extension DatabaseError: PBXErrorConvertible {
    public var pbxError: PBXError {
        let what = "database \(address)"
        if isRefused {
            return PBXError(.notPermitted, what, message, remedy: "check the account's password and its grants (`pbxctl doctor`)")
        }
        if isLost {
            return PBXError(.unreachable, what, message, remedy: "check that the database server runs (`pbxctl doctor`)")
        }
        return PBXError(.failed, what, "\(message) (SQLSTATE \(state))")
    }
}
