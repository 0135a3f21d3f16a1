/// Time conditions: they send calls one way at some times and the other way at all others.
public protocol TimeConditions: Listing where Listed == TimeCondition {
    /// Overrides what the clock says, or with `.auto` lets it count again. Throws `.notOffered` where this PBX cannot.
    func planSet(_ identifier: String, to override: TimeConditionOverride, until end: OverrideEnd) throws -> Plan
}

/// What a time condition is made to say.
public enum TimeConditionOverride: Sendable {
    /// As if its times matched.
    case matched
    /// As if they did not.
    case notMatched
    /// What the clock says.
    case auto
}

/// When an override ends.
public enum OverrideEnd: Sendable, Equatable {
    /// When somebody takes it back.
    case never
    /// When the clock comes to say the same.
    case nextChange
    /// At a moment, as somebody wrote it.
    case time(String)
}
