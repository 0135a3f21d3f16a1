import PBXKit

/// What an import did: which objects it added, changed and deleted.
struct ImportReport: WriteReport {
    var imported: ImportPlan
    /// The objects added and changed, as they were read back; nil for a dry run, and where no objects are printed.
    var after: [[Cell.Entry]]?
    var isDryRun: Bool
    var reload = PendingReload.none

    var plan: Plan { imported.plan }

    /// The keys of its JSON. `secrets` is last: what pbxctl generated, printed once.
    static let keys = [
        "changed", "noun", "mode", "added", "set", "deleted", "unchanged", "before", "after", "reload_needed", "warnings", "secrets",
    ]

    func print(to output: Output) throws {
        for warning in plan.warnings { output.note(warning) }
        switch output.format {
        case .json, .ndjson:
            guard isDryRun else { try output.object(entries); break }
            try output.object(entries, "steps") { emit in try plan.forEachLine { try emit($0.object) } }
        case .name: for id in imported.added + imported.set + imported.deleted { try output.line(id) }
        case .table, .csv, .tsv: try isDryRun ? printSteps(to: output) : printRows(to: output)
        }
        output.note("\(imported.noun): \(summary)")
        noteConsequence(to: output)
    }

    /// `2 added, 1 changed, 0 deleted, 5 unchanged`.
    private var summary: String {
        "\(imported.added.count) added, \(imported.set.count) changed, \(imported.deleted.count) deleted, \(imported.unchanged) unchanged"
    }

    private var entries: [Cell.Entry] {
        func ids(_ ids: [String]) -> Cell { .list(ids.map(Cell.text)) }
        func objects(_ objects: [[Cell.Entry]]) -> Cell { .list(objects.map { .object(Cell.Object($0)) }) }
        let values: [Cell] = [
            .flag(imported.changesSomething), .text(imported.noun), .text(imported.mode.rawValue), ids(imported.added), ids(imported.set),
            ids(imported.deleted), .integer(imported.unchanged), objects(imported.before), after.map(objects) ?? .null,
            .flag(reload != .none), .list(plan.warnings.map(Cell.text)),
        ]
        var entries = zip(Self.keys, values).map(Cell.Entry.init)
        if !isDryRun {
            entries.append(Cell.Entry("secrets", .list(plan.generatedSecrets.map(\.cell))))
        }
        return entries
    }

    private func printSteps(to output: Output) throws {
        try output.list(PlanLine.self) { emit in try plan.forEachLine(emit) }
    }

    /// One line for each object that was changed, with the secrets that were made for it.
    private func printRows(to output: Output) throws {
        let secrets = Dictionary(plan.generatedSecrets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        try output.begin([imported.noun, "action"] + (secrets.isEmpty ? [] : ["secret", "voicemail_pin"]))
        for (action, ids) in [("added", imported.added), ("changed", imported.set), ("deleted", imported.deleted)] {
            for id in ids {
                let made: [Cell] = secrets.isEmpty ? [] : [secrets[id]?.secretCell ?? .null, secrets[id]?.pinCell ?? .null]
                try output.row([.text(id), .text(action)] + made)
            }
        }
        try output.end()
    }
}

extension GeneratedSecrets {
    var secretCell: Cell { Cell(secret?.reveal { $0 }) }
    var pinCell: Cell { Cell(voicemailPIN?.reveal { $0 }) }

    /// As writes report it: `extension`, `secret`, `voicemail_pin`.
    var cell: Cell {
        .object(Cell.Object([
            Cell.Entry("extension", .text(id)), Cell.Entry("secret", secretCell), Cell.Entry("voicemail_pin", pinCell),
        ]))
    }
}
