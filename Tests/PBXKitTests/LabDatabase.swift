import Foundation
import Testing

@testable import PBXKit

/// The lab's SQL servers, as the environment of the test command names them.
enum LabDatabase: String, CaseIterable, CustomTestStringConvertible {
    case postgreSQL = "PostgreSQL"
    case mySQL = "MariaDB"

    var testDescription: String { rawValue }

    /// The server's address over TCP.
    func address(password: String? = nil) throws -> DatabaseAddress {
        let secret = try password ?? self.password()
        return switch self {
        case .postgreSQL:
            DatabaseAddress(
                engine: .postgresql, location: .network(host: "127.0.0.1", port: try port()), user: "fusionpbx",
                password: Secret(secret), database: "fusionpbx"
            )
        case .mySQL:
            DatabaseAddress(
                engine: .mysql, location: .network(host: "127.0.0.1", port: try port()), user: "freepbxuser",
                password: Secret(secret), database: "asterisk"
            )
        }
    }

    /// The server's address over its unix socket.
    func socketAddress() throws -> DatabaseAddress {
        var address = try address()
        address.location = switch self {
        case .postgreSQL: .socket(path: try Self.setting("LAB_PG_SOCKET_DIR"), port: try port())
        case .mySQL: .socket(path: try Self.setting("LAB_MYSQL_SOCKET"), port: try port())
        }
        return address
    }

    /// A connection with the given patience.
    func open(silenceTimeout: Duration = .seconds(30)) throws -> any Database {
        try address().open(connectTimeout: .seconds(5), silenceTimeout: silenceTimeout)
    }

    func password() throws -> String {
        let path = try Self.setting(self == .postgreSQL ? "LAB_PG_PASSWORD_FILE" : "LAB_MYSQL_PASSWORD_FILE")
        return try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    /// A statement that says nothing for so many seconds.
    func sleep(_ seconds: Int) -> SQL { self == .postgreSQL ? "SELECT pg_sleep(\(seconds))" : "SELECT SLEEP(\(seconds))" }

    /// Whole numbers from 1, one a row, with a text beside each.
    func numbers(_ count: Int) -> SQL {
        self == .postgreSQL
            ? "SELECT n, CONCAT('row ', n) FROM generate_series(1, \(count)) n"
            : "SELECT seq, CONCAT('row ', seq) FROM seq_1_to_10000000 LIMIT \(count)"
    }

    private func port() throws -> Int {
        try #require(Int(Self.setting(self == .postgreSQL ? "LAB_PG_PORT" : "LAB_MYSQL_PORT")))
    }

    private static func setting(_ name: String) throws -> String {
        try #require(
            ProcessInfo.processInfo.environment[name],
            "\(name) is not set: these tests need the lab, which Tests/run brings up"
        )
    }
}
