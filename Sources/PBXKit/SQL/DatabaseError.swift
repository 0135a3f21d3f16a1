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
    public var isDeadlock: Bool {
        [1205, 1213].contains(number) || ["40P01", "40001", "55P03"].contains(state)
    }
    /// A row with this key is there already.
    public var isDuplicate: Bool { [1062, 1586].contains(number) || state == "23505" }
    /// The server has given up the whole transaction, so that what follows would be outside of it. PostgreSQL refuses
    /// what follows by itself.
    var endsTransaction: Bool { [1205, 1213].contains(number) }
    /// A table that is not there: on FreePBX, a module that is not installed.
    public var isMissingTable: Bool { number == 1146 || state == "42P01" }
    /// Its name, as the server says it: `Table 'asterisk.daynight' doesn't exist`, `relation "v_domains" does not exist`.
    private var missingTable: String {
        let parts = message.split { $0 == "'" || $0 == "\"" }
        guard parts.count > 1, let name = parts[1].split(separator: ".").last else { return "that was asked for" }
        return String(name)
    }
    /// The account may not do this.
    public var isRefused: Bool {
        [1044, 1045, 1130, 1142, 1143, 1227, 1370, 1698, 1820, 3118, 4151].contains(number) || state == "42501" || state.hasPrefix("28")
    }
    /// The connection is gone, or the server takes no more.
    public var isLost: Bool {
        [1040, 1053, 1203, 1226, 1927, 2002, 2003, 2005, 2006, 2013, 2026, 2055].contains(number)
            || state.hasPrefix("08") || state.hasPrefix("57P") || state == "53300"
    }
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
        if isDeadlock {
            return PBXError(.conflict, what, message, remedy: "something else changes the same rows: run the command again")
        }
        if isDuplicate { return PBXError(.conflict, what, message) }
        if isMissingTable {
            return PBXError(
                .notOffered, what, "it has no table \(missingTable)",
                remedy: "check that database names the PBX's own database, and that the module of this table is installed")
        }
        return PBXError(.failed, what, "\(message) (SQLSTATE \(state))")
    }
}
