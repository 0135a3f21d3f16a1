/// An announcement: a recording that is played before a call goes on. FreePBX only.
public struct Announcement: Record, Equatable {
    public var id: String
    public var name: String?
    public var recording: String?
    public var target: Target?
    public var mayBeSkipped: Bool?
    public var repeatDigit: String?
    public var raw: Cell?

    public init(id: String) { self.id = id }

    public static let nameField = "announcement"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<Announcement>] = [
        .text("announcement") { $0.id },
        .text("name") { $0.name },
        .text("recording") { $0.recording },
        RecordField("target") { $0.target?.cell ?? .null },
        .flag("allow_skip") { $0.mayBeSkipped },
        .text("repeat_digit") { $0.repeatDigit },
    ]
}
