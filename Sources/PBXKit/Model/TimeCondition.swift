/// A time condition: calls go one way at some times and another way at all others.
public struct TimeCondition: Record, Equatable {
    public enum State: String, Sendable, CaseIterable { case matched, not_matched }

    public var id: String
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var number: String?
    /// The times as the PBX writes them.
    public var times: [String] = []
    /// FreePBX: the time group's name.
    public var timeGroup: String?
    public var timeZone: String?
    public var matchTarget: Target?
    public var otherwiseTarget: Target?
    /// What it says at this moment.
    public var state: State?
    /// `none`, `matched`, `not_matched`, `matched_sticky`, `not_matched_sticky`.
    public var override: String?
    /// FreePBX: when pbxctl's override ends by itself; ISO 8601 with offset.
    public var overrideUntil: String?
    public var raw: Cell?

    public init(id: String) { self.id = id }

    public static let nameField = "timecondition"
    public static let tableFields = ["timecondition", "name", "domain", "time_group", "state", "override", "match_target", "otherwise_target"]
    public static let fields: [RecordField<TimeCondition>] = [
        .text("timecondition") { $0.id },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .text("number") { $0.number },
        RecordField("times") { .list($0.times.map(Cell.text)) },
        .text("time_group") { $0.timeGroup },
        .text("time_zone") { $0.timeZone },
        RecordField("match_target") { $0.matchTarget?.cell ?? .null },
        RecordField("otherwise_target") { $0.otherwiseTarget?.cell ?? .null },
        .text("state") { $0.state?.rawValue },
        .text("override") { $0.override },
        .text("override_until") { $0.overrideUntil },
    ]
}
