/// Where the values of an option or operand come from when a shell completes them.
enum Completion: Sendable, Equatable {
    case none
    case words([String])
    case file
    /// The names in the `--fields` list of the command at hand.
    case fields
    /// Names of profiles in the profile files.
    case profiles
    /// Commands, for `help`.
    case commands
    case live(LiveValues)
}

/// Values that only the PBX knows.
enum LiveValues: String, Sendable {
    case extensions
    case inboundNumbers = "dids"
    case domains
    /// Messages of the mailbox that the line names before.
    case messages
    /// Where calls can be sent: `extension:1001`.
    case targets
    // Nouns that are listed; a raw value is the noun, and the name of an operand that is one of them.
    case administrators = "admin"
    case announcements = "announcement"
    case callFlows = "callflow"
    case conferences = "conference"
    case ivrs = "ivr"
    case queues = "queue"
    case recordings = "recording"
    case ringGroups = "ringgroup"
    case timeConditions = "timecondition"
    case trunks = "trunk"
    case blockedNumbers = "blocklist"
    /// Ids of the history.
    case changes
}
