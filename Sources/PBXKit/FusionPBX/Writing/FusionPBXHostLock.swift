/// The lock file on the PBX's host: where the database is a cluster or behind a pooler, its own lock alone is weak.
///
/// In the switch's storage folder, which the nodes of a cluster often share. Where this user cannot write there, or the
/// host cannot be reached, the lock of the database has to do.
struct FusionPBXHostLock {
    let connection: FusionPBXConnection

    func whileHeld<Result>(_ body: () throws -> Result) throws -> Result {
        guard let path = try path() else { return try body() }
        do {
            return try connection.host.whileLockedIfPossible(path, deadline: Deadline(after: connection.scope.lockTimeout), body)
        } catch let error as PBXError where error.kind == .conflict && error.what == path {
            throw PBXError(
                .conflict, "FusionPBX", "is being changed by another pbxctl, which holds \(path)",
                remedy: "try again, or wait longer with --lock-timeout")
        }
    }

    /// nil where the host is unknown, or the switch keeps its files elsewhere.
    private func path() throws -> String? {
        guard connection.isHostKnown else { return nil }
        let folder = try connection.profile.paths[.switchStorage]?.value
            ?? connection.settings(of: connection.domain()).storageDirectory
        return try connection.host.status(of: folder)?.kind == .directory ? "\(folder)/.pbxctl.lock" : nil
    }
}
