/// Finishes writes to a FusionPBX that were broken off: its rows change all at once, what can be missing is that the
/// switch has been told.
struct FusionPBXRecovery {
    /// How long another machine may take to tell its switches before its write counts as broken off. Seconds.
    private static let patience: Int64 = 120

    let connection: FusionPBXConnection

    /// All writes that were broken off on this machine by this user; then looks for the remains of others.
    ///
    /// Throws `.conflict` where a write was broken off elsewhere, saying where to recover it.
    @discardableResult
    func recoverAll() throws -> [Recovery] {
        guard let journal = connection.scope.journal else { return [] }
        let recovered = try journal.brokenOff(on: connection.profile.pbxIdentity).map(recover)
        for mark in try FusionPBXUnfinishedMark(connection: connection).all() {
            if let open = try journal.brokenOff(id: mark.id) {
                _ = try recover(open)
            } else if Self.isOld(mark.id) {
                throw PBXError.brokenOffElsewhere(mark.id, by: mark.who)
            }
        }
        return recovered
    }

    /// Whether the rows of a plan are as after it.
    func isCommitted(_ plan: Plan, id: String?) throws -> Bool {
        let database = try connection.database()
        return try database.transaction {
            // A server that has not noticed yet that its client is gone holds the lock until it has.
            try FusionPBXLock(database: database).take(waitingFor: connection.scope.lockTimeout)
            if let id, try FusionPBXUnfinishedMark(connection: connection).all().contains(where: { $0.id == id }) { return true }
            let rows = plan.steps.compactMap { if case .row(let step) = $0 { step } else { nil } }
            return RecoveryDirection(rows: try database.standings(of: rows), others: []) == .forward
        }
    }

    private func recover(_ open: OpenJournalEntry) throws -> Recovery {
        var scope = connection.scope
        scope.domain = open.entry.domain
        let other = try FusionPBXConnection(profile: connection.profile, scope: scope)
        defer { other.close() }
        let isCommitted = try isCommitted(open.entry.plan, id: open.entry.id)
        var notes: [String] = []
        if isCommitted {
            let writer = FusionPBXWriter(connection: other)
            do {
                try writer.finish(open.entry.plan, on: writer.nodes(for: open.entry.plan))
            } catch where PBXError(error).kind != .unreachable {
                // Said once more would be refused once more.
                notes.append(PBXError(error).why)
            }
        }
        try FusionPBXUnfinishedMark(connection: connection).clear(open.entry.id)
        open.finish(isCommitted ? .completed : .restored, notes: notes)
        return Recovery(entry: open.entry, outcome: isCommitted ? .completed : .restored, notes: notes)
    }

    /// By the change's id, which is a time: both machines take it from their clocks.
    private static func isOld(_ id: String) -> Bool {
        id < Journal.identifier(at: Timestamp.now().advanced(bySeconds: -patience))
    }
}
