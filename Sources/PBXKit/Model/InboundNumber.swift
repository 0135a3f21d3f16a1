/// An inbound number (DID) and where its calls go.
public struct InboundNumber: Record, Equatable {
    public var did: String
    /// FreePBX: the caller the route is restricted to; nil where it holds for every caller.
    public var callerID: String?
    public var description: String?
    public var target: Target?
    public var domain: String?
    public var uuid: String?
    public var isEnabled: Bool?
    public var countryCode: String?
    public var musicOnHoldClass: String?
    public var callerIDPrefix: String?
    public var raw: Cell?

    public init(did: String) { self.did = did }

    public static let nameField = "did"
    public static let tableFields = ["did", "caller_id", "description", "target", "domain", "enabled", "moh_class"]
    public static let fields: [RecordField<InboundNumber>] = [
        .text("did") { $0.did },
        .text("caller_id") { $0.callerID },
        .text("description") { $0.description },
        RecordField("target") { $0.target?.cell ?? .null },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .flag("enabled") { $0.isEnabled },
        .text("country_code") { $0.countryCode },
        .text("moh_class") { $0.musicOnHoldClass },
        .text("caller_id_prefix") { $0.callerIDPrefix },
    ]
}

/// A change to an inbound number, or what a new one is to be like.
public struct InboundNumberChange: Sendable, Equatable {
    public var target: Change<TargetRequest> = .keep
    public var description: Change<String> = .keep
    public var musicOnHoldClass: Change<String> = .keep
    public var callerIDPrefix: Change<String> = .keep
    public var isEnabled: Change<Bool> = .keep
    public var countryCode: Change<String> = .keep

    public init() {}
}
