import Foundation
import Testing

/// The lab's FreePBX: pbxctl run on it, and what tests need again and again.
enum FreePBX {
    /// Whether the lab's Asterisk has chan_sip, which versions from 21 on have not.
    static var hasChanSIP: Bool { get throws { try Lab.asterisk("module show like chan_sip.so").contains("chan_sip.so") } }

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

    /// As `pbxctl`, with nobody at the manager's address.
    static func withoutManager(_ arguments: String...) throws -> Program.Outcome {
        try pbxctl(arguments: arguments, environment: ["PBXCTL_CONFIG": configurationWithoutManager()])
    }

    /// As `pbxctl`, with a manager user who may ask and change nothing.
    static func withReporter(_ arguments: String...) throws -> Program.Outcome {
        try pbxctl(arguments: arguments, environment: ["PBXCTL_CONFIG": configuration(managerUser: "reporter")])
    }

    /// Runs `body` while a table has another name, as on a FreePBX without that module.
    static func without<Result>(table: String, _ body: () throws -> Result) throws -> Result {
        _ = try Lab.mysql("RENAME TABLE \(table) TO \(table)_away;")
        defer { _ = try? Lab.mysql("RENAME TABLE \(table)_away TO \(table);") }
        return try body()
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
