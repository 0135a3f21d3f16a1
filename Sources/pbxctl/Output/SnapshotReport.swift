import PBXKit

/// What applying a snapshot did: which objects it added, changed and deleted, and what it had to leave as it is.
struct SnapshotReport: WriteReport {
    var snapshot: SnapshotPlan
    var isDryRun: Bool
    var reload = PendingReload.none

    var plan: Plan { snapshot.plan }

    /// The keys of its JSON. `secrets` is last: what pbxctl generated, printed once.
    static let keys = ["changed", "added", "set", "deleted", "unchanged", "left", "reload_needed", "warnings", "secrets"]

    func print(to output: Output) throws {
        for warning in plan.warnings { output.note(warning) }
        switch output.format {
        case .json, .ndjson:
            guard isDryRun else { try output.object(entries); break }
            try output.object(entries, "steps") { emit in try plan.forEachLine { try emit($0.object) } }
        case .name: for object in snapshot.added + snapshot.set + snapshot.deleted { try output.line(object.name) }
        case .table, .csv, .tsv: try isDryRun ? output.list(PlanLine.self) { emit in try plan.forEachLine(emit) } : printRows(to: output)
        }
        output.note("snapshot: \(snapshot.added.count) added, \(snapshot.set.count) changed, \(snapshot.deleted.count) deleted, \(snapshot.unchanged) unchanged")
        if !snapshot.left.isEmpty {
            let names = snapshot.left.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
            output.note("differs and stays as it is: \(names.joined(separator: ", ")); see `pbxctl snapshot diff`")
        }
        noteConsequence(to: output)
    }

    private var entries: [Cell.Entry] {
        func names(_ objects: [SnapshotPlan.Object]) -> Cell { .list(objects.map { .text($0.name) }) }
        let left = snapshot.left.sorted { $0.key < $1.key }.map { Cell.text($0.key) }
        let values: [Cell] = [
            .flag(changesSomething), names(snapshot.added), names(snapshot.set), names(snapshot.deleted), .integer(snapshot.unchanged), .list(left),
            .flag(reload != .none), .list(plan.warnings.map(Cell.text)),
        ]
        var entries = zip(Self.keys, values).map(Cell.Entry.init)
        if !isDryRun { entries.append(Cell.Entry("secrets", .list(plan.generatedSecrets.map(\.cell)))) }
        return entries
    }

    private var changesSomething: Bool { !(snapshot.added.isEmpty && snapshot.set.isEmpty && snapshot.deleted.isEmpty) }

    /// One line for each object that was changed, with the secrets that were made for it.
    private func printRows(to output: Output) throws {
        let secrets = Dictionary(plan.generatedSecrets.map { ("extension:\($0.id)", $0) }, uniquingKeysWith: { first, _ in first })
        try output.begin(["noun", "id", "action"] + (secrets.isEmpty ? [] : ["secret", "voicemail_pin"]))
        for (action, objects) in [("added", snapshot.added), ("changed", snapshot.set), ("deleted", snapshot.deleted)] {
            for object in objects {
                let made: [Cell] = secrets.isEmpty ? [] : [secrets[object.name]?.secretCell ?? .null, secrets[object.name]?.pinCell ?? .null]
                try output.row([.text(object.noun), .text(object.id), .text(action)] + made)
            }
        }
        try output.end()
    }
}
