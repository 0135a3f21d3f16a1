/// A trunk that an outbound call is tried on.
public struct OutboundStep: Record, Equatable {
    /// The route's id on FreePBX, its uuid on FusionPBX.
    public var route: String
    public var name: String?
    /// The dial pattern, or on FusionPBX the expression, that takes the number.
    public var pattern: String
    /// nil: the route has none.
    public var trunk: String?
    /// False: it is switched off, and passed over.
    public var isTrunkEnabled: Bool?
    /// What is dialled on the trunk.
    public var number: String
    /// The caller id that is sent where the trunk or the route does not change it.
    public var callerID: String?
    public var isEmergency: Bool?

    public init(route: String, pattern: String, number: String) {
        self.route = route
        self.pattern = pattern
        self.number = number
    }

    public static let nameField = "trunk"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<OutboundStep>] = [
        .text("route") { $0.route },
        .text("name") { $0.name },
        .text("pattern") { $0.pattern },
        .text("trunk") { $0.trunk },
        .flag("enabled") { $0.isTrunkEnabled },
        .text("number") { $0.number },
        .text("caller_id") { $0.callerID },
        .flag("emergency") { $0.isEmergency },
    ]
}
