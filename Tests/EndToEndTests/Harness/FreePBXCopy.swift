import Foundation

/// A database of a test's own on the lab's server: the FreePBX's tables and rows, to be changed at will. Asterisk, and
/// what it keeps, is the lab's.
final class FreePBXCopy {
    let name = "pbxctl_test_\(getpid())_\(UInt32.random(in: 0..<UInt32.max))"
    /// What leads pbxctl to it.
    let environment: [String: String]

    init() throws {
        environment = try FreePBX.environment(replacing: ["database": "mysql://freepbxuser@127.0.0.1:\(Lab.value("LAB_MYSQL_PORT"))/\(name)"])
        _ = try Lab.mysql("CREATE DATABASE \(name);")
        let server = "--socket=\(Lab.value("LAB_MYSQL_SOCKET")) -ufreepbxuser"
        let outcome = try Program.start(
            "/bin/bash", ["-c", "set -o pipefail; mariadb-dump \(server) --skip-lock-tables asterisk | mariadb \(server) \(name)"], input: "",
            environment: ["PATH": "/usr/bin:/bin", "MYSQL_PWD": try Lab.secret("LAB_MYSQL_PASSWORD_FILE")], deadline: 30)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
    }

    deinit { _ = try? Lab.mysql("DROP DATABASE \(name);") }

    @discardableResult
    func mysql(_ statement: String) throws -> [String] { try Lab.mysql(statement, database: name) }

    func pbxctl(_ arguments: String..., input: String = "") throws -> Program.Outcome {
        try FreePBX.pbxctl(arguments: arguments, input: input, environment: environment)
    }

    /// Runs a line of words without quotes.
    func run(_ line: String, input: String = "") throws -> Program.Outcome {
        try FreePBX.pbxctl(arguments: line.split(separator: " ").map(String.init), input: input, environment: environment)
    }

    func done(_ line: String, input: String = "") throws {
        let outcome = try run(line, input: input)
        guard outcome.status == 0 else { throw Program.Problem("\(line): \(outcome.errors)") }
    }
}
