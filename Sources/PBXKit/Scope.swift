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

    public init() {}
}
