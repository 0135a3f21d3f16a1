/// On which side of a plan each store of a FreePBX is.
struct FreePBXStandings {
    var rows: [(step: RowStep, standing: Standing)] = []
    var keys: [(step: AstDBStep, standing: Standing)] = []
    var lines: [(step: ConfigurationLineStep, standing: Standing)] = []
    var folders: [(step: FolderStep, standing: Standing)] = []
    var timers: [(step: TimerStep, standing: Standing)] = []

    init(of plan: Plan, on system: FreePBXSystem) throws {
        let steps = plan.steps.compactMap { if case .row(let step) = $0 { step } else { nil } }
        rows = Array(zip(steps, try system.database().standings(of: steps)).map { ($0, $1) })
        try readKeys(plan.steps.compactMap { if case .astDB(let step) = $0 { step } else { nil } }, system)
        for case .configurationLine(let step) in plan.steps { lines.append((step, .neither)) }
        try readLines(system)
        for case .folder(let step) in plan.steps {
            folders.append((step, try FreePBXFolders(system: system).standing(of: step)))
        }
        for case .timer(let step) in plan.steps {
            timers.append((step, try FreePBXOverrideTimers(system: system).standing(of: step)))
        }
    }

    var direction: RecoveryDirection {
        RecoveryDirection(
            rows: rows.map(\.standing), others: keys.map(\.standing) + lines.map(\.standing) + folders.map(\.standing) + timers.map(\.standing))
    }

    private mutating func readKeys(_ steps: [AstDBStep], _ system: FreePBXSystem) throws {
        guard !steps.isEmpty else { return }
        let values = try system.astDB().values(of: steps.map { AstDBPath(family: $0.family, key: $0.key) })
        keys = zip(steps, values).map { step, value in
            (step, Standing(isBefore: value == step.before, isAfter: value == step.after))
        }
    }

    private mutating func readLines(_ system: FreePBXSystem) throws {
        for file in Set(lines.map(\.step.file)) {
            let current = try ManagerConfigIndex(system.manager().getConfig(file))
            for index in lines.indices where lines[index].step.file == file {
                let step = lines[index].step
                let value = current.value(step.section, step.name)
                lines[index].standing = Standing(isBefore: value == step.before, isAfter: value == step.after)
            }
        }
    }
}
