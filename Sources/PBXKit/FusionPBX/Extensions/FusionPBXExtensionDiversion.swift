/// Do-not-disturb, forwards and follow-me list of an extension at once.
extension FusionPBXExtensions {
    func planDiversion(_ number: String, _ diversion: CallDiversion) throws -> Plan {
        let row = try row(of: number)
        let domain = try connection.domain()
        let forwards = FusionPBXCallForwards(connection: connection)
        let lists = FusionPBXFollowMeLists(connection: connection)
        let number = row["extension"] ?? number
        let (list, entries) = try lists.stored(row)
        var plan = Plan(.set, "extension", number)
        var values = try diversionValues(diversion, of: number).filter { column, value in
            value == "true" ? !row.isTrue(column) : row.filled(column) != value
        }
        // A forward that is off keeps its number for the next time, as the web interface keeps it.
        values += diversion.forwards.compactMap { kind, change in
            change == .clear && row.isTrue("\(kind.column)_enabled") ? ("\(kind.column)_enabled", "false") : nil
        }.sorted { $0.0 < $1.0 }
        if diversion.doNotDisturb == false, row.isTrue("do_not_disturb") { values.append(("do_not_disturb", "false")) }
        func turnsOn(_ column: String) -> Bool { values.contains { $0.column == column && $0.value == "true" } }

        switch diversion.followMe {
        case nil: break
        case .some(.none): plan.steps = lists.withdrawn(row, list, entries, &values)
        case .switched(let isOn):
            var change = ExtensionChange()
            change.followsMe = .set(isOn)
            let switched = try FusionPBXFollowMe(connection: connection).change(of: row, in: domain, change)
            plan.steps = switched.steps
            values += switched.values.filter { $0.column.hasPrefix("follow_me") }
        case .replaced(let request): plan.steps = try lists.replaced(request, of: row, list, entries, domain, &values)
        }
        // Of the three that exclude each other, what is not said gives way.
        let (disturbs, forwardsAll, follows) = (turnsOn("do_not_disturb"), turnsOn("forward_all_enabled"), turnsOn("follow_me_enabled"))
        if forwardsAll || follows, diversion.doNotDisturb == nil, row.isTrue("do_not_disturb") { values.append(("do_not_disturb", "false")) }
        if disturbs || follows, diversion.forwards[.all] == nil, row.isTrue("forward_all_enabled") { values.append(("forward_all_enabled", "false")) }
        if disturbs || forwardsAll, diversion.followMe == nil { plan.steps += try forwards.followMeOff(row, &values) }

        try forwards.finish(&plan, row, domain, values)
        if let word = values.last(where: { $0.column == "do_not_disturb" })?.value {
            try forwards.told(&plan, row, domain, doNotDisturb: word == "true")
        }
        plan.steps = plan.steps.inOrderOfTaking
        return plan
    }

    /// The columns of forwards and do-not-disturb that are on. Throws `.notOffered` for a kind that this version does not have.
    func diversionValues(_ diversion: CallDiversion, of number: String) throws -> FusionPBXConnection.Values {
        var values: FusionPBXConnection.Values = []
        for kind in CallForward.Kind.allCases {
            guard let destination = diversion.forwards[kind]?.newValue else { continue }
            guard try connection.has("\(kind.column)_enabled", in: "v_extensions") else {
                throw PBXError.notOffered("forwarding \(kind.rawValue) calls", by: .fusionpbx, nearest: "later versions of FusionPBX have it")
            }
            let reduced = try FusionPBXCallForwards.reduced(destination)
            guard reduced != number else {
                throw PBXError(.usage, "call forward of \(number)", "would lead to the extension itself", remedy: "name another number")
            }
            values += [("\(kind.column)_enabled", "true"), ("\(kind.column)_destination", reduced)]
        }
        if diversion.doNotDisturb == true { values.append(("do_not_disturb", "true")) }
        return values
    }
}
