/// Carries plans out: all stores or none.
///
/// Order: rows, AstDB, configuration, folders moved aside, commit; then what needs no undo. A crash before the commit
/// leaves keys that nothing refers to, never a phone that registers and cannot call.
struct FreePBXWriter {
    let system: FreePBXSystem

    func carryOut(_ plan: Plan) throws {
        guard plan.changesSomething else { return }
        // First of all: FreePBX itself changes nothing without Asterisk, and neither does this.
        let manager = try system.manager()
        try FreePBXLock(system: system).whileHeld {
            let mark = FreePBXReloadMark(system: system)
            try mark.waitForRunningReload()
            let wasMarked = try mark.isSet()
            let work = FreePBXWork(plan: plan, system: system, manager: manager)
            try work.checkUnchanged()
            try commit(work, mark: plan.reloadNeeded ? mark : nil)
            work.purgeFolders()
            if plan.reloadNeeded { try mark.confirm(wasMarked: wasMarked) }
            try notify(work)
        }
    }

    /// A transaction that lost against FreePBX's own is tried once more, whole.
    private func commit(_ work: FreePBXWork, mark: FreePBXReloadMark?) throws {
        do {
            try commitOnce(work, mark)
        } catch let error as DatabaseError where error.isDeadlock {
            try commitOnce(work, mark)
        }
    }

    private func commitOnce(_ work: FreePBXWork, _ mark: FreePBXReloadMark?) throws {
        let database = try system.database()
        do {
            try database.transaction {
                try Interruption.check()
                try database.take(work.rows)
                try mark?.write(to: database)
                try Interruption.check()
                try work.takeLiveSteps()
                try Interruption.check()
            }
        } catch {
            try work.undo(after: error)
            throw error
        }
    }

    private func notify(_ work: FreePBXWork) throws {
        do {
            try work.notify()
        } catch {
            let cause = PBXError(error)
            throw PBXError(
                .partial, "\(work.plan.noun) \(work.plan.id)",
                "everything is written, but Asterisk could not be told: \(cause.why)",
                remedy: "run `pbxctl system reload core`")
        }
    }
}
