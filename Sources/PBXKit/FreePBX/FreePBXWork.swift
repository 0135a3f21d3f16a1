/// The steps of a plan outside SQL while they are taken, and the way back.
final class FreePBXWork {
    let plan: Plan
    let rows: [RowStep]
    private let system: FreePBXSystem
    private let manager: AsteriskManager
    private let keys: [AstDBStep]
    private let lines: [ConfigurationLineStep]
    private let folders: [FolderStep]
    private let notifications: [Notification]
    private var hasTouchedKeys = false
    private var hasTouchedFiles = false
    /// Folders moved aside, by where they were.
    private var movedFolders: [(from: String, to: String)] = []

    init(plan: Plan, system: FreePBXSystem, manager: AsteriskManager) {
        self.plan = plan
        self.system = system
        self.manager = manager
        rows = plan.steps.compactMap { if case .row(let step) = $0 { step } else { nil } }
        keys = plan.steps.compactMap { if case .astDB(let step) = $0 { step } else { nil } }
        lines = plan.steps.compactMap { if case .configurationLine(let step) = $0 { step } else { nil } }
        folders = plan.steps.compactMap { if case .folder(let step) = $0 { step } else { nil } }
        notifications = plan.steps.compactMap { if case .notification(let step) = $0 { step } else { nil } }
    }

    /// Throws `.conflict` where a key or line no longer is as the plan saw it. Rows are checked as they are taken.
    func checkUnchanged() throws {
        let before = try system.astDB().values(of: keys.map { AstDBPath(family: $0.family, key: $0.key) })
        for (step, before) in zip(keys, before) where before != step.before {
            // Phones come and go on their own.
            guard step.family != "registrar" else { continue }
            throw changed("\(step.family)/\(step.key) in AstDB")
        }
        for (file, steps) in Dictionary(grouping: lines, by: \.file) {
            let current = try manager.getConfig(file)
            for step in steps where current[step.section]?[step.name] != step.before {
                throw changed("\(step.name) in [\(step.section)] of \(file)")
            }
        }
    }

    private func changed(_ what: String) -> PBXError {
        PBXError(
            .conflict, "\(plan.noun) \(plan.id)", "\(what) has been changed meanwhile",
            remedy: "look at it and run the command again")
    }

    /// AstDB, configuration, folders.
    func takeLiveSteps() throws {
        if !keys.isEmpty {
            hasTouchedKeys = true
            try system.astDB().take(keys)
        }
        try Interruption.check()
        if !lines.isEmpty {
            hasTouchedFiles = true
            try write(lines.map { ($0, $0.after) })
        }
        for folder in folders {
            try Interruption.check()
            try moveAside(folder.path)
        }
    }

    /// Puts back what was there before. What cannot be put back is said in the error thrown.
    func undo(after cause: any Error) throws {
        var failures: [String] = []
        func attempt(_ what: String, _ body: () throws -> Void) {
            do { try body() } catch { failures.append("\(what) (\(PBXError(error).why))") }
        }
        for moved in movedFolders.reversed() {
            attempt("folder \(moved.to)") { try system.host()?.rename(moved.to, to: moved.from) }
        }
        movedFolders = []
        if hasTouchedFiles { attempt(lines.first?.file ?? "configuration") { try write(lines.map { ($0, $0.before) }) } }
        if hasTouchedKeys {
            attempt("AstDB keys") { try putKeysBack() }
        }
        hasTouchedKeys = false
        hasTouchedFiles = false
        guard !failures.isEmpty else { return }
        let cause = PBXError(cause)
        throw PBXError(
            .partial, "\(plan.noun) \(plan.id)",
            "\(cause.what): \(cause.why); the database is as before, but this could not be put back: \(failures.joined(separator: ", "))",
            remedy: "when Asterisk answers again, look at the extension and run the command once more")
    }

    /// Only what has been changed: where the first write of all was refused there is nothing to put back.
    private func putKeysBack() throws {
        let current = try system.astDB().values(of: keys.map { AstDBPath(family: $0.family, key: $0.key) })
        let changed = zip(keys, current).filter { step, current in current != step.before }.map(\.0)
        try system.astDB().take(changed.map {
            AstDBStep(family: $0.family, key: $0.key, before: $0.after, after: $0.before)
        })
    }

    func purgeFolders() {
        // What is left of a trash folder harms nobody, and the next deletion takes it along.
        for moved in movedFolders { try? system.host()?.removeTree(moved.to) }
        movedFolders = []
    }

    func notify() throws {
        let actions = try notifications.compactMap { notification -> ManagerAction? in
            switch notification {
            case .variable(let name, let value): try ManagerAction("Setvar", ["Variable": name, "Value": value])
            case .reloadModule(let module): try ManagerAction("Reload", ["Module": module])
            case .switchCommand, .switchEvent: nil
            }
        }
        try manager.performAll(actions)
    }

    // MARK: - Files

    private func write(_ values: [(step: ConfigurationLineStep, value: String?)]) throws {
        for (file, values) in Dictionary(grouping: values, by: \.step.file) {
            var current = try manager.getConfig(file)
            var steps: [ConfigStep] = []
            for (step, value) in values {
                steps += value.map { current.steps(setting: step.name, to: $0, in: step.section) }
                    ?? current.steps(deleting: step.name, in: step.section)
                if value != nil, current[step.section] == nil {
                    // Two lines of one new section must not create it twice.
                    current.categories.append(.init(name: step.section, lines: []))
                }
            }
            if !steps.isEmpty { try manager.updateConfig(file, steps: steps) }
        }
    }

    private func moveAside(_ path: String) throws {
        guard let host = try system.host() else {
            throw PBXError(.unreachable, path, "is on the PBX, whose files cannot be reached from here", remedy: "run pbxctl on the PBX")
        }
        // Gone already: nothing to do.
        guard try host.status(of: path) != nil || host.linkTarget(of: path) != nil else { return }
        let trash = "\(path).deleted"
        try host.removeTree(trash)
        try host.rename(path, to: trash)
        movedFolders.append((path, trash))
    }
}
