/// A line of the history.
public struct PastChange: Record, Equatable {
    public var entry: JournalEntry
    /// When it began, ISO 8601 with offset.
    public var time: String

    public init(_ entry: JournalEntry, zone: TimeZoneRules) {
        self.entry = entry
        time = Timestamp(seconds: entry.time).iso8601(in: zone)
    }

    public static let nameField = "id"
    public static let tableFields = ["id", "time", "user", "outcome", "command"]
    public static let fields: [RecordField<PastChange>] = [
        .text("id") { $0.entry.id },
        .text("time") { $0.time },
        .text("user") { $0.entry.user },
        .text("host") { $0.entry.host },
        .text("profile") { $0.entry.profile },
        .text("pbx") { $0.entry.pbx },
        .text("domain") { $0.entry.domain },
        .text("operation") { $0.entry.plan.operation.rawValue },
        .text("noun") { $0.entry.plan.noun },
        .text("object") { $0.entry.plan.id },
        .text("outcome") { $0.entry.outcome.rawValue },
        .text("undoes") { $0.entry.undoes },
        .text("command") { $0.entry.command },
    ]
}
