import PBXKit

/// Runs the lines of a batch, one after the other, and says what became of each.
final class BatchRun {
    private let title: String
    private let batch: Invocation
    private let session: Session
    private var failed: [(number: Int, error: PBXError)] = []
    private var unrun = 0

    private var reports: Bool { session.output.format == .json || session.output.format == .ndjson }
    /// A dry run shows every line: many fail only because those before them are not done.
    private var goesOn: Bool { isDryRun || batch[BatchCommands.keepGoing] ?? false }
    private var isDryRun: Bool { batch[SharedOptions.dryRun] ?? false }

    init(title: String, _ batch: Invocation, _ session: Session) {
        self.title = title
        self.batch = batch
        self.session = session
    }

    func run(_ entries: [BatchEntry]) throws {
        let work = session.work
        work.appliesAtEnd = true
        work.isApplyWanted = !isDryRun && batch[SharedOptions.apply] ?? false
        if work.isApplyWanted { try session.system(offline: batch[SharedOptions.offline] ?? false).control.checkCanApply() }
        if reports { try session.output.begin(BatchReport.keys) }
        for entry in entries {
            if !failed.isEmpty, !goesOn {
                unrun += 1
                try report(BatchReport(entry))
            } else {
                try run(entry)
            }
        }
        if reports { try session.output.end() }
        try session.output.flush()
        work.appliesAtEnd = false
        let unapplied = apply()
        if let error = summary(unapplied) { throw error }
    }

    private func run(_ entry: BatchEntry) throws {
        var line = BatchReport(entry)
        let hadChanged = session.work.hasChanged
        session.work.hasChanged = false
        defer { session.work.hasChanged = session.work.hasChanged || hadChanged }
        let output = Output(entry.invocation, environment: session.environment, captures: reports)
        do {
            if isDryRun, entry.command.acts {
                output.note("line \(entry.number): left out: \(entry.command.name) has no dry run")
            } else {
                let line = Session(
                    entry.invocation, commandLine: "pbxctl \(entry.shown)", environment: session.environment, output: output,
                    work: session.work)
                try entry.command.run(entry.invocation, line)
                try output.flush()
            }
            line.status = 0
        } catch let interrupted as Interrupted {
            line.fail(interrupted.pbxError)
            try finish(line, output)
            if reports { try session.output.end() }
            try session.output.flush()
            throw interrupted
        } catch {
            line.fail(PBXError(error))
        }
        try finish(line, output)
    }

    /// Reports a line that was run. A connection that broke off is not used again.
    private func finish(_ line: BatchReport, _ output: Output) throws {
        var line = line
        line.hasChanged = session.work.hasChanged
        line.result = output.captured
        if var error = line.error {
            failed.append((line.number, error))
            if error.kind == .unreachable || error.kind == .failed || error.kind == .partial { session.work.close() }
            error.what = "line \(line.number): \(error.what)"
            if !reports { output.report(error) }
        }
        try report(line)
    }

    private func report(_ line: BatchReport) throws {
        guard reports else { return }
        try session.output.row(line.cells)
        try session.output.flush()
    }

    /// One reload for all lines; none for the first half of a batch that a failure has ended.
    private func apply() -> PBXError? {
        let work = session.work
        guard work.isApplyWanted, unrun == 0 else {
            if work.isReloadDue { session.output.note("changes become live with: pbxctl system reload") }
            return nil
        }
        do {
            try session.apply(session.system(offline: batch[SharedOptions.offline] ?? false).control)
            return nil
        } catch {
            return PBXError(error)
        }
    }

    private func summary(_ unapplied: PBXError?) -> PBXError? {
        let hasChanged = session.work.hasChanged
        if failed.isEmpty, let unapplied {
            guard hasChanged else { return unapplied }
            return PBXError(
                .partial, title, "every line is done, but the changes are not live: \(unapplied.what): \(unapplied.why)",
                remedy: "run `pbxctl system reload`" + (unapplied.remedy.map { "; \($0)" } ?? ""))
        }
        guard let first = failed.first else { return nil }
        let numbers = failed.map { String($0.number) }.joined(separator: ", ")
        var why = "\(failed.count == 1 ? "line \(numbers)" : "\(failed.count) lines (\(numbers))") failed"
        if unrun > 0 { why += ", \(unrun) after it \(unrun == 1 ? "was" : "were") not run" }
        if let unapplied { why += "; what was changed is not live: \(unapplied.what): \(unapplied.why)" }
        return PBXError(
            hasChanged ? .partial : first.error.kind, title, why,
            remedy: "\(reports ? "the report says why; " : "")put right what failed and run it again; --if-not-exists and --if-exists leave alone what is done")
    }
}
