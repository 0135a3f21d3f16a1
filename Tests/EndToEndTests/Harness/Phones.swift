import Foundation

/// The lab's telephones: real SIP user agents that register with its Asterisk.
enum Phones {
    static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Lab/phone").path

    /// Runs `Tests/Lab/phone` and returns its last line.
    @discardableResult
    static func run(_ arguments: String..., deadline: Double = 60) throws -> String {
        var environment = Lab.environment
        environment["PATH"] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
        return try Program.start(script, arguments, input: "", environment: environment, deadline: deadline).lines.last ?? ""
    }

    /// A phone that takes calls while `body` runs.
    static func answering<Result>(_ number: String, _ options: [String] = [], _ body: () throws -> Result) throws -> Result {
        var environment = Lab.environment
        environment["PATH"] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
        let started = try Program.start(
            // Foundation waits until every child has closed what it inherited: a phone in the background must not hold it.
            "/bin/bash", ["-c", "for f in 3 4 5 6 7 8 9 {10..63}; do eval \"exec $f>&-\"; done; \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", script, "answer", number, "--background", "--for", "90"] + options,
            input: "", environment: environment, deadline: 30)
        guard started.status == 0 else { throw Program.Problem("phone \(number): \(started.errors)") }
        defer { _ = try? run("stop", number) }
        return try body()
    }
}

extension Lab {
    /// A configuration file like the lab's own with some lines of its FreePBX profile replaced.
    static func configuration(replacing lines: [String: String]) throws -> String {
        let text = try String(contentsOfFile: configuration, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
            .map { line -> String in
                let name = line.split(separator: "=").first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
                return lines[name].map { "\(name) = \($0)" } ?? String(line)
            }.joined(separator: "\n")
        let path = FileManager.default.temporaryDirectory.appending(path: "pbxctl-\(UUID().uuidString).conf").path
        _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        return path
    }

    /// One whose manager user is another: `limited` may do nothing, `reporter` may only ask.
    static func configuration(managerUser user: String) throws -> String {
        try configuration(replacing: [
            "manager": "ami://\(user)@127.0.0.1:\(value("LAB_AMI_PORT"))",
            "manager_password_file": value("LAB_AMI_LIMITED_PASSWORD_FILE"),
        ])
    }

    /// One whose manager does not answer.
    static func configurationWithoutManager() throws -> String {
        try configuration(replacing: ["manager": "ami://admin@127.0.0.1:1"])
    }

    static var hasChanSIP: Bool { value("LAB_ASTERISK_VERSION") == "16" }
}
