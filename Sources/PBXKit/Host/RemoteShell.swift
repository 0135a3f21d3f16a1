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

    /// What to do where the program of this machine is not there.
    var remedyWithoutProgram: String { get }
}

extension RemoteShell {
    /// Ends what a script writes to standard error, so that its status cannot be taken for the way's own.
    private static var mark: String { "\npbxctl-status:" }

    /// Runs a script with arguments `$1`, `$2`, …, which it never parses.
    func run(
        _ script: String, _ arguments: [String], input: [UInt8]? = nil, outputLimit: Int = 16 << 20, deadline: Deadline
    ) throws -> CommandResult {
        let command = try command(words(script, arguments), input: input, outputLimit: outputLimit)
        return try outcome(of: reaching(command.program) { try SignalledChild.run(command, deadline: deadline) })
    }

    /// Starts a script that runs until its standard input ends.
    func hold(_ script: String, _ arguments: [String]) throws -> HeldProcess {
        let command = try command(words(script, arguments), input: nil, outputLimit: 1 << 20)
        return try reaching(command.program) { try HeldProcess(command) }
    }

    /// How the script ended. Throws where it was not run.
    func outcome(of result: CommandResult) throws -> CommandResult {
        var result = result
        let text = result.errorText
        guard let mark = text.ranges(of: Self.mark).last, let status = Int32(text[mark.upperBound...].trimmingBlanks) else {
            throw failure(result)
        }
        result.errorOutput = Array(text[..<mark.lowerBound].utf8)
        result.ending = .exited(status)
        return result
    }

    private func words(_ script: String, _ arguments: [String]) throws -> [String] {
        guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw PBXError(.failed, name, "a name with a NUL byte cannot be told to a shell")
        }
        return ["sh", "-c", "(\n\(script)\n)\nprintf '\\npbxctl-status:%s' \"$?\" >&2", "sh"] + arguments
    }

    /// Failures of the program of this machine are failures to reach the other one.
    private func reaching<Result>(_ program: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as PBXError where error.kind == .timedOut {
            throw PBXError(.timedOut, name, "no answer in time", remedy: "check the way there, or allow more time")
        } catch let error as PBXError where error.kind == .notFound {
            throw PBXError(.unreachable, name, "the program \(program) is not on this machine", remedy: remedyWithoutProgram)
        }
    }
}
