/// An extension: a number, the phone or mailbox behind it and how calls to and from it are treated.
public struct Extension: Record, Equatable {
    /// What drives the phone.
    public enum Driver: String, Sendable, CaseIterable {
        case pjsip, chan_sip, iax2, dahdi, sofia, virtual, custom
    }

    /// Whether calls of one direction are recorded.
    public enum Recording: String, Sendable, CaseIterable { case always, dontcare, never }

    public var number: String
    public var name: String?
    public var domain: String?
    public var uuid: String?
    public var driver: Driver?
    public var isEnabled: Bool?
    public var outboundCallerIDName: String?
    public var outboundCallerIDNumber: String?
    public var emergencyCallerIDName: String?
    public var emergencyCallerIDNumber: String?
    public var hasVoicemail: Bool?
    public var email: String?
    public var followsMe: Bool?
    public var doNotDisturb: Bool?
    public var callForwardAll: String?
    public var callForwardBusy: String?
    public var callForwardNoAnswer: String?
    public var callWaiting: Bool?
    public var ringSeconds: Int?
    public var recordInternalIn: String?
    public var recordInternalOut: String?
    public var recordExternalIn: String?
    public var recordExternalOut: String?
    /// `enabled`, `disabled` or `override`.
    public var recordOnDemand: String?
    public var recordPriority: Int?
    public var context: String?
    public var accountCode: String?
    /// nil unless the caller asked to reveal it.
    public var secret: String?
    public var voicemailPIN: String?
    public var description: String?
    /// The PBX's own tables and keys; nil unless asked for.
    public var raw: Cell?

    public init(number: String) { self.number = number }

    public static let nameField = "extension"
    public static let tableFields = [
        "extension", "name", "domain", "driver", "enabled", "outbound_caller_id_number", "voicemail", "follow_me",
        "do_not_disturb", "call_forward_all",
    ]
    public static let fields: [RecordField<Extension>] = identity + callerID + switches + recording + rest

    private static let identity: [RecordField<Extension>] = [
        .text("extension") { $0.number },
        .text("name") { $0.name },
        .text("domain") { $0.domain },
        .text("uuid") { $0.uuid },
        .text("driver") { $0.driver?.rawValue },
        .flag("enabled") { $0.isEnabled },
    ]
    private static let callerID: [RecordField<Extension>] = [
        .text("outbound_caller_id_name") { $0.outboundCallerIDName },
        .text("outbound_caller_id_number") { $0.outboundCallerIDNumber },
        .text("emergency_caller_id_name") { $0.emergencyCallerIDName },
        .text("emergency_caller_id_number") { $0.emergencyCallerIDNumber },
    ]
    private static let switches: [RecordField<Extension>] = [
        .flag("voicemail") { $0.hasVoicemail },
        .text("email") { $0.email },
        .flag("follow_me") { $0.followsMe },
        .flag("do_not_disturb") { $0.doNotDisturb },
        .text("call_forward_all") { $0.callForwardAll },
        .text("call_forward_busy") { $0.callForwardBusy },
        .text("call_forward_no_answer") { $0.callForwardNoAnswer },
        .flag("call_waiting") { $0.callWaiting },
        .number("ring_seconds") { $0.ringSeconds },
    ]
    private static let recording: [RecordField<Extension>] = [
        .text("rec_internal_in") { $0.recordInternalIn },
        .text("rec_internal_out") { $0.recordInternalOut },
        .text("rec_external_in") { $0.recordExternalIn },
        .text("rec_external_out") { $0.recordExternalOut },
        .text("rec_ondemand") { $0.recordOnDemand },
        .number("rec_priority") { $0.recordPriority },
    ]
    private static let rest: [RecordField<Extension>] = [
        .text("context") { $0.context },
        .text("account_code") { $0.accountCode },
        .text("secret") { $0.secret },
        .text("voicemail_pin") { $0.voicemailPIN },
        .text("description") { $0.description },
    ]
}
