/// A line to the outside: a carrier, or another PBX.
public struct Trunk: Record, Equatable {
    public enum Status: String, Sendable, CaseIterable {
        /// It answers, or has let the PBX register.
        case up
        case down
        /// Nobody asks it, and it does not register.
        case unknown
        case disabled
    }

    /// FreePBX: its number; FusionPBX: its name.
    public var id: String
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var technology: String
    public var isEnabled: Bool
    /// nil: the switch does not answer.
    public var status: Status?
    /// The switch's own words for it.
    public var detail: String?
    /// Whether the PBX registers with it.
    public var registers: Bool?
    public var server: String?
    public var username: String?
    public var latencyMilliseconds: Int?
    public var callerID: String?
    public var maximumCalls: Int?
    public var profile: String?
    public var context: String?
    public var description: String?
    public var raw: Cell?

    public init(id: String, technology: String, isEnabled: Bool) {
        self.id = id
        self.technology = technology
        self.isEnabled = isEnabled
    }

    public static let nameField = "trunk"
    public static let tableFields = ["trunk", "name", "domain", "technology", "enabled", "status", "detail", "server", "latency_ms"]
    public static let fields: [RecordField<Trunk>] = [
        .text("trunk") { $0.id },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .text("technology") { $0.technology },
        .flag("enabled") { $0.isEnabled },
        .text("status") { $0.status?.rawValue },
        .text("detail") { $0.detail },
        .flag("registers") { $0.registers },
        .text("server") { $0.server },
        .text("username") { $0.username },
        .number("latency_ms") { $0.latencyMilliseconds },
        .text("caller_id") { $0.callerID },
        .number("max_calls") { $0.maximumCalls },
        .text("profile") { $0.profile },
        .text("context") { $0.context },
        .text("description") { $0.description },
    ]
}
