/// Carries plans out: all stores or none.
///
/// Order: the journal, rows, AstDB, configuration, folders moved aside, messages, commit; then what needs no undo. Whatever
/// breaks it off, the stores themselves say afterwards whether it goes on or back.
struct FreePBXWriter {
    let system: FreePBXSystem

    func carryOut(_ plan: Plan) throws {
        guard plan.changesSomething else { return }
        // First of all: FreePBX itself changes nothing without Asterisk, and neither does this.
        _ = try system.manager()
        do {
            try FreePBXLock(system: system).whileHeld { try write(plan) }
        } catch let stop as BrokenOff {
            try Interruption.forgotten { try settle(plan, stop) }
        }
    }

    /// An error after the first step may have been taken.
    private struct BrokenOff: Error {
        var cause: any Error
        var entry: OpenJournalEntry?
        /// How many row steps had been taken; the transaction is rolled back unless it was lost at its commit.
        var takenRows: Int
    }

    private func write(_ plan: Plan) throws {
        let reloadMark = FreePBXReloadMark(system: system)
        try reloadMark.waitForRunningReload()
        try FreePBXRecovery(system: system).recoverAll()
        let wasMarked = try reloadMark.isSet()
        let work = FreePBXWork(plan: plan, system: system)
        try work.checkPermitted()
        try work.checkUnchanged()
        let entry = try system.scope.journal?.begin(plan, profile: system.profile, domain: nil)
        var takenRows = 0
        do {
            try commit(work, entry?.entry, mark: plan.reloadNeeded ? reloadMark : nil) { takenRows = $0 }
        } catch {
            throw BrokenOff(cause: error, entry: entry, takenRows: takenRows)
        }
        try finish(work, entry) {
            if plan.reloadNeeded { try reloadMark.confirm(wasMarked: wasMarked) }
        }
    }

    /// A transaction that lost against FreePBX's own is tried once more, whole.
    private func commit(
        _ work: FreePBXWork, _ entry: JournalEntry?, mark: FreePBXReloadMark?, noteTaken: (Int) -> Void
    ) throws {
        do {
            try commitOnce(work, entry, mark, noteTaken)
        } catch let error as DatabaseError where error.isDeadlock {
            try commitOnce(work, entry, mark, noteTaken)
        }
    }

    private func commitOnce(
        _ work: FreePBXWork, _ entry: JournalEntry?, _ mark: FreePBXReloadMark?, _ noteTaken: (Int) -> Void
    ) throws {
        let database = try system.database()
        try database.transaction {
            try Interruption.check()
            try database.take(work.rows, between: work.step("rows", of: work.rows.count), noteTaken: noteTaken)
            try mark?.write(to: database)
            try Interruption.check()
            // From here on a killed write leaves something: others have to see that.
            if let entry, FreePBXUnfinishedMark.isNeeded(by: work.plan) { try FreePBXUnfinishedMark(system: system).set(entry) }
            try work.takeLiveSteps()
            try Interruption.check()
        }
    }

    /// What follows the commit. The change is made; what cannot be done now is left to a recovery.
    private func finish(_ work: FreePBXWork, _ entry: OpenJournalEntry?, confirmMark: () throws -> Void) throws {
        let folders = Self.problem(of: work.purgeFolders)
        let mark = Self.problem(of: confirmMark)
        let asterisk = Self.problem {
            if entry != nil, FreePBXUnfinishedMark.isNeeded(by: work.plan) { try FreePBXUnfinishedMark(system: system).clear() }
            try work.notify()
        }
        let problems = [folders, mark, asterisk].compactMap { $0 }
        // What Asterisk refuses to be told it would refuse again.
        let isLeft = entry != nil && (folders != nil || problems.contains { $0.kind == .unreachable })
        if !isLeft { entry?.finish(.done, notes: problems.map(\.why)) }
        guard let problem = problems.first else { return }
        throw PBXError(
            .partial, "\(work.plan.noun) \(work.plan.id)",
            "everything is written, but not everything else is done: \(problem.what): \(problem.why)",
            remedy: isLeft ? "run `pbxctl recover` when the PBX answers again; the next write does it, too" : "run `pbxctl system reload core`")
    }

    private static func problem(of body: () throws -> Void) -> PBXError? {
        do { try body() } catch { return PBXError(error) }
        return nil
    }

    // MARK: - Failure

    /// Asks the stores, over new connections, how far the write came; takes it back, or finds that it was made.
    private func settle(_ plan: Plan, _ stop: BrokenOff) throws {
        system.reconnect()
        let settled: (direction: RecoveryDirection, notes: [String])
        do {
            settled = try FreePBXLock(system: system).whileHeld {
                let recovery = FreePBXRecovery(system: system)
                let settled = stop.cause is UnknownCommit
                    ? try recovery.settle(plan) : try recovery.restore(plan, takenRows: stop.takenRows)
                // A manager user who may not write could not set it either.
                let mark = FreePBXUnfinishedMark(system: system)
                if try mark.read() != nil { try mark.clear() }
                return settled
            }
        } catch {
            throw unsettled(plan, stop, PBXError(error))
        }
        stop.entry?.finish(settled.direction == .forward ? .done : .failed, notes: settled.notes)
        guard settled.direction == .back else { return }
        if stop.cause is Interrupted { throw stop.cause }
        var error = PBXError(stop.cause)
        // It could be reached when the write began: what failed is the write.
        if error.kind == .unreachable { error.kind = .failed }
        if error.kind != .conflict { error.why += "; everything is as it was before" + settled.notes.map { ", but \($0)" }.joined() }
        throw error
    }

    private func unsettled(_ plan: Plan, _ stop: BrokenOff, _ error: PBXError) -> PBXError {
        let cause = PBXError(stop.cause)
        return PBXError(
            .partial, "\(plan.noun) \(plan.id)",
            "\(cause.what): \(cause.why); and it could not be put right at once: \(error.what): \(error.why)",
            remedy: stop.entry == nil
                ? "when the PBX answers again, look at it and run the command once more"
                : "run `pbxctl recover` when the PBX answers again; the next write does it, too")
    }
}
