/// A way that calls take from one place to another.
public struct CallEdge: Sendable {
    /// When a call takes the way.
    public enum Role: Sendable, Hashable {
        /// Whenever it comes there.
        case always
        /// The digits that the caller presses.
        case option(String)
        case timeout, invalid
        /// One of those that are rung.
        case member
        case noAnswer, busy, unreachable
        case forwardAll, forwardBusy, forwardNoAnswer, forwardUnregistered
        case followMe
        case mailbox
        /// Within the times; where there are several sets of them, the number of the set, from 1 on.
        case match(Int)
        case noMatch
        case normal, alternate
        case fax
        /// Where no trunk takes the call.
        case congestion

        /// As it is printed.
        public var words: String {
            switch self {
            case .always: "always"
            case .option(let digits): "option \(digits)"
            case .timeout: "time-out"
            case .invalid: "invalid choice"
            case .member: "member"
            case .noAnswer: "no answer"
            case .busy: "busy"
            case .unreachable: "not reachable"
            case .forwardAll: "forward all"
            case .forwardBusy: "forward busy"
            case .forwardNoAnswer: "forward no answer"
            case .forwardUnregistered: "forward not registered"
            case .followMe: "follow-me"
            case .mailbox: "mailbox"
            case .match(let number): number == 1 ? "match" : "match \(number)"
            case .noMatch: "no match"
            case .normal: "normal"
            case .alternate: "alternate"
            case .fax: "fax"
            case .congestion: "no trunk"
            }
        }
    }

    /// Positions of the two nodes in the graph.
    public var from: Int
    public var to: Int
    public var role: Role
    /// The PBX's own string for where it leads.
    public var raw: String?
    /// False for what is configured and switched off.
    public var isInForce = true
}
