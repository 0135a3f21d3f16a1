/// What goes wrong in a case of the matrix.
enum Disturbance: Sendable {
    /// SIGKILL in place of a system call.
    case killed(at: SystemCall)
    /// SIGKILL, and another in the recovery that follows.
    case killedTwice(at: SystemCall, recoveryAt: SystemCall)
    /// A system call on a file fails.
    case file(SystemCall, error: String)
    /// A connection breaks.
    case cut(Link, Cut)
    /// The manager refuses an action, the switch a command.
    case refused(Int)

    /// A system call by its name and how often it has been made: `sendto` 41.
    struct SystemCall: Sendable {
        var name: String
        var number: Int
    }

    enum Link: String, Sendable, CaseIterable {
        case database
        case manager
    }

    struct Cut: Sendable {
        /// The piece sent to the server at which it breaks.
        var piece: Int
        /// The server still gets the piece; its answer is lost.
        var losesAnswer: Bool
        /// Nobody answers any more until the command has ended.
        var staysAway: Bool
    }

    /// The line of the report that it counts in.
    var kind: String {
        switch self {
        case .killed: "killed"
        case .killedTwice: "killed twice"
        case .file: "file system"
        case .cut(let link, let cut): "\(link.rawValue) \(cut.staysAway ? "stays away" : "lost once")"
        case .refused: "manager refuses"
        }
    }

    static let kinds = [
        "killed", "killed twice", "file system", "database lost once", "database stays away", "manager lost once", "manager stays away",
        "manager refuses",
    ]

    var isProxied: Bool {
        switch self {
        case .killed, .killedTwice, .file: false
        case .cut, .refused: true
        }
    }
}

extension Disturbance: CustomStringConvertible {
    var description: String {
        switch self {
        case .killed(let call): "killed at \(call)"
        case .killedTwice(let call, let other): "killed at \(call), recovery killed at \(other)"
        case .file(let call, let error): "\(error) of \(call)"
        case .cut(let link, let cut):
            "\(link.rawValue) lost \(cut.losesAnswer ? "before the answer to" : "before") piece \(cut.piece)\(cut.staysAway ? " for good" : "")"
        case .refused(let number): "action \(number) refused"
        }
    }
}

extension Disturbance.SystemCall: CustomStringConvertible {
    var description: String { "\(name) \(number)" }
}
