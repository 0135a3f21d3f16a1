/// A system recording: a sound that the PBX plays. Not a recorded call.
public struct SystemRecording: Record, Equatable {
    /// FreePBX: its number; FusionPBX: its file name.
    public var id: String
    /// The display name; not unique.
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var files: [String] = []
    public var description: String?
    public var sizeBytes: Int?
    public var featureCode: String?
    public var raw: Cell?

    public init(id: String) { self.id = id }

    public static let nameField = "recording"
    public static let tableFields = ["recording", "name", "domain", "files", "description", "size_bytes"]
    public static let fields: [RecordField<SystemRecording>] = [
        .text("recording") { $0.id },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        RecordField("files") { .list($0.files.map(Cell.text)) },
        .text("description") { $0.description },
        .number("size_bytes") { $0.sizeBytes },
        .text("feature_code") { $0.featureCode },
    ]
}
