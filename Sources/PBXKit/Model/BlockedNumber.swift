/// A number whose calls are not put through.
public struct BlockedNumber: Record, Equatable {
    public enum Direction: String, Sendable, CaseIterable { case inbound, outbound }

    /// Empty where FusionPBX blocks a caller by name alone.
    public var number: String
    /// FusionPBX: the caller's name, which has to be this one as well.
    public var name: String?
    public var description: String?
    public var domain: String?
    public var uuid: String?
    public var isEnabled = true
    public var direction = Direction.inbound
    /// FusionPBX: put before the number where a caller is shown with it.
    public var countryCode: String?
    /// FusionPBX: blocked for this extension alone.
    public var `extension`: String?
    /// What a blocked call gets: `reject`, `busy`, `hold`, or where it goes as a target.
    public var action: String?
    /// FusionPBX: how many calls were blocked.
    public var blockedCalls: Int?
    /// FusionPBX: ISO 8601 with offset.
    public var added: String?
    public var raw: Cell?

    public init(number: String) { self.number = number }

    public static let nameField = "number"
    public static let tableFields = ["number", "name", "description", "domain", "enabled", "direction", "extension", "action", "blocked_calls"]
    public static let fields: [RecordField<BlockedNumber>] = [
        .text("number") { $0.number.isEmpty ? nil : $0.number },
        .text("name") { $0.name },
        .text("description") { $0.description },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .flag("enabled") { $0.isEnabled },
        .text("direction") { $0.direction.rawValue },
        .text("country_code") { $0.countryCode },
        .text("extension") { $0.extension },
        .text("action") { $0.action },
        .number("blocked_calls") { $0.blockedCalls },
        .text("added") { $0.added },
    ]
}

/// A change to an entry of the block list, or what a new one is to be like.
public struct BlockedNumberChange: Sendable, Equatable {
    public var name: Change<String> = .keep
    public var description: Change<String> = .keep
    public var isEnabled: Change<Bool> = .keep
    public var direction: Change<BlockedNumber.Direction> = .keep
    public var countryCode: Change<String> = .keep
    public var `extension`: Change<String> = .keep
    /// `reject`, `busy`, `hold`, `extension:1001`, `voicemail:1001`, `ringgroup:600`, `ivr:700`.
    public var action: Change<String> = .keep

    public init() {}
}
