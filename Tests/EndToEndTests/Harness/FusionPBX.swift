import Foundation
import Testing

/// The lab's FusionPBX, once for each of its two databases: pbxctl run on it as its profile says, with the lab's event
/// socket. A test that needs switches of its own takes a `FusionPBXOffice`.
enum FusionPBX: String, CaseIterable, CustomTestStringConvertible {
    case native = "fusionpbx"
    case text = "fusionpbx54"

    var testDescription: String { self == .native ? "5.5" : "5.4" }
    var database: String { self == .native ? "fusionpbx" : "fusionpbx_54" }
    static let domain = "pbx.example.test"
    static let branch = "branch.example.test"

    func pbxctl(_ arguments: String..., input: String = "") throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", rawValue, "-o", "json"] + arguments, input: input)
    }

    /// For what has to succeed; the object that a write or `show` prints.
    @discardableResult
    func done(_ arguments: String..., input: String = "", sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: Any] {
        let outcome = try Program.run(arguments: ["--profile", rawValue, "-o", "json"] + arguments, input: input)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)", sourceLocation: sourceLocation)
        return try outcome.object()
    }

    func refused(_ status: Int32, _ arguments: String..., input: String = "", sourceLocation: SourceLocation = #_sourceLocation) throws {
        let outcome = try Program.run(arguments: ["--profile", rawValue, "-o", "json"] + arguments, input: input)
        #expect(outcome.status == status && outcome.output.isEmpty, "\(arguments): \(outcome.errors)", sourceLocation: sourceLocation)
        #expect(try outcome.errorObject()["exit_code"] as? Int == Int(status), sourceLocation: sourceLocation)
    }

    func array(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> [[String: Any]] {
        let outcome = try Program.run(arguments: ["--profile", rawValue, "-o", "json"] + arguments)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)", sourceLocation: sourceLocation)
        return try outcome.array()
    }

    /// As `pbxctl` where nobody listens on the event socket's port.
    func withoutSwitch(_ arguments: String...) throws -> Program.Outcome {
        let file = FileManager.default.temporaryDirectory.appending(path: "pbxctl-fusionpbx-\(UUID().uuidString).conf")
        let text = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
            .replacingOccurrences(of: "esl://127.0.0.1:\(Lab.value("LAB_ESL_PORT"))", with: "esl://127.0.0.1:1")
        _ = FileManager.default.createFile(atPath: file.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        defer { try? FileManager.default.removeItem(at: file) }
        return try Program.run(
            arguments: ["--profile", rawValue, "-o", "json"] + arguments, environment: ["PBXCTL_CONFIG": file.path])
    }

    @discardableResult
    func sql(_ statement: String) throws -> [String] { try Lab.postgres(statement, database: database) }

    static func identifier(_ name: String = domain) -> String { "(SELECT domain_uuid FROM v_domains WHERE domain_name = '\(name)')" }

    /// What the event socket was told while `body` ran: commands, and events as `sendevent NAME from answer-state`.
    func heard(_ body: () throws -> Void) throws -> [String] {
        let before = try log().count
        try body()
        return try log().dropFirst(before).compactMap { line in
            let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            guard let command = entry?["command"] as? String else { return nil }
            guard let headers = entry?["headers"] as? [String: String], command.hasPrefix("sendevent") else { return command }
            return "\(command) \(headers["from"] ?? "") \(headers["answer-state"] ?? "")"
        }
    }

    /// The log is there from the first command on.
    private func log() throws -> [Substring] {
        let path = Lab.value("LAB_ESL_LOG")
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    }

    /// Rows that FusionPBX's own web interface wrote, by table.
    func recordedRows() throws -> [String: [[String: String?]]] {
        let name = self == .native ? "rows-5.5.json" : "rows-5.4.json"
        let data = try Data(contentsOf: Program.project.appending(path: "Tests/PBXKitTests/Fixtures/FusionPBX/\(name)"))
        return try JSONDecoder().decode([String: [[String: String?]]].self, from: data)
    }
}
