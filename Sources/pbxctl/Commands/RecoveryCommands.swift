import PBXKit

/// `pbxctl undo` and `pbxctl recover`
enum RecoveryCommands {
    static let undoNoun: Noun = .init(name: "undo", summary: "Take a change back.", commands: [undo])
    static let recoverNoun: Noun = .init(name: "recover", summary: "Repair what a broken-off change left.", commands: [recover])

    static let undo: Command = .init(
        path: ["undo"], summary: "Take a change back that was made with pbxctl.",
        discussion: [
            "Refused (status 4) where the same fields have been changed since, by pbxctl or by anybody else. Messages and folders that were deleted do not come back. Undoing can itself be undone."
        ],
        operands: [HistoryCommands.id], options: [SharedOptions.dryRun, SharedOptions.offline, SharedOptions.apply],
        examples: [
            .init("Take back what `pbxctl history` shows as 417305", "pbxctl undo 417305"),
            .init("What would be written", "pbxctl undo 417305 --dry-run"),
        ],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.conflict], standsAlone: true
    ) { invocation, session in
        let journal = try session.requireJournal()
        let entry = try journal.find(invocation.required(0))
        let inverse = try Undoing(journal).plan(for: entry)
        let isDryRun = invocation[SharedOptions.dryRun] ?? false
        let system = try session.system(of: entry) { scope in
            scope.offline = invocation[SharedOptions.offline] ?? false
            scope.journal?.author.undoes = entry.id
        }
        let plan = try system.withLeftovers(inverse)
        let object = WrittenObject(system: system)
        let writing = try Writing(session, system, isDryRun: isDryRun, applies: invocation[SharedOptions.apply] ?? false)
        try object.perform(plan, writing) { try journal.markUndone(entry.id) }
    }

    static let forget = Option.text(
        "forget", value: "ID", "Remove the remains of a change that another machine broke off and nobody can recover there.")

    static let recover: Command = .init(
        path: ["recover"], summary: "Bring broken-off changes to their end or their beginning.",
        discussion: [
            "A change that was killed half-way is taken back, or brought to its end where only the end was missing. The next write does the same on its own. Only changes of this user on this machine can be recovered; those of others are named with where to do it."
        ],
        options: [forget, SharedOptions.dryRun],
        examples: [
            .init("After a power failure", "pbxctl recover"),
            .init("Is there anything", "pbxctl recover --dry-run"),
        ],
        fields: Recovery.fieldNames, failures: Command.writeFailures + [.conflict], standsAlone: true
    ) { invocation, session in
        let isDryRun = invocation[SharedOptions.dryRun] ?? false
        if let id = invocation[forget] {
            if !isDryRun { try session.system().forgetBrokenOff(id) }
            return session.output.note(isDryRun ? "dry run: nothing was changed" : "the remains of change \(id) are removed")
        }
        var recovered: [Recovery] = []
        if isDryRun {
            try session.requireJournal().forEach { entry in
                if entry.outcome == .unfinished { recovered.append(Recovery(entry: entry, outcome: .unfinished)) }
            }
        } else {
            recovered = try Interruption.watched { try session.system().recover() }
        }
        try session.output.list(Recovery.self) { emit in for recovery in recovered { try emit(recovery) } }
        if recovered.isEmpty { session.output.note("nothing was broken off") }
    }
}
