/// Overrides of time conditions: a key of AstDB that the dialplan reads at every call, and two lamps.
///
/// FreePBX: `Timeconditions.class.php`, `setState`; the dialplan of `timeconditions_get_config` takes an override that is
/// not sticky away when the clock comes to say the same.
extension FreePBXTimeConditions: TimeConditions {
    func planSet(_ identifier: String, to override: TimeConditionOverride, until end: OverrideEnd) throws -> Plan {
        let condition = try find(identifier, ReadOptions())
        let timers = FreePBXOverrideTimers(system: system)
        var moment: Int64?
        if case .time(let text) = end {
            moment = try OverrideEnd.moment(text, now: .now(), zone: system.clockZone()).seconds
            try timers.checkOffered(condition.id)
        }
        let isSticky = end != .nextChange
        let inverts = try system.rows("timeconditions", where: "timeconditions_id", is: condition.id).first.map { row in
            row.columns.names.contains("invert_hint") && row["invert_hint"] == "1"
        } ?? false
        let darkLamp = inverts ? "INUSE" : "NOT_INUSE"
        let stored: String
        let lamps: (state: String, sticky: String)
        switch override {
        case .auto:
            stored = ""
            lamps = (darkLamp, darkLamp)
        case .matched:
            stored = isSticky ? "true_sticky" : "true"
            lamps = ("NOT_INUSE", isSticky ? "INUSE" : "NOT_INUSE")
        case .notMatched:
            stored = isSticky ? "false_sticky" : "false"
            lamps = ("INUSE", isSticky ? "INUSE" : "NOT_INUSE")
        }
        var builder = FreePBXPlanBuilder(.set, condition.id, noun: "timecondition")
        // Nobody has ever overridden it: nothing and an empty value mean the same.
        let current = try system.astDB().value(of: AstDBPath(family: "TC", key: condition.id))
        if (current ?? "") != stored { builder.set("TC", condition.id, to: stored) }
        builder.notify(.variable(name: "DEVICE_STATE(Custom:TC\(condition.id))", value: lamps.state))
        builder.notify(.variable(name: "DEVICE_STATE(Custom:TCSTICKY\(condition.id))", value: lamps.sticky))
        if !isSticky, override != .auto, try clock(condition) == (override == .matched) {
            builder.warn("the clock says the same already: an override until its next change ends with the next call")
        }
        var plan = try builder.finished(system.astDB(), reloadNeeded: false)
        let (former, new) = (try timers.end(of: condition.id), moment.map { TimerStep.End(moment: $0, value: stored) })
        if former != new {
            let place = plan.steps.firstIndex(where: \.isNotification) ?? plan.steps.endIndex
            plan.steps.insert(.timer(TimerStep(condition: condition.id, lamp: darkLamp, before: former, after: new)), at: place)
        }
        return plan
    }

    /// What its times alone say; nil where Asterisk cannot be asked about them.
    private func clock(_ condition: TimeCondition) throws -> Bool? { try clockSays([condition]).first ?? nil }
}
