/// Brings a FreePBX on which a write was broken off to the state before it or after it, never between.
///
/// Works from what the stores hold now, so it does not matter where the write ended. To be used under the PBX-wide lock.
struct FreePBXRecovery {
    let system: FreePBXSystem

    /// All writes that were broken off on this machine by this user; then looks for the remains of others.
    ///
    /// Throws `.conflict` where a write was broken off elsewhere, saying where to recover it.
    @discardableResult
    func recoverAll() throws -> [Recovery] {
        guard let journal = system.scope.journal else { return [] }
        var recovered: [Recovery] = []
        for open in try journal.brokenOff(on: system.profile.pbxIdentity) { recovered.append(try recover(open)) }
        let mark = FreePBXUnfinishedMark(system: system)
        guard let found = try mark.read() else { return recovered }
        if let open = try journal.brokenOff(id: found.id) {
            recovered.append(try recover(open))
        } else if recovered.contains(where: { $0.entry.id == found.id }) || (try? journal.find(found.id)) != nil {
            try mark.clear()
        } else {
            throw PBXError.brokenOffElsewhere(found.id, by: found.who)
        }
        return recovered
    }

    private func recover(_ open: OpenJournalEntry) throws -> Recovery {
        let settled = try settle(open.entry.plan)
        let outcome: JournalEntry.Outcome = settled.direction == .forward ? .completed : .restored
        if FreePBXUnfinishedMark.isNeeded(by: open.entry.plan) { try FreePBXUnfinishedMark(system: system).clear() }
        open.finish(outcome, notes: settled.notes)
        return Recovery(entry: open.entry, outcome: outcome, notes: settled.notes)
    }

    /// Which way the write went, and what could not go with it because somebody else has changed it since.
    func settle(_ plan: Plan) throws -> (direction: RecoveryDirection, notes: [String]) {
        let messages = FreePBXMessages(of: plan, on: system)
        if !messages.steps.isEmpty { return try messages.settle() }
        let standings = try FreePBXStandings(of: plan, on: system)
        var notes = Self.strays(standings)
        switch standings.direction {
        case .forward: notes += try complete(plan, standings)
        case .back: try restore(standings)
        }
        return (standings.direction, notes)
    }

    /// Takes a write of this program back: its transaction is rolled back, which tables without transactions ignore.
    func restore(_ plan: Plan, takenRows: Int) throws -> (direction: RecoveryDirection, notes: [String]) {
        let messages = FreePBXMessages(of: plan, on: system)
        if !messages.steps.isEmpty { return try messages.settle() }
        var known = plan
        var left = takenRows
        known.steps.removeAll { step in
            guard case .row = step else { return false }
            left -= 1
            return left < 0
        }
        let standings = try FreePBXStandings(of: known, on: system)
        try restore(standings)
        return (.back, Self.strays(standings))
    }

    /// What cannot be cleared away, and what Asterisk refuses to be told, is noted: it must not stop every later write.
    private func complete(_ plan: Plan, _ standings: FreePBXStandings) throws -> [String] {
        try system.astDB().take(standings.keys.filter { $0.standing == .before }.map(\.step))
        try FreePBXConfigurationLines(system: system).write(standings.lines.filter { $0.standing == .before }.map { ($0.step, $0.step.after) })
        let folders = FreePBXFolders(system: system)
        for timer in standings.timers where timer.standing == .before { try FreePBXOverrideTimers(system: system).take(timer.step) }
        var notes: [String] = []
        for folder in standings.folders {
            if folder.standing == .before { try folders.moveAside(folder.step) }
            do { try folders.purge(folder.step) } catch { notes.append("\(PBXError(error).what): \(PBXError(error).why)") }
        }
        if plan.reloadNeeded {
            let mark = FreePBXReloadMark(system: system)
            if try !mark.isSet() { try mark.write(to: system.database()) }
        }
        do { try FreePBXWork(plan: plan, system: system).notify() } catch where PBXError(error).kind != .unreachable {
            notes.append(PBXError(error).why)
        }
        return notes
    }

    private func restore(_ standings: FreePBXStandings) throws {
        let rows = standings.rows.filter { $0.standing == .after }.map(\.step.inverse)
        if !rows.isEmpty {
            let database = try system.database()
            try database.transaction { try database.take(Array(rows.reversed())) }
        }
        // Phones register again by themselves.
        try system.astDB().take(standings.keys.filter { $0.standing == .after && !$0.step.isRegistration }.map(\.step.inverse))
        try FreePBXConfigurationLines(system: system).write(standings.lines.filter { $0.standing == .after }.map { ($0.step, $0.step.before) })
        for folder in standings.folders where folder.standing == .after { try FreePBXFolders(system: system).putBack(folder.step) }
        for timer in standings.timers where timer.standing == .after { try FreePBXOverrideTimers(system: system).take(timer.step.inverse) }
    }

    private static func strays(_ standings: FreePBXStandings) -> [String] {
        var notes = standings.rows.filter { $0.standing == .neither }.map { "a row of \($0.step.table)" }
        // Phones come and go on their own.
        notes += standings.keys.filter { $0.standing == .neither && !$0.step.isRegistration }.map { "\($0.step.family)/\($0.step.key)" }
        notes += standings.lines.filter { $0.standing == .neither }.map { "\($0.step.name) in \($0.step.file)" }
        notes += standings.timers.filter { $0.standing == .neither }.map { "the end of TC/\($0.step.condition)" }
        notes += standings.folders.filter { $0.standing == .neither }.map(\.step.path)
        return notes.map { "\($0) has been changed since by somebody else and was left alone" }
    }
}

extension PBXError {
    static func nothingBrokenOff(_ id: String) -> PBXError {
        PBXError(.notFound, "change \(id)", "has left nothing on this PBX", remedy: "see `pbxctl recover --dry-run`")
    }

    static func brokenOffElsewhere(_ id: String, by who: String) -> PBXError {
        let words = who.split(separator: " ").map(String.init)
        let host = words.last ?? "another machine"
        let user = words.dropLast().joined(separator: " ")
        return PBXError(
            .conflict, "the PBX", "change \(id) was broken off and waits to be recovered\(user.isEmpty ? "" : ": \(user) made it") on \(host)",
            remedy: "run `pbxctl recover` there as that user; if that cannot be done, `pbxctl recover --forget \(id)` here and look at what it was changing")
    }
}
