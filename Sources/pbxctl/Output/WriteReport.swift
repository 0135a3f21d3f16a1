import PBXKit

/// What a write did, as it is printed.
protocol WriteReport {
    var plan: Plan { get }
    /// Nothing was changed: the steps are printed instead of a result.
    var isDryRun: Bool { get }
    /// Whether the change waits for a reload.
    var reload: PendingReload { get set }

    func print(to output: Output) throws
}

/// Whether a change waits for FreePBX's reload.
enum PendingReload {
    /// It is live, or was applied.
    case none
    /// Somebody has to apply it.
    case due
    /// The batch that it is part of says so at its end.
    case atEnd
}

extension WriteReport {
    /// The last words to people: that nothing was changed, or what makes the change live.
    func noteConsequence(to output: Output) {
        if isDryRun {
            output.note("dry run: nothing was changed")
        } else if plan.changesSomething, reload == .due {
            output.note("changes become live with: pbxctl system reload")
        }
    }
}
