/// Do-not-disturb, forwards and follow-me list of an extension at once.
extension FreePBXExtensions {
    func planDiversion(_ number: String, _ diversion: CallDiversion) throws -> Plan {
        _ = try userRow(number)
        let state = try FreePBXFollowMeState(of: number, in: system)
        // Only what is another: what is as it should be says nothing of modules that are not there.
        var changed = diversion
        let now = try forwards(number)
        changed.forwards = diversion.forwards.filter { $0.value != .keep && $0.value.newValue != now[$0.key] }
        if let isOn = diversion.doNotDisturb, try FreePBXCallForwards(system: system).isDoNotDisturb(number) == isOn { changed.doNotDisturb = nil }
        var builder = FreePBXPlanBuilder(.set, number)
        try FreePBXCallForwards(system: system).divert(number, changed, devices: state.devices, in: &builder)
        switch diversion.followMe {
        case nil: break
        case .some(.none): try FreePBXFollowMeLists(system: system).remove(state, in: &builder)
        case .replaced(let request): try FreePBXFollowMeLists(system: system).replace(request, state, in: &builder)
        case .switched(let isOn): if isOn != state.isOn { try FreePBXFollowMeLists(system: system).turn(isOn, state, in: &builder) }
        }
        // The dialplan is generated for each row.
        let isRowOther = switch diversion.followMe {
        case nil: false
        case .some(.none): state.row != nil
        case .replaced, .switched(true): state.row == nil
        case .switched(false): false
        }
        return try builder.finished(system.astDB(), reloadNeeded: isRowOther)
    }

    private func forwards(_ number: String) throws -> [CallForward.Kind: String] {
        var found: [CallForward.Kind: String] = [:]
        try FreePBXCallForwards(system: system).forEach(number) { found[$0.kind] = $0.number }
        return found
    }
}
