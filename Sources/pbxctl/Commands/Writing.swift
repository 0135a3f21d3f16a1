import PBXKit

/// The course of every write: plan, show or carry out, read back, report.
struct Writing {
    let session: Session
    let system: any PhoneSystem
    /// Nothing is changed: the plan is printed, and saved where `--plan-out` says so.
    let isDryRun: Bool
    private let planFile: String?
    private let readings: ReadingLog?

    init(_ invocation: Invocation, _ session: Session) throws {
        self.session = session
        planFile = invocation[SharedOptions.planOut]
        readings = planFile == nil ? nil : ReadingLog()
        system = try session.system(offline: invocation[SharedOptions.offline] ?? false, noting: readings)
        isDryRun = planFile != nil || invocation[SharedOptions.dryRun] ?? false
    }

    /// The writing of a plan that was made before.
    init(_ session: Session, _ system: any PhoneSystem, isDryRun: Bool) {
        self.session = session
        self.system = system
        self.isDryRun = isDryRun
        planFile = nil
        readings = nil
    }

    /// Carries a plan out and reports it. `read` reads the object from the PBX, before and after; nil where it is absent.
    func perform(_ plan: Plan, before: [Cell.Entry]?, read: () throws -> [Cell.Entry]?) throws {
        if let planFile {
            let saved = SavedPlan(
                plan, for: system.profile, domain: try system.domainName(), command: session.commandLine, readings: readings?.readings ?? [])
            try saved.write(to: planFile)
        }
        let late = isDryRun || !plan.changesSomething ? nil : try carryOut(plan)
        let after: [Cell.Entry]? = isDryRun ? nil : plan.changesSomething ? try read() : before
        do {
            try ChangeReport(plan: plan, before: before, after: after, isDryRun: isDryRun).print(to: session.output)
            try session.output.flush()
        } catch where !isDryRun && plan.changesSomething {
            throw unprinted(plan, PBXError(error))
        }
        if let late { throw late }
    }

    /// The signal that came when nothing could be taken back any more: what was done is still reported before it is obeyed.
    private func carryOut(_ plan: Plan) throws -> Interrupted? {
        do {
            try Interruption.watched { try system.carryOut(plan) }
            return nil
        } catch let interrupted as Interrupted where interrupted.isDone {
            return interrupted
        }
    }

    /// The change is made, whatever became of its report; a generated secret is not lost with it.
    private func unprinted(_ plan: Plan, _ error: PBXError) -> PBXError {
        let isSecretLost = plan.generatedSecret != nil || plan.generatedVoicemailPIN != nil
        return PBXError(
            error.kind, "\(plan.noun) \(plan.id)", "the change is made, but \(error.what) \(error.why)",
            remedy: "see it with `pbxctl \(plan.noun) show \(plan.id)\(isSecretLost ? " --reveal" : "")`")
    }

    /// What `add --if-not-exists` and `delete --if-exists` do where there is nothing to do.
    func unchanged(_ operation: Plan.Operation, _ noun: String, _ id: String, _ entries: [Cell.Entry]?) throws {
        try ChangeReport(plan: Plan(operation, noun, id), before: entries, after: entries, isDryRun: isDryRun)
            .print(to: session.output)
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
