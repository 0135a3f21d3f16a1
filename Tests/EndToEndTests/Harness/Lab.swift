import Foundation

/// The disposable PBX that the tests run against: what `Tests/Lab/lab env` says about it, and its stores.
enum Lab {
    static let environment = ProcessInfo.processInfo.environment

    static func value(_ name: String) -> String {
        guard let value = environment[name] else {
            fatalError("\(name) is not set: run the tests with Tests/run, or eval \"$(Tests/Lab/lab env)\" first")
        }
        return value
    }

    static var configuration: String { value("PBXCTL_CONFIG") }

    /// Rows of the FreePBX database as tab-separated lines.
    static func mysql(_ statement: String, database: String = "asterisk") throws -> [String] {
        let outcome = try Program.start(
            "/usr/bin/mariadb",
            ["--socket=\(value("LAB_MYSQL_SOCKET"))", "-ufreepbxuser", "-N", "-B", "--default-character-set=utf8mb4", database],
            input: statement, environment: ["MYSQL_PWD": try secret("LAB_MYSQL_PASSWORD_FILE")], deadline: 30)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
        return outcome.lines
    }

    /// Rows of the FusionPBX database as `|`-separated lines.
    static func postgres(_ statement: String, database: String = "fusionpbx") throws -> [String] {
        let outcome = try Program.start(
            "/usr/lib/postgresql/15/bin/psql",
            ["-h", "127.0.0.1", "-p", value("LAB_PG_PORT"), "-U", "fusionpbx", "-d", database, "-X", "-At", "-v", "ON_ERROR_STOP=1"],
            input: statement, environment: ["PGPASSWORD": try secret("LAB_PG_PASSWORD_FILE")], deadline: 30)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
        return outcome.lines
    }

    static func secret(_ variable: String) throws -> String {
        try String(contentsOfFile: value(variable), encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension Lab {
    /// What a command of Asterisk's console prints.
    static func asterisk(_ command: String) throws -> String {
        let line = value("LAB_ASTERISK_CLI")
        let outcome = try Program.start(
            "/bin/bash", ["-c", "\(line) -rx \"$1\"", "bash", command], input: "", environment: ["PATH": "/usr/sbin:/usr/bin:/bin"],
            deadline: 30)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors + outcome.output) }
        return outcome.output
    }

    /// The value of an AstDB key, or nil.
    static func astDB(_ family: String, _ key: String) throws -> String? {
        let prefix = "Value: "
        return try asterisk("database get \(family) \(key)").split(separator: "\n").first { $0.hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count)) }
    }
}
