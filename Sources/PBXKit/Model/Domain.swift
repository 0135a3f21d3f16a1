/// A tenant of a FusionPBX.
public struct Domain: Record, Equatable {
    public var name: String
    public var uuid: String
    public var parentUUID: String?
    public var isEnabled: Bool?
    public var description: String?
    public var raw: Cell?

    public init(name: String, uuid: String) {
        self.name = name
        self.uuid = uuid
    }

    public static let nameField = "domain"
    public static let tableFields = ["domain", "uuid", "enabled", "description"]
    public static let fields: [RecordField<Domain>] = [
        .text("domain") { $0.name },
        .text("uuid") { $0.uuid },
        .text("parent_uuid") { $0.parentUUID },
        .flag("enabled") { $0.isEnabled },
        .text("description") { $0.description },
    ]
}
