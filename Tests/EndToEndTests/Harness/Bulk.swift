import Foundation

/// Imports and exports of the lab's PBXes, each by its profile.
enum Bulk {
    static let nouns = ["extension", "did", "ringgroup"]

    static func pbxctl(_ profile: String, _ arguments: String..., input: String = "", deadline: Double = 120) throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", profile, "-o", "json"] + arguments, input: input, deadline: deadline)
    }

    /// Imports text and requires status 0; the report.
    @discardableResult
    static func done(_ profile: String, _ noun: String, _ text: String, _ options: String...) throws -> Report {
        let outcome = try Program.run(
            arguments: ["--profile", profile, "-o", "json", noun, "import", "-"] + options, input: text, deadline: 120)
        guard outcome.status == 0 else { throw Program.Problem("\(String(describing: outcome.status)) \(outcome.errors)") }
        return Report(try outcome.object())
    }

    /// What an import printed.
    struct Report {
        let values: [String: Any]

        init(_ values: [String: Any]) { self.values = values }

        var changed: Bool? { values["changed"] as? Bool }
        var added: [String] { values["added"] as? [String] ?? ["none"] }
        var set: [String] { values["set"] as? [String] ?? ["none"] }
        var deleted: [String] { values["deleted"] as? [String] ?? ["none"] }
        var unchanged: Int? { values["unchanged"] as? Int }
        var before: [[String: Any]] { values["before"] as? [[String: Any]] ?? [] }
        var after: [[String: Any]] { values["after"] as? [[String: Any]] ?? [] }
        var secrets: [[String: Any]] { values["secrets"] as? [[String: Any]] ?? [] }
    }

    /// The listing as the PBX has it now, by the noun's number.
    static func listing(_ profile: String, _ noun: String, _ options: String...) throws -> [String: [String: Any]] {
        let outcome = try Program.run(arguments: ["--profile", profile, "-o", "json", noun, "list"] + options)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
        return Dictionary(try outcome.array().map { ($0[noun] as? String ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Takes extensions away, whatever a test left of them.
    static func remove(_ profile: String, _ numbers: [String]) {
        for number in numbers { _ = try? pbxctl(profile, "extension", "delete", number, "--yes", "--if-exists", "--cascade", "-q") }
    }

    /// Takes a range of extensions away with one import of the rest.
    static func removeAll(_ profile: String, where isGone: (String) -> Bool) throws {
        let rest = try listing(profile, "extension").keys.filter { !isGone($0) }
        try done(profile, "extension", "extension\n" + rest.map { "\($0)\n" }.joined(), "--mode", "sync", "--prune", "--yes", "--cascade")
    }
}
