/// Secrets that were made up for one object of an import, to be printed once.
public struct GeneratedSecrets: Sendable, Equatable {
    /// `1001`.
    public var id: String
    public var secret: Secret?
    public var voicemailPIN: Secret?

    public init(_ id: String, secret: Secret?, voicemailPIN: Secret?) {
        self.id = id
        self.secret = secret
        self.voicemailPIN = voicemailPIN
    }
}
