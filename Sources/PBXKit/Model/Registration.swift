/// A phone that is, or is not, registered for an extension: one record for each contact.
public struct Registration: Record, Equatable {
    public enum Status: String, Sendable, CaseIterable { case registered, unreachable, unregistered }

    public var `extension`: String
    public var name: String?
    public var domain: String?
    public var status: Status
    public var contact: String?
    public var address: String?
    public var port: Int?
    public var transport: String?
    public var userAgent: String?
    /// ISO 8601 with offset.
    public var expires: String?
    public var latencyMilliseconds: Int?
    /// The FreeSWITCH node that has it.
    public var node: String?
    public var raw: Cell?

    public init(extension: String, status: Status) {
        self.extension = `extension`
        self.status = status
    }

    public static let nameField = "extension"
    public static let tableFields = ["extension", "name", "status", "address", "port", "user_agent", "expires", "latency_ms"]
    public static let fields: [RecordField<Registration>] = [
        .text("extension") { $0.extension },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("status") { $0.status.rawValue },
        .text("contact") { $0.contact },
        .text("address") { $0.address },
        .number("port") { $0.port },
        .text("transport") { $0.transport },
        .text("user_agent") { $0.userAgent },
        .text("expires") { $0.expires },
        .number("latency_ms") { $0.latencyMilliseconds },
        .text("node") { $0.node },
    ]
}
