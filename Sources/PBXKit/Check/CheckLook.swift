/// A look at a PBX with several rules: one that cannot be looked at does not keep the others from it.
public struct CheckLook {
    public private(set) var findings: [CheckFinding] = []
    /// Rules that were not looked at, or in part only.
    public private(set) var unseen: [String] = []
    /// What was not looked at and why, a line for each reason.
    public var notes: [String] { reasons.map { "\($0.why): not looked at: \($0.rules.joined(separator: ", "))" } }

    private var reasons: [(why: String, rules: [String])] = []

    /// Rules that were not asked for by name are left out where the PBX lacks the module. Throws where none of the rules can
    /// be looked at, and where the database does not answer.
    public init(at pbx: CheckedPBX, with rules: [any CheckRule], isChosenByName: Bool) throws {
        var failures: [PBXError] = []
        for rule in rules {
            let view = rule.withoutSwitch(on: pbx.system.kind)
            do {
                if view != .whole, let failure = pbx.switchFailure() {
                    if view == .nothing { throw failure }
                    add(failure, "part of \(rule.name)")
                }
                findings += try rule.findings(on: pbx)
            } catch {
                let error = PBXError(error)
                if error.kind == .notOffered, !isChosenByName { continue }
                // Nothing else can be seen without the database either.
                if error.kind == .unreachable, view != .nothing { throw error }
                failures.append(error)
                add(error, rule.name)
            }
        }
        if let first = failures.first, failures.count == rules.count { throw first }
    }

    private mutating func add(_ error: PBXError, _ rule: String) {
        unseen.append(rule)
        let why = "\(error.what): \(error.why)"
        if let known = reasons.firstIndex(where: { $0.why == why }) { reasons[known].rules.append(rule) } else { reasons.append((why, [rule])) }
    }
}
