import PBXKit

/// The course of every write: plan, show or carry out, read back, report.
struct Writing {
    let session: Session
    let system: any PhoneSystem
    /// Nothing is changed: the plan is printed, and saved where `--plan-out` says so.
    let isDryRun: Bool
    private let planFile: String?
    private let readings: ReadingLog?
    /// Applied at the end, where the PBX has to be told.
    let applies: Bool

    init(_ invocation: Invocation, _ session: Session) throws {
        self.session = session
        planFile = invocation[SharedOptions.planOut]
        readings = planFile == nil ? nil : ReadingLog()
        system = try session.system(offline: invocation[SharedOptions.offline] ?? false, noting: readings)
        isDryRun = planFile != nil || invocation[SharedOptions.dryRun] ?? false
        applies = !isDryRun && invocation[SharedOptions.apply] ?? false
        if applies { try system.control.checkCanApply() }
    }

    /// The writing of a plan that was made before.
    init(_ session: Session, _ system: any PhoneSystem, isDryRun: Bool, applies: Bool = false) throws {
        self.session = session
        self.system = system
        self.isDryRun = isDryRun
        self.applies = !isDryRun && applies
        planFile = nil
        readings = nil
        if self.applies { try system.control.checkCanApply() }
    }

    /// Carries a plan out and reports it. `read` reads the object from the PBX, before and after; nil where it is absent.
    func perform(_ plan: Plan, before: [Cell.Entry]?, read: () throws -> [Cell.Entry]?) throws {
        try perform(plan) {
            let after = isDryRun ? nil : plan.changesSomething ? try read() : before
            return ChangeReport(plan: plan, before: before, after: after, isDryRun: isDryRun)
        }
    }

    /// Carries out a plan about messages and reports it. `read` reads those that it changes.
    func perform(_ messages: MessagePlan, read: () throws -> [VoicemailMessage?]) throws {
        try perform(messages.plan) {
            let isDone = !isDryRun && messages.plan.changesSomething
            let after = isDone ? messages.after(try read()) : messages.expected
            return ChangeReport(
                plan: messages.plan, before: nil, after: nil, messages: (messages.before, after), isDryRun: isDryRun)
        }
    }

    /// Carries an import out and reports it; objects that are printed are read back in one listing.
    func perform(_ imported: ImportPlan, of noun: BulkNoun) throws {
        try perform(imported.plan) {
            // Lines name what was done; only objects are shown as they are now.
            let showsObjects = [.json, .ndjson].contains(session.output.format)
            let after = isDryRun || !showsObjects ? nil : try system.objects(of: noun, Set(imported.added + imported.set))
            return ImportReport(imported: imported, after: after, isDryRun: isDryRun)
        }
    }

    /// Carries a snapshot out and reports it.
    func perform(_ snapshot: SnapshotPlan) throws {
        try perform(snapshot.plan) { SnapshotReport(snapshot: snapshot, isDryRun: isDryRun) }
    }

    private func perform<Report: WriteReport>(_ plan: Plan, report makeReport: () throws -> Report) throws {
        try save(plan)
        let late = isDryRun || !plan.changesSomething ? nil : try carryOut(plan)
        session.progress.clear()
        var report: Report
        do { report = try makeReport() } catch where !isDryRun && plan.changesSomething { throw unread(plan, PBXError(error)) }
        let unapplied = late == nil ? apply(plan) : nil
        do {
            report.reload = reload(plan)
            try report.print(to: session.output)
            try session.output.flush()
        } catch where !isDryRun && plan.changesSomething {
            throw unprinted(plan, PBXError(error))
        }
        if let late { throw late }
        if let unapplied { throw unapplied }
    }

    /// A change that was applied waits for nothing; in a batch the reload at its end is not asked for line by line.
    private func reload(_ plan: Plan) -> PendingReload {
        guard plan.reloadNeeded, !applies || session.work.isReloadDue else { return .none }
        return session.work.appliesAtEnd ? .atEnd : .due
    }

    /// With `--apply`: applies what waits, this change or an earlier one; in a batch, later. The error that is to follow
    /// the report.
    private func apply(_ plan: Plan) -> (any Error)? {
        guard applies else { return nil }
        do {
            try session.apply(system.control)
            return nil
        } catch let interrupted as Interrupted {
            return interrupted
        } catch {
            guard plan.changesSomething else { return error }
            let cause = PBXError(error)
            return PBXError(
                .partial, "\(plan.noun) \(plan.id)", "the change is written, but not live: \(cause.what): \(cause.why)",
                remedy: "run `pbxctl system reload`" + (cause.remedy.map { "; \($0)" } ?? ""))
        }
    }

    /// Where `--plan-out` says so.
    private func save(_ plan: Plan) throws {
        guard let planFile else { return }
        let saved = SavedPlan(
            plan, for: system.profile, domain: try system.domainName(), command: session.commandLine, readings: readings?.readings ?? [])
        try saved.write(to: planFile)
    }

    /// The signal that came when nothing could be taken back any more: what was done is still reported before it is obeyed.
    private func carryOut(_ plan: Plan) throws -> Interrupted? {
        if session.journal == nil {
            session.output.note("HOME is not set, so nothing is written down: the change can be neither undone nor recovered; PBXCTL_STATE names a folder for that")
        }
        do {
            try Interruption.watched { try system.carryOut(plan) }
            session.work.note(plan)
            return nil
        } catch let interrupted as Interrupted where interrupted.isDone {
            session.work.note(plan)
            return interrupted
        } catch let error as PBXError where error.kind == .partial {
            session.work.note(plan)
            throw error
        }
    }

    /// The change is made, only what it led to could not be seen.
    private func unread(_ plan: Plan, _ error: PBXError) -> PBXError {
        PBXError(
            .partial, "\(plan.noun) \(plan.id)", "the change is made, but it could not be read back: \(error.what): \(error.why)",
            remedy: error.remedy)
    }

    /// The change is made, whatever became of its report; a generated secret is not lost with it.
    private func unprinted(_ plan: Plan, _ error: PBXError) -> PBXError {
        let isSecretLost = plan.generatedSecret != nil || plan.generatedVoicemailPIN != nil || !plan.generatedSecrets.isEmpty
        let look = plan.operation == .import ? "list" : plan.noun == "voicemail" ? "list \(plan.id)" : "show \(plan.id)"
        return PBXError(
            error.kind, "\(plan.noun) \(plan.id)", "the change is made, but \(error.what) \(error.why)",
            remedy: "see it with `pbxctl \(plan.noun) \(look)\(isSecretLost ? " --reveal" : "")`")
    }

    /// What `add --if-not-exists` and `delete --if-exists` do where there is nothing to do.
    func unchanged(_ operation: Plan.Operation, _ noun: String, _ id: String, _ entries: [Cell.Entry]?) throws {
        let plan = Plan(operation, noun, id)
        let unapplied = apply(plan)
        try ChangeReport(plan: plan, before: entries, after: entries, isDryRun: isDryRun).print(to: session.output)
        try session.output.flush()
        if let unapplied { throw unapplied }
    }

    /// The result of `body`, or nil where the thing is not there.
    func ifFound<Value>(_ body: () throws -> Value) throws -> Value? {
        do { return try body() } catch {
            guard PBXError(error).kind == .notFound else { throw error }
            return nil
        }
    }
}

extension Record {
    /// The fields as a write reports them.
    var entries: [Cell.Entry] { Self.fields.map { Cell.Entry($0.name, $0.cell(self)) } }
}
