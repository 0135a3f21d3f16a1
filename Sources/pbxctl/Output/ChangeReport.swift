import PBXKit

/// What a write did: what was there before, and what was read back after it.
struct ChangeReport: WriteReport {
    var plan: Plan
    /// nil: it did not exist.
    var before: [Cell.Entry]?
    /// nil: it does not exist any more.
    var after: [Cell.Entry]?
    /// In place of these two: the messages that a write is about, before and after.
    var messages: (before: [VoicemailMessage], after: [VoicemailMessage])?
    /// A dry run: nothing was changed, the steps are printed instead of a result.
    var isDryRun: Bool
    var reload = PendingReload.none

    /// The keys of every write's JSON; `secret` and `voicemail_pin` follow where one was generated.
    static let keys = ["changed", "noun", "id", "before", "after", "reload_needed", "warnings"]

    func print(to output: Output) throws {
        for warning in plan.warnings { output.note(warning) }
        switch output.format {
        case .json, .ndjson: try output.object(entries)
        case .name: try messages == nil ? output.line(plan.id) : printMessages(to: output)
        case .table, .csv, .tsv:
            if isDryRun { try printSteps(to: output) } else if messages != nil { try printMessages(to: output) } else { try printFields(to: output) }
        }
        if !isDryRun, !plan.changesSomething { output.note("\(plan.noun) \(plan.id): unchanged") }
        noteConsequence(to: output)
    }

    private var entries: [Cell.Entry] {
        let values: [Cell] = [
            .flag(plan.changesSomething), .text(plan.noun), .text(plan.id),
            messages.map { Self.list($0.before) } ?? object(before), messages.map { Self.list($0.after) } ?? object(after),
            .flag(reload != .none), .list(plan.warnings.map(Cell.text)),
        ]
        var entries = zip(Self.keys, values).map(Cell.Entry.init)
        if isDryRun {
            entries.append(Cell.Entry("steps", .list(plan.lines.map(\.object))))
        } else {
            entries += generated
        }
        return entries
    }

    /// Secrets that pbxctl made, printed once.
    private var generated: [Cell.Entry] {
        var entries: [Cell.Entry] = []
        plan.generatedSecret?.reveal { entries.append(Cell.Entry("secret", .text($0))) }
        plan.generatedVoicemailPIN?.reveal { entries.append(Cell.Entry("voicemail_pin", .text($0))) }
        if !plan.generatedSecrets.isEmpty { entries.append(Cell.Entry("secrets", .list(plan.generatedSecrets.map(\.cell)))) }
        return entries
    }

    private func object(_ entries: [Cell.Entry]?) -> Cell { entries.map { .object(Cell.Object($0)) } ?? .null }

    private static func list(_ messages: [VoicemailMessage]) -> Cell { .list(messages.map { .object(Cell.Object($0.entries)) }) }

    /// As they are now; the deleted ones as they were.
    private func printMessages(to output: Output) throws {
        let messages = messages.map { plan.operation == .delete ? $0.before : $0.after } ?? []
        try output.list(VoicemailMessage.self) { emit in for message in messages { try emit(message) } }
    }

    private func printSteps(to output: Output) throws {
        try output.list(PlanLine.self) { emit in for line in plan.lines { try emit(line) } }
    }

    private func printFields(to output: Output) throws {
        try output.begin(["field", "before", "after"])
        let names = (after ?? before ?? []).map(\.key)
        for name in names where !generated.contains(where: { $0.key == name }) {
            let old = before?.first { $0.key == name }?.value ?? .null
            let new = after?.first { $0.key == name }?.value ?? .null
            if old != new { try output.row([.text(name), old, new]) }
        }
        for entry in generated { try output.row([.text(entry.key), .null, entry.value]) }
        try output.end()
    }
}
