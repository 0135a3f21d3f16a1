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
    /// Ids of the history.
    case changes
}
