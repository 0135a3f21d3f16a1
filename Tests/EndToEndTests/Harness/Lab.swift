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
    ///
    /// Over the network it is the account that pbxctl uses, and sees that account's connections.
    static func mysql(_ statement: String, database: String = "asterisk", overNetwork: Bool = false) throws -> [String] {
        let server = overNetwork
            ? ["--protocol=TCP", "--host=127.0.0.1", "--port=\(value("LAB_MYSQL_PORT"))"] : ["--socket=\(value("LAB_MYSQL_SOCKET"))"]
        let outcome = try Program.start(
            "/usr/bin/mariadb",
            server + ["-ufreepbxuser", "-N", "-B", "--default-character-set=utf8mb4", database],
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
        for _ in 0..<20 {
            let output = try console(command)
            if isWhole(output) { return output }
        }
        throw Program.Problem("\(command): the list is never whole")
    }

    /// Asterisk drops lines that a console does not take at once. A list of AstDB ends with how many there are.
    private static func isWhole(_ output: String) -> Bool {
        guard let end = output.firstRange(of: #/(\d+) results found\.\n/#) else { return true }
        let count = Int(output[end].prefix { $0.isNumber })
        return output.split(separator: "\n").count { $0.hasPrefix("/") } == count
    }

    private static func console(_ command: String) throws -> String {
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

extension Lab {
    /// The path of a script of `Tests/Lab`.
    static func script(_ name: String) -> String { Program.project.appending(path: "Tests/Lab/\(name)").path }

    /// Runs a script of `Tests/Lab`.
    ///
    /// What it leaves running must not hold the descriptors of this test, or its end would never be seen.
    @discardableResult
    static func tool(_ name: String, _ arguments: [String]) throws -> Program.Outcome {
        var variables = environment.filter { $0.key.hasPrefix("LAB_") && $0.key != "LAB_ASTERISK" }
        variables["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
        let closing = """
            (for file in /proc/self/fd/*; do
                number=${file##*/}
                if [ "$number" -gt 2 ]; then eval "exec $number>&-"; fi
            done
            exec "$@")
            exit $?
            """
        return try Program.start(
            "/bin/bash", ["-c", closing, "bash", script(name)] + arguments, input: "",
            environment: variables, deadline: 90)
    }
}
