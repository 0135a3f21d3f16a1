/// Planning changes to ring groups. FreePBX: `Ringgroups.class.php` add, delete.
extension FreePBXRingGroups {
    func planAdd(_ number: String, _ change: RingGroupChange) throws -> Plan {
        try system.requireTables(Self.table, of: Self.module)
        let catalogue = try system.catalogue()
        try Self.checkOffered(change)
        try FreePBXInput.checkNumber(number, what: "ring group", width: catalogue.width(Self.table, "grpnum"))
        try FreePBXNumbersInUse(system: system).checkFree(number, for: "ringgroup", called: "ring group")
        var builder = FreePBXPlanBuilder(.add, number, noun: "ringgroup")
        let given = try columns(change, number, in: &builder)
        let unset: [RowStep.Column] = [
            .init("grpnum", .text(number)), .init("strategy", .text("ringall")), .init("grptime", .text("20")), .init("grppre", .text("")),
            .init("grplist", .text("")), .init("annmsg_id", .integer(0)), .init("postdest", .text(FreePBXTargets.hangup)),
            .init("description", .text(number)), .init("alertinfo", .text("")), .init("remotealert_id", .integer(0)),
            .init("needsconf", .text("")), .init("toolate_id", .integer(0)), .init("ringing", .text("Ring")),
            .init("cwignore", .text("")), .init("cfignore", .text("")), .init("cpickup", .text("")),
            .init("recording", .text("dontcare")), .init("progress", .text("yes")), .init("elsewhere", .text("no")),
            .init("rvolume", .text("")),
        ]
        let row = unset.map { column in given.first { $0.name == column.name } ?? column }
        builder.insert(into: Self.table, key: [.init("grpnum", .text(number))], catalogue.existing(row, in: Self.table))
        builder.set(Self.family, "\(number)/changecid", to: "default")
        builder.set(Self.family, "\(number)/fixedcid", to: "")
        return try builder.finished(system.astDB(), reloadNeeded: true)
    }

    func planSet(_ number: String, _ change: RingGroupChange) throws -> Plan {
        try Self.checkOffered(change)
        let row = try row(number)
        var builder = FreePBXPlanBuilder(.set, number, noun: "ringgroup")
        let wanted = try columns(change, number, in: &builder)
        builder.update(Self.table, key: [.init("grpnum", .text(number))], row: row, to: wanted)
        return try builder.finished(system.astDB(), reloadNeeded: true)
    }

    func planDelete(_ number: String, references handling: ReferenceHandling) throws -> Plan {
        let row = try row(number)
        var builder = FreePBXPlanBuilder(.delete, number, noun: "ringgroup")
        let references = FreePBXReferences(
            system: system, number: number, destinations: ["ext-group,\(number),1", "from-internal,\(number),1"],
            ownTables: [Self.table])
        let found = try references.found()
        switch handling {
        case .refuse: if !found.isEmpty { throw FreePBXReferences.refusal("ring group \(number)", found) }
        case .cascade: references.remove(found, in: &builder)
        case .leave: if !found.isEmpty { builder.warn("these still lead to \(number): \(FreePBXReferences.list(found))") }
        }
        builder.delete(row, from: Self.table, by: ["grpnum"])
        for path in try system.astDB().keys(of: Self.family, below: number) { builder.set(path.family, path.key, to: nil) }
        return try builder.finished(system.astDB(), reloadNeeded: true)
    }

    // MARK: - Values

    private static func checkOffered(_ change: RingGroupChange) throws {
        if !change.isEnabled.isKeep {
            throw PBXError.notOffered("switching a ring group off", by: .freepbx, nearest: "take its members out: --member")
        }
        if !change.description.isKeep {
            throw PBXError.notOffered("--description of a ring group", by: .freepbx, nearest: "FreePBX has only its name: --name")
        }
    }

    /// The columns that a change names.
    private func columns(
        _ change: RingGroupChange, _ number: String, in builder: inout FreePBXPlanBuilder
    ) throws -> [RowStep.Column] {
        let catalogue = try system.catalogue()
        var columns: [RowStep.Column] = []
        func text(_ change: Change<String>, _ column: String, _ option: String, cleared: String, refusing: String) throws {
            guard !change.isKeep else { return }
            let value = try FreePBXInput.text(
                change.newValue ?? "", option: option, width: catalogue.width(Self.table, column), refusing: refusing)
            columns.append(.init(column, .text(value.isEmpty ? cleared : value)))
        }
        try text(change.name, "description", "--name", cleared: number, refusing: "")
        // It becomes part of a line of the dialplan.
        try text(change.callerIDPrefix, "grppre", "--caller-id-prefix", cleared: "", refusing: ";,\"")
        if !change.strategy.isKeep {
            columns.append(.init("strategy", .text(try FreePBXRingStrategy.stored(change.strategy.newValue ?? "simultaneous"))))
        }
        if !change.ringSeconds.isKeep {
            let seconds = change.ringSeconds.newValue ?? 20
            try FreePBXInput.checkRange(seconds, 1...300, option: "--ring-seconds")
            columns.append(.init("grptime", .text(String(seconds))))
        }
        if let members = change.members.newValue {
            columns.append(.init("grplist", .text(try memberList(members, of: number, in: &builder))))
        }
        if !change.noAnswerTarget.isKeep {
            columns.append(.init("postdest", .text(try noAnswerTarget(change.noAnswerTarget.newValue, in: &builder))))
        }
        return columns
    }

    private func noAnswerTarget(_ request: TargetRequest?, in builder: inout FreePBXPlanBuilder) throws -> String {
        guard let request else { return FreePBXTargets.hangup }
        let target = try FreePBXTargets(system: system).encode(request)
        try FreePBXInput.checkLength(target.raw, option: "--no-answer", width: system.catalogue().width(Self.table, "postdest"))
        if target.kind == .native, !target.raw.hasPrefix("app-blackhole,") {
            builder.warn("nobody knows whether the destination \(target.raw) exists: FreePBX reports it at the next reload if it does not")
        }
        return target.raw
    }

    /// The members as `grplist` holds them: what is no extension is marked with `#`.
    private func memberList(
        _ members: [RingGroup.Member], of number: String, in builder: inout FreePBXPlanBuilder
    ) throws -> String {
        guard !members.isEmpty else { throw PBXError(.usage, "--member", "a ring group cannot be without members", remedy: "name one") }
        if members.contains(where: { ($0.delaySeconds ?? 0) != 0 || $0.ringSeconds != nil }) {
            throw PBXError.notOffered(
                "delay and timeout of single members", by: .freepbx, nearest: "leave them out; --ring-seconds is the whole group's")
        }
        let entries = try members.map { try FreePBXListEntry($0.number, option: "--member") }
        let known = try system.extensionsAmong(entries.map(\.number))
        var list = FreePBXFollowMeList(entries: [])
        for entry in entries {
            guard entry.number != number else { throw PBXError(.usage, "--member", "\(number) is the group's own number", remedy: "leave it out") }
            guard !list.contains(entry.number, external: true) else {
                throw PBXError(.usage, "--member", "\(entry.number) is named twice", remedy: "name it once")
            }
            if entry.hadPlus { builder.warn("\(entry.number): FreePBX keeps no + in ring groups") }
            list.entries.append(.init(number: entry.number, isExternal: entry.isMarked || !known.contains(entry.number)))
        }
        try FreePBXInput.checkLength(list.stored, option: "the members together", width: system.catalogue().width(Self.table, "grplist"))
        return list.stored
    }
}
