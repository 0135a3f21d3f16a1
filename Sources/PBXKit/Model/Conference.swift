/// A conference room.
public struct Conference: Record, Equatable {
    public var number: String
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var hasPIN: Bool?
    public var hasAdministratorPIN: Bool?
    /// Who is in it now; nil where the switch does not say.
    public var members: Int?
    public var isEnabled: Bool?
    public var raw: Cell?

    public init(number: String) { self.number = number }

    public static let nameField = "conference"
    public static let tableFields = ["conference", "name", "domain", "pin_set", "members", "enabled"]
    public static let fields: [RecordField<Conference>] = [
        .text("conference") { $0.number },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .flag("pin_set") { $0.hasPIN },
        .flag("admin_pin_set") { $0.hasAdministratorPIN },
        .number("members") { $0.members },
        .flag("enabled") { $0.isEnabled },
    ]
}
