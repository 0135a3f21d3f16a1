/// An outbound route: which numbers go out over which trunks.
public struct OutboundRoute: Record, Equatable {
    public var id: String
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var order: Int?
    public var isEnabled: Bool?
    public var patterns: [String] = []
    public var trunks: [String] = []
    public var isEmergency: Bool?
    public var raw: Cell?

    public init(id: String) { self.id = id }

    public static let nameField = "route"
    public static let tableFields = ["route", "name", "domain", "order", "enabled", "patterns", "trunks"]
    public static let fields: [RecordField<OutboundRoute>] = [
        .text("route") { $0.id },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .number("order") { $0.order },
        .flag("enabled") { $0.isEnabled },
        RecordField("patterns") { .list($0.patterns.map(Cell.text)) },
        RecordField("trunks") { .list($0.trunks.map(Cell.text)) },
        .flag("emergency") { $0.isEmergency },
    ]
}

/// One outbound dial pattern.
public struct OutboundPattern: Record, Equatable {
    public var route: String
    /// The whole pattern: FreePBX's parts put together, FusionPBX's regular expression.
    public var pattern: String
    public var prefix: String?
    public var match: String?
    public var prepend: String?
    public var callerID: String?
    public var trunks: [String] = []
    public var raw: Cell?

    public init(route: String, pattern: String) {
        self.route = route
        self.pattern = pattern
    }

    public static let nameField = "pattern"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<OutboundPattern>] = [
        .text("route") { $0.route },
        .text("pattern") { $0.pattern },
        .text("prefix") { $0.prefix },
        .text("match") { $0.match },
        .text("prepend") { $0.prepend },
        .text("caller_id") { $0.callerID },
        RecordField("trunks") { .list($0.trunks.map(Cell.text)) },
    ]
}
