/// What a change does to one field: an optional could not say "leave it" and "remove it" apart.
public enum Change<Value: Sendable & Equatable>: Sendable, Equatable {
    case keep
    case clear
    case set(Value)

    /// The new value, where there is one.
    public var newValue: Value? { if case .set(let value) = self { value } else { nil } }
    public var isKeep: Bool { self == .keep }
}

/// A change to an extension, or what a new one is to be like. What is not mentioned stays as the PBX has it, or gets
/// the documented default on a new extension.
public struct ExtensionChange: Sendable, Equatable {
    public var name: Change<String> = .keep
    public var isEnabled: Change<Bool> = .keep
    public var secret: Change<Secret> = .keep
    public var outboundCallerIDName: Change<String> = .keep
    public var outboundCallerIDNumber: Change<String> = .keep
    public var emergencyCallerIDName: Change<String> = .keep
    public var emergencyCallerIDNumber: Change<String> = .keep
    public var hasVoicemail: Change<Bool> = .keep
    public var email: Change<String> = .keep
    public var voicemailPIN: Change<Secret> = .keep
    public var followsMe: Change<Bool> = .keep
    /// How long the extension rings alone before its follow-me list does, in seconds.
    public var ringAloneSeconds: Change<Int> = .keep
    /// How long the follow-me list rings, in seconds. FreePBX only.
    public var ringListSeconds: Change<Int> = .keep
    public var callWaiting: Change<Bool> = .keep
    public var ringSeconds: Change<Int> = .keep
    public var recordInternalIn: Change<Extension.Recording> = .keep
    public var recordInternalOut: Change<Extension.Recording> = .keep
    public var recordExternalIn: Change<Extension.Recording> = .keep
    public var recordExternalOut: Change<Extension.Recording> = .keep
    public var recordOnDemand: Change<Bool> = .keep
    public var recordPriority: Change<Int> = .keep
    public var accountCode: Change<String> = .keep
    public var description: Change<String> = .keep
    /// What a new extension starts out with. One that is there is changed by `Extensions.planDiversion`.
    public var diversion = CallDiversion()

    public init() {}
}

/// The type of a new extension, as the documented parameter `exttype` names it.
public enum ExtensionType: String, Sendable, CaseIterable {
    case sip
    case virtual
}
