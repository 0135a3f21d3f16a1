/// Which tenant of the PBX commands are about, and how much is said about what they do.
public struct Scope: Sendable {
    /// Name or uuid given with `--domain`; nil: the profile's, else the only one there is.
    public var domain: String?
    /// Listings cover every domain.
    public var allDomains = false
    /// Zone that times are shown in (`--time-zone`); nil: the profile's, else the PBX's.
    public var timeZone: String?
    /// The event socket may be down: the switch is stopped and will read everything anew.
    public var offline = false
    /// How long a write waits for the PBX-wide lock.
    public var lockTimeout: Duration = .seconds(10)
    /// Where writes are written down before they are made; nil: nowhere, and nothing can be recovered.
    public var journal: Journal?
    /// Collects what is read, for a plan that is saved.
    public var readings: ReadingLog?
    /// Receives a line for every statement, manager action and command; never a secret.
    public var trace: (@Sendable (String) -> Void)?
    /// Receives what the user should know beside the result; never a secret.
    public var note: (@Sendable (String) -> Void)?

    /// Is told how far a long write has come.
    public var progress: (@Sendable (Progress) -> Void)?

    public init() {}
}

/// How far a long write has come.
public struct Progress: Sendable, Equatable {
    /// What is being done: `checking rows`.
    public var phase: String
    public var done: Int
    public var total: Int

    public init(_ phase: String, _ done: Int, of total: Int) {
        self.phase = phase
        self.done = done
        self.total = total
    }
}
