/// A way to a POSIX shell on another machine or in a container.
protocol RemoteShell: Sendable {
    /// For messages: `ssh:root@pbx7`.
    var name: String { get }

    /// The longest time to the shell; what it does has its own.
    var connectTimeout: Duration { get }

    /// The program of this machine that runs these words there, each of them one argument.
    func command(_ words: [String], input: [UInt8]?, outputLimit: Int) throws -> HostCommand

    /// Why the words were not run at all, from what the program of this machine wrote.
    func failure(_ result: CommandResult) -> PBXError
}

extension RemoteShell {
    /// Ends what a script writes to standard error, so that its status cannot be taken for the way's own.
    private static var mark: String { "\npbxctl-status:" }

    /// Runs a script with arguments `$1`, `$2`, …, which it never parses.
    func run(
        _ script: String, _ arguments: [String], input: [UInt8]? = nil, outputLimit: Int = 16 << 20, deadline: Deadline
    ) throws -> CommandResult {
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw PBXError(.failed, name, "a name with a NUL byte cannot be told to a shell")
        }
        let framed = "(\n\(script)\n)\nprintf '\\npbxctl-status:%s' \"$?\" >&2"
        var result = try command(["sh", "-c", framed, "sh"] + arguments, input: input, outputLimit: outputLimit)
            .finished(by: deadline, on: name)
        let text = result.errorText
        guard let mark = text.ranges(of: Self.mark).last, let status = Int32(text[mark.upperBound...].trimmingBlanks) else {
            throw failure(result)
        }
        result.errorOutput = Array(text[..<mark.lowerBound].utf8)
        result.ending = .exited(status)
        return result
    }
}

extension HostCommand {
    /// Runs it on this machine; being late is a failure to reach the other one.
    fileprivate func finished(by deadline: Deadline, on name: String) throws -> CommandResult {
        do { return try LocalHost().run(self, deadline: deadline) } catch let error as PBXError where error.kind == .timedOut {
            throw PBXError(.timedOut, name, "no answer in time", remedy: "check the way there, or allow more time")
        }
    }
}
