/// How a node chooses between its ways.
public enum CallDecision: Sendable {
    case clock(CallClock)
    /// Turned by hand; nil where the PBX does not say which way.
    case toggle(CallFlow.State?)

    /// The role that calls take at a moment; nil where that cannot be told. `zone` is the PBX's own.
    public func role(at moment: Timestamp, zone: TimeZoneRules) -> CallEdge.Role? {
        switch self {
        case .clock(let clock): clock.role(at: moment, zone: zone)
        case .toggle(let state): state.map { $0 == .normal ? .normal : .alternate }
        }
    }
}

/// A test that the clock on the wall passes or not, in the form a PBX writes it.
public protocol TimeTest: Sendable {
    /// nil where the test is not understood.
    func holds(at time: LocalTime) -> Bool?
}

/// The times of a time condition.
public struct CallClock: Sendable {
    /// Tests that hold where all of theirs hold, in the order they are asked; each leads another way.
    public var sets: [[any TimeTest]]
    /// Whether one of a set's tests is enough.
    public var needsOneOnly: Bool
    /// IANA name; nil for the PBX's own zone.
    public var zone: String?
    /// As `TimeCondition.override`.
    public var override: String?
    /// When the override ends by itself, in Unix time.
    public var overrideEnd: Int64?
    /// What it goes by is not times pbxctl can read: a calendar.
    public var isOpaque = false

    public init(sets: [[any TimeTest]], needsOneOnly: Bool, zone: String?) {
        self.sets = sets
        self.needsOneOnly = needsOneOnly
        self.zone = zone
    }

    func role(at moment: Timestamp, zone own: TimeZoneRules) -> CallEdge.Role? {
        switch override(at: moment) {
        case "matched", "matched_sticky": return .match(1)
        case "not_matched", "not_matched_sticky": return .noMatch
        default: break
        }
        guard !isOpaque, let zone = try? zone.map({ try TimeZoneRules.named($0) }) ?? own else { return nil }
        let time = zone.localTime(at: moment)
        for (position, tests) in sets.enumerated() {
            guard let holds = Self.all(tests.map { $0.holds(at: time) }, needsOneOnly) else { return nil }
            if holds { return .match(position + 1) }
        }
        return .noMatch
    }

    /// The override that is in force at a moment.
    func override(at moment: Timestamp) -> String? { overrideEnd.map { moment.seconds >= $0 } == true ? nil : override }

    private static func all(_ answers: [Bool?], _ needsOneOnly: Bool) -> Bool? {
        if answers.contains(needsOneOnly) { return needsOneOnly }
        return answers.contains(nil) ? nil : !needsOneOnly
    }
}
