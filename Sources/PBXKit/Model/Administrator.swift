/// Somebody who may administer the PBX in its web interface.
public struct Administrator: Record, Equatable {
    public var username: String
    public var hasFullAccess: Bool?
    /// FreePBX: the permission slugs.
    public var sections: [String] = []
    /// FusionPBX: the groups.
    public var groups: [String] = []
    public var email: String?
    public var `extension`: String?
    public var extensionLow: String?
    public var extensionHigh: String?
    public var isEnabled: Bool?
    public var domain: String?
    public var raw: Cell?

    public init(username: String) { self.username = username }

    public static let nameField = "username"
    public static let tableFields = ["username", "full_access", "sections", "groups", "email", "enabled", "domain"]
    public static let fields: [RecordField<Administrator>] = [
        .text("username") { $0.username },
        .flag("full_access") { $0.hasFullAccess },
        RecordField("sections") { .list($0.sections.map(Cell.text)) },
        RecordField("groups") { .list($0.groups.map(Cell.text)) },
        .text("email") { $0.email },
        .text("extension") { $0.extension },
        .text("extension_low") { $0.extensionLow },
        .text("extension_high") { $0.extensionHigh },
        .flag("enabled") { $0.isEnabled },
        .text("domain") { $0.domain },
    ]
}

/// A change to an administrator, or what a new one is to be like.
public struct AdministratorChange: Sendable, Equatable {
    public var password: Change<Secret> = .keep
    /// Slugs on FreePBX, group names on FusionPBX; `*` is everything.
    public var sections: Change<[String]> = .keep
    public var email: Change<String> = .keep

    public init() {}
}
