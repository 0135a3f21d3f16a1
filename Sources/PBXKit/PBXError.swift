/// Why an operation did not happen, in words an administrator can act on.
public struct PBXError: Error, Sendable, Equatable {
    /// What sort of failure it is. Closed, because each has an exit status of its own.
    public enum Kind: String, Sendable, CaseIterable {
        case failed
        case usage
        case notFound = "not_found"
        case conflict
        case unreachable
        case notPermitted = "not_permitted"
        case notOffered = "not_offered"
        case partial
        /// The answer to a question asked with `--exit-code` is no.
        case negative
        case timedOut = "timed_out"
    }

    public var kind: Kind
    /// What failed: `extension 1001`.
    public var what: String
    /// Why: `already exists`.
    public var why: String
    /// What to do about it: a sentence without a full stop.
    public var remedy: String?

    public init(_ kind: Kind, _ what: String, _ why: String, remedy: String? = nil) {
        self.kind = kind
        self.what = what
        self.why = why
        self.remedy = remedy
    }
}

extension PBXError.Kind {
    /// The process exit status; documented by `pbxctl help exit-codes`.
    public var exitStatus: Int32 {
        switch self {
        case .failed: 1
        case .usage: 2
        case .notFound: 3
        case .conflict: 4
        case .unreachable: 5
        case .notPermitted: 6
        case .notOffered: 7
        case .partial: 8
        case .negative: 9
        case .timedOut: 10
        }
    }

    /// What the status means, for help and manual pages.
    public var meaning: String {
        switch self {
        case .failed: "the operation failed"
        case .usage: "the command line is not right"
        case .notFound: "the named thing does not exist"
        case .conflict: "it already exists, or it is in conflict with something"
        case .unreachable: "the PBX, its database or its manager cannot be reached"
        case .notPermitted: "credentials or privileges do not suffice"
        case .notOffered: "this kind of PBX does not offer it"
        case .partial: "done in part; the report says which"
        case .negative: "the answer is no"
        case .timedOut: "a wait ran out"
        }
    }
}

/// An error of a lower layer that can say itself in an administrator's words.
public protocol PBXErrorConvertible: Error {
    var pbxError: PBXError { get }
}

extension PBXError {
    /// Any error as one with a kind. Unknown errors become `.failed`.
    public init(_ error: any Error) {
        switch error {
        case let error as PBXError: self = error
        case let error as any PBXErrorConvertible: self = error.pbxError
        default: self.init(.failed, "the command", "\(error)")
        }
    }

    /// The error of a command that this kind of PBX has no counterpart for.
    public static func notOffered(_ what: String, by kind: PBXKind, nearest: String? = nil) -> PBXError {
        PBXError(.notOffered, what, "not offered by \(kind.title)", remedy: nearest)
    }
}
