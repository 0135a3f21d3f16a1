/// A place that a call can be at: an object of the PBX, or what one leads to.
public struct CallNode: Sendable {
    /// What sort of place; the raw value is the word used in JSON and before the colon of `type:id`.
    public enum Kind: String, Sendable, CaseIterable {
        case did, route, `extension`, voicemail, followme, ringgroup, queue, ivr, conference, timecondition, callflow
        case announcement, recording, misc, custom, external, hangup
        /// Anything else, by the PBX's own string.
        case native

        public init(_ kind: Target.Kind) { self = Kind(rawValue: kind.rawValue) ?? .native }
    }

    public var kind: Kind
    /// Its number, its id, or for `native` the PBX's own string.
    public var id: String
    public var name: String?
    public var domain: String?
    /// What phones dial to get here; nil where they cannot.
    public var number: String?
    /// False for what something leads to although the PBX has no such thing.
    public var exists = true
    public var isEnabled = true
    /// Whether it is there for calls to be led to and for nothing else: a group, a menu, a condition.
    public var isApplication = false
    /// Whether there can be only one of it although it is no application: an inbound number, an extension.
    var isOnce: Bool { kind == .did || kind == .extension }
    /// What it chooses between, where it chooses by itself.
    public var decision: CallDecision?
    /// Further facts that a trace shows, such as `do not disturb`.
    public var remarks: [String] = []

    public init(_ kind: Kind, _ id: String, name: String? = nil, domain: String? = nil) {
        self.kind = kind
        self.id = id
        self.name = name
        self.domain = domain
    }

    /// The id as it is printed; nil for hanging up.
    public var shownID: String? { id.isEmpty ? nil : id }

    /// As a command takes it for a target; nil where none does.
    public var asTarget: String? {
        guard kind != .hangup else { return short }
        return Target.Kind(rawValue: kind.rawValue).flatMap { TargetRequest.kinds.contains($0) || kind == .native ? short : nil }
    }

    /// `extension:1001`, `hangup`, `raw:app-setcid,3,1`.
    public var short: String {
        switch kind {
        case .native: "raw:\(id)"
        case .hangup: "hangup"
        default: "\(kind.rawValue):\(id)"
        }
    }
}

/// What tells nodes apart.
struct CallNodeKey: Hashable {
    var kind: CallNode.Kind
    var id: String
    var domain: String?

    /// Few nodes differ in their kind alone.
    func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(domain)
    }

    static func == (left: CallNodeKey, right: CallNodeKey) -> Bool {
        left.id == right.id && left.kind == right.kind && left.domain == right.domain
    }
}
