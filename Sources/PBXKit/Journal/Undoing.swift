/// Taking an earlier change back.
public struct Undoing {
    public let journal: Journal

    public init(_ journal: Journal) { self.journal = journal }

    /// The plan that takes a change back.
    ///
    /// Throws `.conflict` where it was taken back already or never happened, or where later changes touched the same
    /// fields, naming them. Those that others made show when the plan is carried out.
    public func plan(for entry: JournalEntry) throws -> Plan {
        switch entry.outcome {
        case .done, .completed: break
        case .undone: throw refused(entry, "has been undone already")
        case .failed, .restored: throw refused(entry, "did not come about: there is nothing to undo")
        case .unfinished: throw refused(entry, "is not finished", remedy: "run `pbxctl recover` first")
        }
        if let why = entry.plan.whyForGood { throw refused(entry, why) }
        let later = try changes(after: entry)
        guard later.isEmpty else {
            throw refused(
                entry, "was followed by changes of the same fields: \(later.map { "\($0.id) (\($0.command))" }.joined(separator: ", "))",
                remedy: "undo those first, the newest before the others")
        }
        return entry.plan.inverse
    }

    private func refused(_ entry: JournalEntry, _ why: String, remedy: String = "see `pbxctl history`") -> PBXError {
        PBXError(.conflict, "change \(entry.id)", why, remedy: remedy)
    }

    /// Later changes that still hold and touched the same fields, the newest first. An undone change and its undoing
    /// cancel each other.
    private func changes(after entry: JournalEntry) throws -> [JournalEntry] {
        let fields = entry.plan.touchedFields
        var later: [JournalEntry] = []
        try journal.forEach { other in
            guard other.id > entry.id, other.pbx == entry.pbx, [.done, .completed].contains(other.outcome) else { return }
            if !fields.isDisjoint(with: other.plan.touchedFields) { later.append(other) }
        }
        let cancelling = Set(later.filter { $0.undoes != nil && !Self.isUndoing(entry, $0) }.map(\.id))
        return later.filter { !cancelling.contains($0.id) }
    }

    private static func isUndoing(_ entry: JournalEntry, _ other: JournalEntry) -> Bool { other.undoes == entry.id }
}

extension Plan {
    /// Why it cannot be taken back, where nothing of it can.
    var whyForGood: String? {
        switch (noun, operation) {
        case ("voicemail", .delete): "deleted messages, which do not come back"
        // Who else has changed something since and counts on the mark cannot be seen from it.
        case ("system", _): "set the mark that a reload is due, which only a reload may take away"
        default: nil
        }
    }

    /// The fields of the stores that its steps change, by names of their own.
    var touchedFields: Set<String> { steps.reduce(into: []) { $0.formUnion($1.touchedFields) } }
}

extension Step {
    /// The fields of the stores that it changes.
    var touchedFields: Set<String> {
        switch self {
        case .row(let step): return step.touchedFields
        case .astDB(let step): return ["\(step.family)/\(step.key)"]
        case .configurationLine(let step): return ["\(step.file) \(step.section) \(step.name)"]
        case .message(let step): return [step.subject]
        case .timer(let step): return ["timer \(step.condition)"]
        case .folder, .cacheKey, .notification: return []
        }
    }
}

extension RowStep {
    fileprivate var touchedFields: Set<String> {
        var fields: Set<String> = []
        for key in [key, keyAfterwards] {
            let row = "\(table) " + key.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            // A row that comes or goes touches all its fields.
            if before == nil || after == nil { fields.insert(row) }
            for column in (after ?? before ?? []) { fields.insert("\(row) \(column.name)") }
        }
        return fields
    }
}
