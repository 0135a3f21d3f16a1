/// Puts plans together into one that does what all of them do: each store is written once, in the order that carrying
/// out expects, with what two of them have in common done once.
///
/// Deletions from one table come together, and so do inserts: they go to the server together.
public struct PlanMerger {
    private var merged: Plan
    private var warnings = GroupedWarnings()
    private var deletions = Tables()
    private var updates: [Step] = []
    private var inserts = Tables()
    private var keys: [Step] = []
    private var rest: [Step] = []
    private var cacheKeys: [Step] = []
    private var notifications: [Step] = []
    private var seenCacheKeys: Set<String> = []
    private var seenNotifications: Set<Notification> = []
    /// Which plan writes to a place of a store, by the place's hash: many thousand places are told apart.
    private var owners: [Int: Int32] = [:]
    private var ids: [String] = []

    /// Steps by table, in the order in which the tables came.
    private struct Tables {
        private(set) var groups: [(table: String, steps: [Step])] = []
        private var places: [String: Int] = [:]

        mutating func add(_ step: Step, of table: String) {
            let place = places[table] ?? groups.count
            if place == groups.count {
                groups.append((table, []))
                places[table] = place
            }
            groups[place].steps.append(step)
        }
    }

    public init(noun: String, id: String) { merged = Plan(.import, noun, id) }

    /// - Throws: `.conflict` where it changes what another one changes: the second could not hold after the first.
    public mutating func add(_ plan: Plan) throws {
        ids.append(plan.id)
        for step in plan.steps { try add(step, of: plan) }
        for warning in plan.warnings { warnings.add(warning, of: plan.id) }
        merged.reloadNeeded = merged.reloadNeeded || plan.reloadNeeded
        if plan.generatedSecret != nil || plan.generatedVoicemailPIN != nil {
            merged.generatedSecrets.append(
                GeneratedSecrets(plan.id, secret: plan.generatedSecret, voicemailPIN: plan.generatedVoicemailPIN))
        }
    }

    /// The one plan.
    public consuming func plan() -> Plan {
        var plan = merged
        plan.warnings = warnings.texts
        let groups = deletions.groups.map(\.steps) + [updates] + inserts.groups.map(\.steps) + [keys, rest, cacheKeys, notifications]
        plan.steps.reserveCapacity(groups.reduce(0) { $0 + $1.count })
        for steps in groups { plan.steps += steps }
        return plan
    }

    private mutating func add(_ step: Step, of plan: Plan) throws {
        switch step {
        case .row(let row) where row.before == nil:
            inserts.add(step, of: row.table)
        case .row(let row):
            guard try isNew(row.place, "a row of \(row.table)", step, plan) else { return }
            if row.after == nil { deletions.add(step, of: row.table) } else { updates.append(step) }
        case .astDB(let key):
            guard try isNew("astdb \(key.family)/\(key.key)", "\(key.family)/\(key.key)", step, plan) else { return }
            keys.append(step)
        case .configurationLine, .folder, .message, .timer:
            rest.append(step)
        case .cacheKey(let key):
            if seenCacheKeys.insert(key).inserted { cacheKeys.append(step) }
        case .notification(let notification):
            if seenNotifications.insert(notification).inserted { notifications.append(step) }
        }
    }

    private mutating func isNew(_ place: String, _ shown: @autoclosure () -> String, _ step: Step, _ plan: Plan) throws -> Bool {
        let index = Int32(ids.count - 1)
        guard let owner = owners[place.hashValue] else {
            owners[place.hashValue] = index
            return true
        }
        let known = deletions.groups.flatMap(\.steps) + updates + keys
        if known.contains(step) { return false }
        // What one plan does in several steps was in order as it was made.
        guard owner != index else { return true }
        throw PBXError(
            .conflict, "\(plan.noun) \(ids[Int(owner)]) and \(plan.noun) \(plan.id)", "both change \(shown())",
            remedy: "import them in two files, one after the other")
    }

    /// Warnings, each kind once with the number of objects that it is about.
    private struct GroupedWarnings {
        private var groups: [(text: String, count: Int)] = []
        private var places: [String: Int] = [:]

        mutating func add(_ warning: String, of id: String) {
            let pattern = warning.split(separator: id, omittingEmptySubsequences: false).joined(separator: "\u{0}")
            if let place = places[pattern] {
                groups[place].count += 1
            } else {
                places[pattern] = groups.count
                groups.append((warning, 1))
            }
        }

        var texts: [String] {
            groups.map { $0.count == 1 ? $0.text : "\($0.text) (and so for \($0.count - 1) more)" }
        }
    }
}

extension RowStep {
    /// `users extension=1001`: which row it is, and which of its columns.
    fileprivate var place: String {
        let key = key.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        let columns = after?.map(\.name).filter { !["update_date", "update_user"].contains($0) }.joined(separator: ",") ?? "*"
        return "\(table) \(key) \(columns)"
    }
}
