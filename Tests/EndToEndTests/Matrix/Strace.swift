import Foundation

/// Runs pbxctl under strace: to see by which system calls it acts, and to make one of them its last or fail.
struct Strace {
    /// The calls that change something outside the process, and those that begin it.
    static let calls = [
        "sendto", "sendmsg", "write", "writev", "pwrite64", "fsync", "fdatasync", "rename", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir",
        "mkdirat", "openat", "link", "symlink", "ftruncate", "fchmod", "fchown", "flock",
    ]
    /// FusionPBX: pbxctl waits a second before it empties the cache once more. In the matrix that would be hours.
    private static let noWaiting = "inject=clock_nanosleep:retval=0"

    var environment: [String: String]

    struct Step {
        var call: Disturbance.SystemCall
        /// With the descriptors' paths: `write(6</var/lib/pbxctl/pending/….json>, …`.
        var text: String
    }

    func run(_ arguments: [String]) throws -> Program.Outcome {
        try start(["-e", "trace=clock_nanosleep", "-e", Self.noWaiting], arguments)
    }

    /// All its steps; how often each call has been made counts from the start of the program, as strace counts.
    func traced(_ arguments: [String]) throws -> (outcome: Program.Outcome, steps: [Step]) {
        let file = try Scratch.file("")
        defer { try? FileManager.default.removeItem(atPath: file) }
        let names = (Self.calls + ["clock_nanosleep"]).joined(separator: ",")
        let outcome = try start(["-y", "-s", "200", "-e", "trace=\(names)", "-e", Self.noWaiting], arguments, log: file)
        var counts: [String: Int] = [:]
        let steps = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap { line -> Step? in
            let text = line.drop { $0.isNumber }.trimmingCharacters(in: .whitespaces)
            let name = String(text.prefix { $0 != "(" })
            guard Self.calls.contains(name) else { return nil }
            counts[name, default: 0] += 1
            return Step(call: Disturbance.SystemCall(name: name, number: counts[name] ?? 0), text: text)
        }
        return (outcome, steps)
    }

    func killed(_ arguments: [String], at call: Disturbance.SystemCall) throws -> Program.Outcome {
        try start(
            ["-e", "trace=\(call.name),clock_nanosleep", "-e", "inject=\(call.name):signal=SIGKILL:when=\(call.number)", "-e", Self.noWaiting],
            arguments, filtered: false)
    }

    func failing(_ arguments: [String], at call: Disturbance.SystemCall, error: String) throws -> Program.Outcome {
        try start(
            ["-e", "trace=\(call.name),clock_nanosleep", "-e", "inject=\(call.name):error=\(error):when=\(call.number)", "-e", Self.noWaiting],
            arguments)
    }

    /// Started, and held for some seconds before one of its calls.
    func delayed(_ arguments: [String], at call: Disturbance.SystemCall, seconds: Int) throws -> Running {
        try Running(
            "/usr/bin/strace",
            ["-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=\(call.name)", "-e",
                "inject=\(call.name):delay_enter=\(seconds * 1_000_000):when=\(call.number)", Program.path] + arguments,
            environment: environment)
    }

    /// `filtered`: the kernel passes what is not traced, which is faster; but then a call cannot be made the last one.
    private func start(
        _ options: [String], _ arguments: [String], log: String = "/dev/null", filtered: Bool = true
    ) throws -> Program.Outcome {
        try Program.start(
            "/usr/bin/strace", ["-f", "-qq", "-o", log] + (filtered ? ["--seccomp-bpf"] : []) + options + [Program.path] + arguments, input: "",
            environment: environment, deadline: 60)
    }
}
