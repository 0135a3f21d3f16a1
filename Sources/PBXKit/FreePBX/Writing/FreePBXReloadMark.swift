import Glibc

/// The mark that changes wait for a reload (`admin.need_reload`), and reloads that run meanwhile: they clear the mark
/// at their end, changes made since their beginning or not.
struct FreePBXReloadMark {
    /// A reload of a large PBX takes minutes.
    static let longestReload = Duration.seconds(300)
    /// How long after a write a PBX without reachable files is asked again.
    private static let remotePause = Duration.seconds(3)

    let system: FreePBXSystem

    func isSet() throws -> Bool {
        try system.database().value("SELECT value FROM admin WHERE variable = 'need_reload'") == "true"
    }

    /// Writes the mark, inside whatever transaction runs.
    func write(to database: any Database) throws {
        if try database.execute("UPDATE admin SET value = 'true' WHERE variable = 'need_reload'") == 0 {
            try database.execute("INSERT INTO admin (variable, value) VALUES ('need_reload', 'true')")
        }
    }

    /// FreePBX works from a copy of AstDB that it made when its reload began: what is written meanwhile can be lost.
    func waitForRunningReload() throws {
        guard try isReloading() else { return }
        try waitForEnd(of: Deadline(after: Self.longestReload), check: Interruption.check)
    }

    /// After a write: sees to it that the mark outlives a reload that began meanwhile.
    func confirm(wasMarked: Bool) throws {
        if try system.host() != nil {
            if try isReloading() { try waitForEnd(of: Deadline(after: Self.longestReload)) }
            if try !isSet() { try write(to: system.database()) }
        } else if wasMarked {
            // Marked before: by an earlier change, or by a reload that runs. Its files would tell; without them, ask later.
            system.confirmMarkLater()
        } else if try !isSet() {
            try write(to: system.database())
        }
    }

    /// The late look at a PBX whose files cannot be reached.
    func confirmNow(writtenAt moment: ContinuousClock.Instant) {
        let left = Self.remotePause - (ContinuousClock.now - moment)
        if left > .zero { usleep(UInt32(clamping: left.components.seconds * 1_000_000 + left.components.attoseconds / 1_000_000_000_000)) }
        if (try? isSet()) == false { try? write(to: system.database()) }
    }

    /// FreePBX: `ASTRUNDIR/reload.lock` holds the process id; a file whose process is gone is stale.
    func isReloading() throws -> Bool {
        guard let host = try system.host() else { return false }
        let folder = try system.settings().runDirectory
        guard let text = try? host.readIfPresent("\(folder)/reload.lock")?.text else { return false }
        let process = FreePBXInput.trimmed(text)
        guard let number = Int32(process), number > 0 else { return false }
        return try host.status(of: "/proc/\(number)") != nil
    }

    /// `check` ends the wait early while nothing has been written.
    private func waitForEnd(of deadline: Deadline, check: () throws -> Void = {}) throws {
        while try isReloading() {
            try check()
            guard !deadline.hasPassed else {
                throw PBXError(
                    .timedOut, "FreePBX's reload", "still runs after \(Self.longestReload.components.seconds) seconds",
                    remedy: "see what `fwconsole reload` is doing, then try again")
            }
            usleep(100_000)
        }
    }
}
