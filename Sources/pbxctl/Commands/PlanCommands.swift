import PBXKit

/// `pbxctl plan …`
enum PlanCommands {
    static let noun: Noun = .init(
        name: "plan", summary: "Plans of changes: saved with --plan-out, looked at, carried out later.", commands: [apply, show])

    private static let file = Operand(name: "file", help: "A plan saved with --plan-out.", completion: .file)

    static let show: Command = .init(
        path: ["plan", "show"], summary: "Show what a saved plan would change.", operands: [file],
        examples: [.init("Field by field", "pbxctl plan show /root/1050.plan")],
        fields: PlanLine.fieldNames, failures: [.failed, .notFound, .notPermitted], isLocal: true
    ) { invocation, session in
        let saved = try SavedPlan.read(invocation.required(0))
        try session.output.list(PlanLine.self) { emit in for line in saved.plan.lines { try emit(line) } }
        session.output.note("for \(saved.pbx), by: \(saved.command)")
    }

    static let apply: Command = .init(
        path: ["plan", "apply"], summary: "Carry out a saved plan, exactly as it was saved.",
        discussion: [
            "Refused as stale (status 4) where anything that was read to make the plan has changed since. Works on the PBX the plan was made for."
        ],
        operands: [file], options: [SharedOptions.dryRun, SharedOptions.offline, SharedOptions.apply],
        examples: [.init("Carry out at night what was planned by day", "pbxctl plan apply /root/1050.plan")],
        fields: ChangeReport.keys, failures: Command.writeFailures + [.conflict], standsAlone: true
    ) { invocation, session in
        let saved = try SavedPlan.read(invocation.required(0))
        let system = try session.system(of: saved) { $0.offline = invocation[SharedOptions.offline] ?? false }
        try system.check(saved.readings)
        let object = WrittenObject(system: system)
        let writing = try Writing(
            session, system, isDryRun: invocation[SharedOptions.dryRun] ?? false, applies: invocation[SharedOptions.apply] ?? false)
        try object.perform(saved.plan, writing)
    }
}
