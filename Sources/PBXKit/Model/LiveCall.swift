/// A party of a call that is up now: one channel of the switch.
public struct LiveCall: Record, Equatable {
    public enum State: String, Sendable, CaseIterable {
        /// Set up, nothing rings yet.
        case dialing
        /// The phone of this party rings, or this party hears that the other's does.
        case ringing
        case up, held, busy
        /// Over, where a change is reported.
        case ended
        case unknown
    }

    /// The channel's own identifier: Asterisk's unique id, FreeSWITCH's uuid.
    public var id: String
    /// What the channels of one call have in common.
    public var callID: String?
    public var channel: String?
    public var state: State
    public var source: String?
    public var sourceName: String?
    public var destination: String?
    /// The extension whose phone this is; nil for a trunk.
    public var `extension`: String?
    /// ISO 8601 with offset.
    public var started: String?
    public var durationSeconds: Int?
    /// What the switch does with the channel: `Dial`, `bridge`, `Queue`.
    public var application: String?
    /// The channel that it talks to.
    public var bridgedTo: String?
    public var domain: String?
    /// The node of a cluster that has it, by its address.
    var node: String?
    public var raw: Cell?

    public init(id: String, state: State) {
        self.id = id
        self.state = state
    }

    public static let nameField = "id"
    public static let tableFields = ["extension", "src", "src_name", "dst", "state", "duration_seconds", "application", "id"]
    public static let fields: [RecordField<LiveCall>] = [
        .text("id") { $0.id },
        .text("call_id") { $0.callID },
        .text("channel") { $0.channel },
        .text("state") { $0.state.rawValue },
        .text("src") { $0.source },
        .text("src_name") { $0.sourceName },
        .text("dst") { $0.destination },
        .text("extension") { $0.extension },
        .text("started") { $0.started },
        .number("duration_seconds") { $0.durationSeconds },
        .text("application") { $0.application },
        .text("bridged_to") { $0.bridgedTo },
        .text("domain") { $0.domain },
    ]
}

extension LiveCall {
    /// Whether a word on the command line means it: the channel, the whole call, or all of an extension's.
    public func isMeant(by word: String) -> Bool { [id, callID, channel, `extension`].contains(word) }

    /// Those that are somebody's, without the pairs of pseudo-channels that a switch joins its own parts with; a call
    /// that is nothing else keeps them.
    static func parties(_ calls: [LiveCall], isInner: (LiveCall) -> Bool) -> [LiveCall] {
        let real = Set(calls.filter { !isInner($0) }.compactMap(\.callID))
        return calls.filter { call in !isInner(call) || !(call.callID.map(real.contains) ?? false) }
    }

    /// Calls in the order in which they began, the parties of one beside each other.
    static func sorted(_ calls: [LiveCall]) -> [LiveCall] {
        let begun = Dictionary(
            calls.map { ($0.callID ?? $0.id, $0.durationSeconds ?? 0) }, uniquingKeysWith: { max($0, $1) })
        func order(_ call: LiveCall) -> (Int, String, Int, String) {
            let key = call.callID ?? call.id
            return (-(begun[key] ?? 0), key, -(call.durationSeconds ?? 0), call.id)
        }
        return calls.sorted { order($0) < order($1) }
    }
}
