/// What recovering did with a write that had been broken off.
public struct Recovery: Record, Equatable {
    public var entry: JournalEntry
    public var outcome: JournalEntry.Outcome
    /// What could not be brought to one side, because somebody else has changed it since.
    public var notes: [String] = []

    public init(entry: JournalEntry, outcome: JournalEntry.Outcome, notes: [String] = []) {
        self.entry = entry
        self.outcome = outcome
        self.notes = notes
    }

    public static let nameField = "id"
    public static let tableFields = ["id", "command", "outcome", "notes"]
    public static let fields: [RecordField<Recovery>] = [
        .text("id") { $0.entry.id },
        .text("user") { $0.entry.user },
        .text("host") { $0.entry.host },
        .text("command") { $0.entry.command },
        .text("outcome") { $0.outcome.rawValue },
        RecordField("notes") { .list($0.notes.map(Cell.text)) },
    ]
}

/// Which way a broken-off write goes: on to its end, or back to its beginning.
enum RecoveryDirection {
    case forward
    case back

    /// Rows decide, because they change all at once: on to the end where all are as after, else back. A write without
    /// rows goes on only where everything of it is done.
    init(rows: [Standing], others: [Standing]) {
        let decisive = rows.filter { $0 != .either }
        let witnesses = decisive.isEmpty ? others.filter { $0 != .either } : decisive
        self = !witnesses.isEmpty && witnesses.allSatisfy { $0 == .after } ? .forward : .back
    }

    /// Where a step's store has to be in the end.
    var aim: Standing { self == .forward ? .after : .before }
}
