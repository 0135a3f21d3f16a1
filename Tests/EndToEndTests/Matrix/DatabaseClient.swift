import Foundation

/// A database client that stays connected: a matrix looks into the stores thousands of times.
final class DatabaseClient {
    private let client: Running
    private let ending: String

    private init(_ program: String, _ arguments: [String], environment: [String: String], ending: String) throws {
        self.ending = ending
        client = try Running(program, arguments, environment: environment)
    }

    static func mysql() throws -> DatabaseClient {
        try DatabaseClient(
            "/usr/bin/mariadb",
            ["--socket=\(Lab.value("LAB_MYSQL_SOCKET"))", "-ufreepbxuser", "-N", "-B", "--unbuffered", "--default-character-set=utf8mb4", "asterisk"],
            environment: ["MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")], ending: "SELECT '\(mark)';")
    }

    static func postgres(_ database: String) throws -> DatabaseClient {
        try DatabaseClient(
            "/usr/lib/postgresql/15/bin/psql",
            ["-h", "127.0.0.1", "-p", Lab.value("LAB_PG_PORT"), "-U", "fusionpbx", "-d", database, "-X", "-At", "-q", "-v", "ON_ERROR_STOP=1"],
            environment: ["PGPASSWORD": try Lab.secret("LAB_PG_PASSWORD_FILE")], ending: "\\echo \(mark)")
    }

    deinit {
        client.endInput()
        client.finish()
    }

    private static let mark = "--end of the answer--"

    /// What the client prints for some statements, each ended by a semicolon.
    @discardableResult
    func ask(_ statements: String) throws -> String {
        client.type("\(statements)\n\(ending)\n")
        return try client.answer(to: "\(Self.mark)\n")
    }
}
