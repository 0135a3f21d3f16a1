import Foundation

/// A database client that stays connected: a matrix looks into the stores thousands of times.
final class DatabaseClient {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let ending: String

    private init(_ program: String, _ arguments: [String], environment: [String: String], ending: String) throws {
        self.ending = ending
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = input
        process.standardOutput = output
        try process.run()
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
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private static let mark = "--end of the answer--"

    /// What the client prints for some statements, each ended by a semicolon.
    @discardableResult
    func ask(_ statements: String) throws -> String {
        try input.fileHandleForWriting.write(contentsOf: Data("\(statements)\n\(ending)\n".utf8))
        var answer = Data()
        let end = Data("\(Self.mark)\n".utf8)
        repeat {
            let piece = output.fileHandleForReading.nextPiece()
            guard !piece.isEmpty else { throw Program.Problem("the database client ended: \(statements.prefix(200))") }
            answer += piece
        } while answer.suffix(end.count) != end
        return String(decoding: answer.dropLast(end.count), as: UTF8.self)
    }
}
