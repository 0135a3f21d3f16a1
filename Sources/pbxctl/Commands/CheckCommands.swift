import PBXKit

/// `pbxctl check`
enum CheckCommands {
    static let noun: Noun = .init(name: "check", summary: "Look for what is wrong with the PBX's configuration.", commands: [check])

    static let rules = Operand(
        name: "rule", help: "Rules to check: \(CheckRules.names.joined(separator: ", ")).", isOptional: true, repeats: true,
        completion: .words(CheckRules.names))
    static let severity = Option<CheckSeverity>.choice(
        "severity", value: "SEVERITY", default: "warning", "The least that is shown and counts: info, warning or error.")
    static let fix = Option.text(
        "fix", value: "RULE", completion: .words(CheckRules.mendable),
        "Mend what this rule finds, where that is safe.")

    static let check: Command = .init(
        path: ["check"], summary: "Look for what is wrong with the PBX's configuration, and say what mends it.",
        discussion: [
            "Without rules all that this kind of PBX can have are checked. The status is 0 where nothing is found, 9 where something is that is of --severity or worse. Where the switch does not answer, or a table may not be read, the other rules are looked at all the same, a line on standard error says which were not, and the status is 8 where nothing is found. docs/checks.md has a section for each rule.",
            "--fix mends what one rule finds, as one change that --dry-run shows and that can be undone: "
                + CheckRules.all.compactMap { rule in rule.fix.map { "\(rule.name)\(rule.kinds.count == 1 ? " (\(rule.kinds[0].title))" : ""): \($0.summary)" } }.joined(separator: " "),
        ],
        operands: [rules], options: [severity, fix] + SharedOptions.write,
        examples: [
            .init("Everything", "pbxctl check"),
            .init("For monitoring: lost calls alone", "pbxctl check --severity error --fields object,why"),
            .init("Two rules", "pbxctl check dangling-target loop"),
            .init("See what would be mended", "pbxctl check --fix dangling-target --dry-run"),
        ],
        fields: CheckFinding.fieldNames, failures: Command.writeFailures + [.conflict, .negative], writesWith: "fix"
    ) { invocation, session in
        let system = try session.system()
        if let name = invocation[fix] { return try mend(CheckRules.named(name, for: system.kind), invocation, session) }
        var seen: Set<String> = []
        let named = try invocation.operands.filter { seen.insert($0).inserted }.map { try CheckRules.named($0, for: system.kind) }
        let least = invocation[severity] ?? .warning
        let pbx = CheckedPBX(system)
        let chosen = (named.isEmpty ? CheckRules.all : named).filter { $0.kinds.contains(system.kind) && $0.severity >= least }
        let look = try CheckLook(at: pbx, with: chosen, isChosenByName: !named.isEmpty)
        for note in look.notes { session.output.note(note) }
        let findings = look.findings.filter { $0.severity >= least }
        // The worst first; those of a rule stay together.
        let sorted = CheckSeverity.allCases.reversed().flatMap { severity in findings.filter { $0.severity == severity } }
        try session.output.list(CheckFinding.self) { emit in for finding in sorted { try emit(finding) } }
        try session.output.flush()
        guard let worst = sorted.first else {
            guard look.unseen.isEmpty else {
                throw PBXError(
                    .partial, "check", "nothing was found, but not all could be looked at: \(look.unseen.joined(separator: ", "))",
                    remedy: "see `pbxctl doctor`")
            }
            return
        }
        throw PBXError(
            .negative, "check", "\(sorted.count) \(sorted.count == 1 ? "finding" : "findings"), the worst of them: \(worst.object) \(worst.why)",
            remedy: worst.remedy)
    }

    private static func mend(_ rule: any CheckRule, _ invocation: Invocation, _ session: Session) throws {
        guard let fix = rule.fix else {
            throw PBXError(
                .usage, "--fix \(rule.name)", "what it finds needs somebody's decision",
                remedy: "see what it finds, and how to mend it, with `pbxctl check \(rule.name)`")
        }
        guard invocation.operands.isEmpty else {
            throw PBXError(.usage, "--fix", "takes no rules beside its own", remedy: "name one rule, after --fix")
        }
        let writing = try Writing(invocation, session)
        let pbx = CheckedPBX(writing.system)
        var merger = PlanMerger(noun: "check", id: rule.name)
        for plan in try fix.plans(pbx) { try merger.add(plan) }
        func count() throws -> [Cell.Entry] {
            [Cell.Entry("findings", .integer(try rule.findings(on: CheckedPBX(writing.system)).count))]
        }
        try writing.perform(merger.plan(), before: count(), read: count)
    }
}
