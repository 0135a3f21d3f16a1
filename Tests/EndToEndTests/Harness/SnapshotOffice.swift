import Foundation
import Testing

/// A state folder of the test's own, so that undoing finds its changes alone.
final class SnapshotOffice {
    let profile: String
    let folder: Folder
    let environment: [String: String]

    init(_ profile: String) throws {
        self.profile = profile
        folder = try Folder()
        environment = ["PBXCTL_STATE": folder.path + "/state"]
    }

    func run(_ arguments: [String], input: String = "") throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", profile] + arguments, input: input, environment: environment, deadline: 120)
    }

    /// A write that is not what is tested: FusionPBX's switch, which is told everything twice, a second apart, is out of reach.
    func prepare(_ line: [String]) throws -> Program.Outcome {
        if profile == "freepbx" { return try run(line) }
        var environment = environment
        environment["PBXCTL_CONFIG"] = try withoutSwitch
        return try Program.run(arguments: ["--profile", profile] + line + ["--offline"], environment: environment, deadline: 120)
    }

    /// The lab's profiles with a switch that nobody has.
    private var withoutSwitch: String {
        get throws {
            let lines = try String(contentsOfFile: Lab.configuration, encoding: .utf8).components(separatedBy: "\n")
            let text = lines.map { $0.hasPrefix("manager = esl:") ? "manager = esl://127.0.0.1:1" : $0 }.joined(separator: "\n")
            return try folder.write(text, to: "no-switch.conf")
        }
    }

    @discardableResult
    func done(_ arguments: String..., input: String = "") throws -> Program.Outcome {
        let outcome = try run(arguments, input: input)
        guard outcome.status == 0 else { throw Program.Problem("\(arguments): \(String(describing: outcome.status)) \(outcome.errors)") }
        return outcome
    }

    func refused(_ status: Int32, _ arguments: String..., input: String = "", sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let outcome = try run(arguments, input: input)
        #expect(outcome.status == status && outcome.output.isEmpty, "\(arguments): \(outcome)", sourceLocation: sourceLocation)
        return outcome.errors
    }

    /// The configuration as it is now.
    func configuration() throws -> String { try done("snapshot", "save", "-").output }

    /// Saves it; the file.
    func saved(_ name: String) throws -> String {
        let path = "\(folder.path)/\(name).json"
        try done("snapshot", "save", path)
        return path
    }

    func differences(_ arguments: String...) throws -> [String] {
        let outcome = try run(["snapshot", "diff"] + arguments + ["-o", "json"])
        guard outcome.status == 0 else { throw Program.Problem("\(arguments): \(outcome.errors)") }
        return try outcome.array().map { row in
            ["noun", "id", "change", "field"].compactMap { row[$0] as? String }.joined(separator: " ")
        }
    }

    func delete(_ noun: String, _ ids: String...) {
        for id in ids { _ = try? prepare([noun, "delete", id, "--yes", "--if-exists", "--force"]) }
    }

    /// The lines of a snapshot less one object.
    static func without(_ lines: [String], _ isGone: (String) -> Bool) -> [String]? {
        guard let index = lines.firstIndex(where: isGone) else { return nil }
        var lines = lines
        // The last of a list closes it.
        if lines[index].hasSuffix("}],") || lines[index].hasSuffix("}]}") { lines[index - 1] = String(lines[index - 1].dropLast() + lines[index].suffix(2)) }
        lines.remove(at: index)
        return lines
    }
}
