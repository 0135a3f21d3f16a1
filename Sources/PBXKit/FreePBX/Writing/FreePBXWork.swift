/// The steps of a plan outside SQL while they are taken.
struct FreePBXWork {
    let plan: Plan
    let rows: [RowStep]
    private let system: FreePBXSystem
    private let keys: [AstDBStep]
    private let lines: [ConfigurationLineStep]
    private let folders: [FolderStep]
    private let messages: FreePBXMessages
    private let timers: [TimerStep]
    private let notifications: [Notification]

    init(plan: Plan, system: FreePBXSystem) {
        self.plan = plan
        self.system = system
        rows = plan.steps.compactMap { if case .row(let step) = $0 { step } else { nil } }
        keys = plan.steps.compactMap { if case .astDB(let step) = $0 { step } else { nil } }
        lines = plan.steps.compactMap { if case .configurationLine(let step) = $0 { step } else { nil } }
        folders = plan.steps.compactMap { if case .folder(let step) = $0 { step } else { nil } }
        messages = FreePBXMessages(of: plan, on: system)
        timers = plan.steps.compactMap { if case .timer(let step) = $0 { step } else { nil } }
        notifications = plan.steps.compactMap { if case .notification(let step) = $0 { step } else { nil } }
    }

    /// Throws `.notPermitted` where the manager's user may not take one of the plan's steps: what comes after the commit
    /// could not be undone any more.
    func checkPermitted() throws {
        var actions: [String] = []
        if !lines.isEmpty { actions.append("UpdateConfig") }
        for notification in notifications {
            switch notification {
            case .variable: actions.append("Setvar")
            case .reloadModule: actions.append("Reload")
            case .switchCommand, .switchEvent: continue
            }
        }
        if FreePBXUnfinishedMark.isNeeded(by: plan) { actions += ["DBPut", "DBDel"] }
        if !actions.isEmpty { try system.manager().checkAllowed(actions) }
    }

    /// Throws `.conflict` where a key or line no longer is as the plan saw it. Rows are checked as they are taken.
    func checkUnchanged() throws {
        if !keys.isEmpty {
            let before = try system.astDB().values(of: keys.map { AstDBPath(family: $0.family, key: $0.key) })
            for (step, before) in zip(keys, before) where before != step.before {
                // Phones come and go on their own.
                guard !step.isRegistration else { continue }
                throw changed("\(step.family)/\(step.key) in AstDB")
            }
        }
        for (file, steps) in Dictionary(grouping: lines, by: \.file) {
            let current = try ManagerConfigIndex(FreePBXConfigurationLines(system: system).read(file))
            for step in steps where current.value(step.section, step.name) != step.before {
                throw changed("\(step.name) in [\(step.section)] of \(file)")
            }
        }
        try messages.check()
    }

    private func changed(_ what: String) -> PBXError {
        PBXError(
            .conflict, "\(plan.noun) \(plan.id)", "\(what) has been changed meanwhile",
            remedy: "look at it and run the command again")
    }

    /// What happens between pieces of long work: Ctrl-C is heard, and the progress is told.
    func step(_ phase: String, of total: Int) -> (Int) throws -> Void {
        let progress = system.scope.progress
        return { done in
            try Interruption.check()
            progress?(Progress("writing \(phase)", done, of: total))
        }
    }

    /// AstDB, configuration, folders, messages, timers. Taking them twice does no harm.
    func takeLiveSteps() throws {
        if !keys.isEmpty { try system.astDB().take(keys, between: step("keys", of: keys.count)) }
        try Interruption.check()
        try FreePBXConfigurationLines(system: system).write(lines.map { ($0, $0.after) }, between: step("mailboxes", of: lines.count))
        for folder in folders {
            try Interruption.check()
            try FreePBXFolders(system: system).moveAside(folder)
        }
        try messages.take()
        for timer in timers { try FreePBXOverrideTimers(system: system).take(timer) }
    }

    func purgeFolders() throws {
        for folder in folders { try FreePBXFolders(system: system).purge(folder) }
    }

    func notify() throws {
        let actions = try notifications.compactMap { notification -> ManagerAction? in
            switch notification {
            case .variable(let name, let value): try ManagerAction("Setvar", ["Variable": name, "Value": value])
            case .reloadModule(let module): try ManagerAction("Reload", ["Module": module])
            case .switchCommand, .switchEvent: nil
            }
        }
        if !actions.isEmpty { try system.manager().performAll(actions) }
        try messages.lightLamps()
    }
}

extension AstDBStep {
    /// Where Asterisk notes which phone is where: chan_pjsip's contacts, chan_sip's addresses.
    var isRegistration: Bool { family == "registrar" || family == "SIP/Registry" }
}
