/// A message in a mailbox.
public struct VoicemailMessage: Record, Equatable {
    /// FreePBX: `msg_id`, or `FOLDER/msgNNNN` where it has none. FusionPBX: the message's uuid.
    public var id: String
    public var mailbox: String
    public var domain: String?
    /// `new`, `old`, `urgent`, or the folder's own name.
    public var folder: String
    /// ISO 8601 with offset.
    public var received: String?
    public var callerIDName: String?
    public var callerIDNumber: String?
    public var durationSeconds: Int?
    public var isRead: Bool
    public var sizeBytes: Int?
    public var file: String?

    public init(id: String, mailbox: String, folder: String, isRead: Bool) {
        self.id = id
        self.mailbox = mailbox
        self.folder = folder
        self.isRead = isRead
    }

    public static let nameField = "id"
    public static let tableFields = [
        "id", "folder", "received", "caller_id_name", "caller_id_number", "duration_seconds", "read",
    ]
    public static let fields: [RecordField<VoicemailMessage>] = [
        .text("id") { $0.id },
        .text("mailbox") { $0.mailbox },
        .text("domain") { $0.domain },
        .text("folder") { $0.folder },
        .text("received") { $0.received },
        .text("caller_id_name") { $0.callerIDName },
        .text("caller_id_number") { $0.callerIDNumber },
        .number("duration_seconds") { $0.durationSeconds },
        .flag("read") { $0.isRead },
        .number("size_bytes") { $0.sizeBytes },
        .text("file") { $0.file },
    ]
}
