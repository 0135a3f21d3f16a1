/// The PBX-wide lock: one pbxctl at a time writes to a FreePBX. The web interface takes no part in it.
struct FreePBXLock {
    let system: FreePBXSystem

    /// `GET_LOCK` reaches every client of this database server; the file on the PBX's host, held there, those of a
    /// cluster's other nodes.
    func whileHeld<Result>(_ body: () throws -> Result) throws -> Result {
        let deadline = Deadline(after: system.scope.lockTimeout)
        let database = try system.database()
        let name = "pbxctl:" + (try database.value("SELECT DATABASE()") ?? "")
        try take(name, database, deadline)
        defer { _ = try? database.value("SELECT RELEASE_LOCK(\(name))") }
        guard let host = try system.host() else { return try body() }
        return try host.whileLockedIfPossible(system.settings().runDirectory + "/pbxctl.lock", deadline: deadline, body)
    }

    private func take(_ name: String, _ database: any Database, _ deadline: Deadline) throws {
        repeat {
            try Interruption.check()
            // In short waits, so that Ctrl-C is heard.
            let seconds = min(Int(deadline.remainingMilliseconds) / 1000, 1)
            if try database.value("SELECT GET_LOCK(\(name), \(seconds))") == "1" { return }
        } while !deadline.hasPassed
        throw PBXError(
            .conflict, "the PBX", "is being changed by \(try holder(name, database))",
            remedy: "wait for it to finish and try again")
    }

    private func holder(_ name: String, _ database: any Database) throws -> String {
        let row = try database.firstRow(
            """
            SELECT id, user, host FROM information_schema.processlist WHERE id = IS_USED_LOCK(\(name))
            """)
        guard let row, let id = row.values.first ?? nil else { return "another pbxctl" }
        let words = row.values.dropFirst().compactMap { $0 }.joined(separator: " at ")
        return "another pbxctl (database connection \(id)\(words.isEmpty ? "" : ", \(words)"))"
    }
}
