/// A mailbox and how full it is.
public struct VoicemailBox: Record, Equatable {
    public var mailbox: String
    public var name: String?
    public var domain: String?
    public var email: String?
    public var isEnabled: Bool?
    public var newCount: Int?
    public var oldCount: Int?
    public var urgentCount: Int?
    /// Which greeting is played: `unavailable`, `busy`, `temporary`, a number, or nil for the default.
    public var greeting: String?
    public var sizeBytes: Int?
    public var raw: Cell?

    public init(mailbox: String) { self.mailbox = mailbox }

    public static let nameField = "mailbox"
    public static let tableFields = ["mailbox", "name", "domain", "email", "new", "old", "urgent", "size_bytes"]
    public static let fields: [RecordField<VoicemailBox>] = [
        .text("mailbox") { $0.mailbox },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("email") { $0.email },
        .flag("enabled") { $0.isEnabled },
        .number("new") { $0.newCount },
        .number("old") { $0.oldCount },
        .number("urgent") { $0.urgentCount },
        .text("greeting") { $0.greeting },
        .number("size_bytes") { $0.sizeBytes },
    ]
}

/// Which messages of a mailbox are meant.
public enum MessageSelection: Sendable, Equatable {
    case ids([String])
    case all
    /// Older than so many seconds.
    case olderThan(seconds: Int)
}
