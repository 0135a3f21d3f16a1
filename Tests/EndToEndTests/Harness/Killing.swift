import Foundation

/// Runs of pbxctl that are killed at a system call of the write itself.
struct Killing {
    /// System calls after which something may be half-done: each is a moment to kill at.
    static let calls = ["rename", "link", "unlink", "unlinkat", "ftruncate", "fsync", "sendto", "mkdir"]

    let profile: String
    let command: [String]
    /// The journal's folder.
    let state: String

    private var environment: [String: String] {
        ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": state]
    }

    private func strace(_ arguments: [String]) throws -> Program.Outcome {
        try Program.start(
            "/usr/bin/strace", arguments + [Program.path, "--profile", profile] + command, input: "", environment: environment, deadline: 60)
    }

    /// Runs it undisturbed; the calls it makes once its plan is written down, by name and how many came before.
    func moments() throws -> [(name: String, number: Int)] {
        let log = "\(state)/strace"
        let outcome = try strace(["-o", log, "-e", "trace=openat,\(Self.calls.joined(separator: ","))"])
        guard outcome.status == 0 else { throw Program.Problem("\(command): \(outcome.errors)") }
        var counts: [String: Int] = [:]
        var found: [(name: String, number: Int)] = []
        var isWriting = false
        for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") {
            let name = String(line.prefix { $0 != "(" })
            guard Self.calls.contains(name) || name == "openat" else { continue }
            counts[name, default: 0] += 1
            if line.contains("\(state)/pending/"), line.contains("O_CREAT") { isWriting = true }
            if isWriting, name != "openat" { found.append((name, counts[name] ?? 0)) }
        }
        return found
    }

    /// Runs it and kills it at a moment.
    func run(killedAt moment: (name: String, number: Int)) throws {
        _ = try strace(["-o", "/dev/null", "-e", "trace=\(moment.name)", "-e", "inject=\(moment.name):signal=SIGKILL:when=\(moment.number)"])
    }

    func recover() throws -> Program.Outcome { try pbxctl("recover") }

    func pbxctl(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", profile, "-o", "json"] + arguments, environment: ["PBXCTL_STATE": state])
    }
}
