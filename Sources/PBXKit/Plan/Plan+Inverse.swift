/// The plan that takes another one back.
extension Plan {
    /// What was before becomes what will be, step by step from the last to the first.
    ///
    /// What cannot be taken back (folders that are gone) is said in its warnings.
    public var inverse: Plan {
        let operation: Operation = switch self.operation {
        case .add: .delete
        case .delete: .add
        case .set: .set
        case .import: .import
        }
        var inverse = Plan(operation, noun, id)
        inverse.reloadNeeded = reloadNeeded
        // The states of what was new go with it: telling them again would leave their keys behind.
        let told: Set<String> = self.operation == .add ? [] : Set(steps.compactMap { step in
            if case .notification(.variable(let name, _)) = step { Notification.customDevice(name) } else { nil }
        })
        inverse.steps = steps.reversed().compactMap { step -> Step? in
            switch step {
            case .row(let step): return .row(step.inverse)
            // A phone registers again by itself; where it was before is no place to call it.
            case .astDB(let step) where step.isRegistration: return nil
            case .astDB(let step): return .astDB(told.contains(step.key) ? step.inverseState : step.inverse)
            case .configurationLine(let step): return .configurationLine(step.inverse)
            case .folder(let step):
                inverse.warnings.append("\(step.path) was deleted with all it held and does not come back")
                return nil
            case .message(let step):
                if let step = step.inverse { return .message(step) }
                inverse.warnings.append("message \(step.id) was deleted and does not come back")
                return nil
            case .timer(let step): return .timer(step.inverse)
            case .cacheKey, .notification: return nil
            }
        }
        // The switch is told in the order in which it was told before.
        inverse.steps += steps.compactMap { step in
            switch step {
            case .cacheKey: step
            case .notification(let notification): notification.inverse(in: self).map(Step.notification)
            default: nil
            }
        }
        return inverse
    }
}

extension RowStep {
    /// The step from `after` to `before`. Its key names the row as it is after this one.
    var inverse: RowStep {
        let identity = keyAfterwards.isEmpty ? after ?? key : keyAfterwards
        guard let before, after != nil else {
            return RowStep(table: table, key: identity, before: after, after: before)
        }
        // Stamps (`update_date`) have no before: they stay.
        let named = Set(before.map(\.name))
        return RowStep(table: table, key: identity, before: after?.filter { named.contains($0.name) }, after: before)
    }

    /// How the row is found once the step is taken: a changed column of the key has its new value.
    var keyAfterwards: [Column] {
        guard before != nil, let after else { return key }
        return key.map { column in after.first { $0.name == column.name } ?? column }
    }
}

extension AstDBStep {
    var inverse: AstDBStep { AstDBStep(family: family, key: key, before: after, after: before) }

    /// Of a device state: Asterisk is told by a function, which leaves a key where there was none.
    fileprivate var inverseState: AstDBStep {
        AstDBStep(family: family, key: key, before: after, after: family == "CustomDevstate" ? stateBefore : before)
    }

    /// A state that Asterisk accepts in place of none.
    fileprivate var stateBefore: String { before.flatMap { $0 == "UNKNOWN" || $0.isEmpty ? nil : $0 } ?? Self.noState }

    /// What comes nearest to a state that Asterisk was never told: it accepts no UNKNOWN.
    fileprivate static let noState = "NOT_INUSE"
}

extension TimerStep {
    var inverse: TimerStep { TimerStep(condition: condition, lamp: lamp, before: after, after: before) }
}

extension ConfigurationLineStep {
    var inverse: ConfigurationLineStep {
        ConfigurationLineStep(file: file, section: section, name: name, before: after, after: before, isSecret: isSecret)
    }
}

extension Notification {
    /// What tells the switch that things are as before; nil where the telling was only about the change itself.
    func inverse(in plan: Plan) -> Notification? {
        switch self {
        case .reloadModule: return self
        // Whether an agent was logged in before, nobody knows.
        case .switchCommand(let command): return command.hasPrefix("callcenter_config agent set status ") ? nil : self
        case .switchEvent(let event): return event.inverse.map(Notification.switchEvent)
        case .variable(let name, _):
            // A device state is kept in AstDB, and the plan has the key.
            guard plan.operation != .add, let device = Self.customDevice(name) else { return nil }
            for case .astDB(let step) in plan.steps where step.family == "CustomDevstate" && step.key == device {
                return .variable(name: name, value: step.stateBefore)
            }
            return nil
        }
    }

    /// `DND1001` of `DEVICE_STATE(Custom:DND1001)`; nil for any other variable.
    static func customDevice(_ variable: String) -> String? {
        let start = "DEVICE_STATE(Custom:"
        guard variable.hasPrefix(start), variable.hasSuffix(")") else { return nil }
        return String(variable.dropFirst(start.count).dropLast())
    }
}

extension SwitchEvent {
    /// The event that puts a lamp back as it was; nil for an event about no lamp.
    fileprivate var inverse: SwitchEvent? {
        let states = ["confirmed": "terminated", "terminated": "confirmed"]
        guard let state = self["answer-state"], let former = states[state] else { return nil }
        var event = self
        event.headers = headers.map { $0.name == "answer-state" ? Header($0.name, former) : $0 }
        // A call lights the lamp as well.
        event.unlessInCall = former == "terminated" ? self["from"] : nil
        return event
    }
}
