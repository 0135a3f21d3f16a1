import Foundation
import Testing

/// The lab's FreePBX: pbxctl run on it, and what tests need again and again.
enum FreePBX {
    static var isUp: Bool { Lab.environment["LAB_AMI_PORT"] != nil }
    static var hasChanSIP: Bool { Lab.environment["LAB_ASTERISK_VERSION"] == "16" }

    static func pbxctl(
        _ arguments: String..., input: String = "", environment: [String: String] = [:], deadline: Double = 60
    ) throws -> Program.Outcome {
        try pbxctl(arguments: arguments, input: input, environment: environment, deadline: deadline)
    }

    static func pbxctl(
        arguments: [String], input: String = "", environment: [String: String] = [:], deadline: Double = 60
    ) throws -> Program.Outcome {
        try Program.run(
            arguments: ["--profile", "freepbx", "-o", "json"] + arguments, input: input, environment: environment, deadline: deadline)
    }

    /// Runs it and requires status 0. What it printed, as an object.
    @discardableResult
    static func done(_ arguments: String..., input: String = "") throws -> [String: Any] {
        let outcome = try pbxctl(arguments: arguments, input: input)
        guard outcome.status == 0 else { throw Program.Problem("\(arguments): \(String(describing: outcome.status)) \(outcome.errors)") }
        return try outcome.object()
    }

    static func list(_ arguments: String...) throws -> [[String: Any]] {
        let outcome = try pbxctl(arguments: arguments)
        guard outcome.status == 0 else { throw Program.Problem("\(arguments): \(String(describing: outcome.status)) \(outcome.errors)") }
        return try outcome.array()
    }

    /// Adds a phone of that number and applies it; its SIP secret.
    static func addPhone(_ number: String, _ options: String...) throws -> String {
        let outcome = try pbxctl(arguments: ["extension", "add", number] + options)
        guard outcome.status == 0, let secret = try outcome.object()["secret"] as? String else { throw Program.Problem(outcome.errors) }
        try reload()
        return secret
    }

    /// Whether a value out of JSON is this flag, number or text.
    static func isEqual(_ value: Any?, _ expected: any Equatable) -> Bool {
        switch expected {
        case let flag as Bool: value as? Bool == flag
        case let number as Int: value as? Int == number
        default: value as? String == expected as? String
        }
    }

    static func reload() throws { try done("system", "reload") }

    /// Takes a test's extension away, whatever the test left of it.
    static func remove(_ number: String) {
        _ = try? pbxctl("extension", "delete", number, "--yes", "--if-exists", "--cascade")
    }

    static func removeInboundNumber(_ number: String) {
        _ = try? Lab.mysql("DELETE FROM incoming WHERE extension = '\(number)'; DELETE FROM callrecording_module WHERE extension = '\(number)';")
    }
}

/// Waits until something holds; the time that it may take is the test's.
func eventually(_ what: String, within seconds: Double = 10, _ condition: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while try !condition() {
        guard Date() < deadline else { throw Program.Problem("\(what): not after \(seconds) seconds") }
        usleep(50_000)
    }
}
