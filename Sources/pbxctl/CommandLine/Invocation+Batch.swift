import PBXKit

/// A command line as one of many.
extension Invocation {
    /// Options that every command takes and that a line of a batch may have for itself.
    static let ownGlobals: [any AnyOption] = [GlobalOptions.yes, GlobalOptions.fields, GlobalOptions.header]

    /// The line with what was said to the batch as a whole. Throws `.usage` for what a line cannot have.
    func asLine(of batch: Invocation, _ command: Command) throws -> Invocation {
        try checkIsLine(command, batch)
        var line = self
        for option in GlobalOptions.all { line.inherit(option, from: batch) }
        for option in BatchCommands.batch.options where command.options.contains(where: { $0.long == option.long }) {
            line.inherit(option, from: batch)
        }
        return line
    }

    private func checkIsLine(_ command: Command, _ batch: Invocation) throws {
        func refuse(_ why: String, _ remedy: String) -> PBXError { PBXError(.usage, command.name, why, remedy: remedy) }
        guard !command.isLocal, !command.isHidden, !command.standsAlone else {
            throw refuse("is no command for a batch", "leave it out")
        }
        let own = Self.ownGlobals.map(\.long)
        if let option = GlobalOptions.all.first(where: { has($0.long) && !own.contains($0.long) }) {
            throw refuse("--\(option.long) belongs to the batch as a whole", "give it to `pbxctl batch` itself")
        }
        if has(SharedOptions.planOut.long) { throw refuse("--\(SharedOptions.planOut.long) saves the plan of one command", "plan it on its own") }
        if has(WatchOptions.watch.long) { throw refuse("--\(WatchOptions.watch.long) never ends", "leave it out") }
        let inputs = command.options.filter { $0.valueName == SecretInput.valueName }.compactMap { text(of: $0) }
        guard !(inputs + operands).contains("-") else {
            throw refuse("standard input and output belong to the batch", "name a file instead of -")
        }
        let isSafe = has(GlobalOptions.yes.long) || batch[GlobalOptions.yes] ?? false
            || has(SharedOptions.dryRun.long) || batch[SharedOptions.dryRun] ?? false
        guard !command.asks || isSafe else { throw refuse("nobody is asked in a batch", "add --yes to the line or to the batch") }
    }
}
