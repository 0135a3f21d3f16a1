import PBXKit

/// A line of a batch, ready to be run.
struct BatchEntry {
    var number: Int
    var command: Command
    var invocation: Invocation
    /// The line as reports show it.
    var shown: String
}

/// Reads every line of a batch before the first one is run.
struct BatchReader {
    private static let mostShown = 20

    let batch: Invocation
    let environment: [String: String]

    /// Throws one `.usage` error with every mistake by its line.
    func entries(_ lines: [BatchLine], _ problems: [BatchProblem], of path: String) throws -> [BatchEntry] {
        var problems = problems
        var entries: [BatchEntry] = []
        for line in lines {
            do {
                entries.append(try entry(line))
            } catch {
                let error = PBXError(error)
                let hint = error.remedy.flatMap { $0.split(separator: "\n").first }.map { " (\($0))" } ?? ""
                problems.append(BatchProblem(number: line.number, why: "\(error.what): \(error.why)\(hint)"))
            }
        }
        guard problems.isEmpty else { throw refusal(problems.sorted { $0.number < $1.number }, path) }
        return entries
    }

    private func entry(_ line: BatchLine) throws -> BatchEntry {
        guard case .run(let command, let own) = try Parser(grammar: .pbxctl).parse(line.words) else {
            throw PBXError(.usage, line.words.joined(separator: " "), "is no command for a batch", remedy: "leave it out")
        }
        let invocation = try own.asLine(of: batch, command)
        try Program.check(invocation, command)
        try rehearse(command, invocation)
        return BatchEntry(
            number: line.number, command: command, invocation: invocation, shown: CommandLineText.text(line.words, of: command))
    }

    /// Runs the command as far as the PBX: what it finds wrong with its own line comes out here.
    private func rehearse(_ command: Command, _ invocation: Invocation) throws {
        var invocation = invocation
        invocation.add(true, for: GlobalOptions.quiet)
        let output = Output(invocation, environment: environment, captures: true)
        let work = Work()
        work.isRehearsal = true
        do {
            try command.run(invocation, Session(invocation, commandLine: "", environment: environment, output: output, work: work))
        } catch {
            guard PBXError(error).kind == .usage else { return }
            throw error
        }
    }

    private func refusal(_ problems: [BatchProblem], _ path: String) -> PBXError {
        let numbers = problems.map { String($0.number) }.joined(separator: ", ")
        var remedy = problems.prefix(Self.mostShown).map { "line \($0.number): \($0.why)" }
        if problems.count > Self.mostShown { remedy.append("and \(problems.count - Self.mostShown) more") }
        let lines = problems.count == 1 ? "line \(numbers) is" : "lines \(numbers) are"
        return PBXError(.usage, path == "-" ? "the batch" : "batch \(path)", "\(lines) not right, nothing was done", remedy: remedy.joined(separator: "\n"))
    }
}
