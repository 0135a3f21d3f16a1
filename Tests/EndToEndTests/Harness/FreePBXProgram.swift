import Foundation

/// pbxctl against the lab's FreePBX.
enum FreePBXProgram {
    static func run(_ arguments: String..., input: String = "") throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", "freepbx", "-o", "json"] + arguments, input: input)
    }

    /// As `run`, with nobody at the manager's address.
    static func withoutManager(_ arguments: String...) throws -> Program.Outcome {
        let original = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        let lines = original.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("manager = ami://") ? "manager = ami://admin@127.0.0.1:1" : String(line)
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "pbxctl-no-manager-\(UUID().uuidString).conf").path
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
