/// The connection was lost while a transaction was being committed: only the rows can tell whether it was.
struct UnknownCommit: Error, PBXErrorConvertible {
    /// Where the connection led.
    var database: String

    var pbxError: PBXError {
        PBXError(
            .unreachable, "database \(database)",
            "the connection was lost while the changes were being committed; whether they were made is not known",
            remedy: "look at what was to be changed before running the command again")
    }
}
