import Foundation

/// pbxctl against the lab's FreePBX.
enum FreePBXProgram {
    static func run(_ arguments: String..., input: String = "") throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", "freepbx", "-o", "json"] + arguments, input: input)
    }

    /// As `run`, with nobody at the manager's address.
    static func withoutManager(_ arguments: String...) throws -> Program.Outcome {
        try run(arguments, manager: "ami://admin@127.0.0.1:1", passwordFile: nil)
    }

    /// As `run`, with a manager user who may ask and change nothing.
    static func withReporter(_ arguments: String...) throws -> Program.Outcome {
        try run(
            arguments, manager: "ami://reporter@127.0.0.1:\(Lab.value("LAB_AMI_PORT"))",
            passwordFile: Lab.value("LAB_AMI_LIMITED_PASSWORD_FILE"))
    }

    private static func run(_ arguments: [String], manager: String, passwordFile: String?) throws -> Program.Outcome {
        let original = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        let lines = original.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.hasPrefix("manager = ami://") { return "manager = \(manager)" }
            if line.hasPrefix("manager_password_file"), let passwordFile { return "manager_password_file = \(passwordFile)" }
            return String(line)
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "pbxctl-\(UUID().uuidString).conf").path
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try Program.run(
            arguments: ["--profile", "freepbx", "-o", "json"] + arguments, environment: ["PBXCTL_CONFIG": path])
    }

    /// Runs `body` while a table has another name, as on a FreePBX without that module.
    static func without<Result>(table: String, _ body: () throws -> Result) throws -> Result {
        _ = try Lab.mysql("RENAME TABLE \(table) TO \(table)_away;")
        defer { _ = try? Lab.mysql("RENAME TABLE \(table)_away TO \(table);") }
        return try body()
    }
}
