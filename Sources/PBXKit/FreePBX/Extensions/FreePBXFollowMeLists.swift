/// Follow-me lists of a FreePBX's extensions: AstDB and the table `findmefollow`, which agree after every change.
struct FreePBXFollowMeLists: FollowMeLists {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (FollowMe) throws -> Void) throws {
        guard try system.catalogue().has(FreePBXFollowMe.table) else { return }
        let numbers = try system.database().rows(
            """
            SELECT f.grpnum FROM findmefollow AS f JOIN users AS u ON u.extension = f.grpnum
            ORDER BY LENGTH(f.grpnum), f.grpnum
            """
        ).compactMap { $0.values[0] }
        // All that they are made of is read at once.
        try system.planning(numbers) { for number in numbers { try body(find(number, options)) } }
    }

    func find(_ number: String, _ options: ReadOptions) throws -> FollowMe {
        let state = try state(number)
        var result = FollowMe(extension: number, isEnabled: state.isOn)
        result.strategy = state.strategy
        result.ringAloneSeconds = state.ringAlone
        result.ringListSeconds = state.ringList
        result.members = (state.list?.entries ?? []).map { entry in
            var member = FollowMe.Member(number: entry.number)
            member.isExternal = entry.isExternal
            member.asksToConfirm = state.asksToConfirm
            return member
        }
        result.noAnswerTarget = try FreePBXTargetNames(of: [state.destination].compactMap { $0 }, in: system).target(state.destination)
        if options.raw {
            let live = state.live.sorted { $0.key < $1.key }.map { Cell.Entry($0.key, .text($0.value)) }
            result.raw = .object(Cell.Object([
                Cell.Entry(FreePBXFollowMe.table, state.row.map { FreePBXRaw.object($0) } ?? .null),
                Cell.Entry("astdb", .object(Cell.Object(live))),
            ]))
        }
        return result
    }

    func plan(_ number: String, _ action: FollowMeAction) throws -> Plan {
        let state = try state(number)
        var builder = FreePBXPlanBuilder(.set, number, noun: "followme")
        switch action {
        case .add(let entry): try write(adding(entry, to: state), isOn: state.isOn, state, in: &builder)
        case .remove(let entry): try write(removing(entry, from: state), isOn: state.isOn, state, in: &builder)
        case .enable: try turn(true, state, in: &builder)
        case .disable: try turn(false, state, in: &builder)
        }
        // The dialplan is generated for each row.
        return try builder.finished(system.astDB(), reloadNeeded: state.row == nil && action != .disable)
    }

    /// Makes the two stores agree: list and times as AstDB has them, all else as the row has it, on or off as it is.
    func planAgreement(_ number: String) throws -> Plan {
        let state = try state(number)
        var builder = FreePBXPlanBuilder(.set, number, noun: "followme")
        try write(state.list ?? own(number), isOn: state.isOn, state, in: &builder)
        for (key, column) in [("strategy", "strategy"), ("postdest", "postdest")] where state.row != nil {
            builder.set("AMPUSER", "\(number)/followme/\(key)", to: state.row?[column] ?? "")
        }
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    /// Switches a list on, with the extension itself in it where there is none yet, or off.
    func turn(_ isOn: Bool, _ state: FreePBXFollowMeState, in builder: inout FreePBXPlanBuilder) throws {
        if isOn {
            try write(state.list ?? own(state.number), isOn: true, state, in: &builder)
        } else if state.isOn || state.row != nil {
            // Nothing has to be made to be off.
            FreePBXFollowMe(system: system, number: state.number).turn(false, devices: state.devices, in: &builder)
        }
    }

    func state(_ number: String) throws -> FreePBXFollowMeState {
        _ = try FreePBXExtensions(system: system).userRow(number)
        try system.requireTables(FreePBXFollowMe.table, of: "findmefollow")
        return try FreePBXFollowMeState(of: number, in: system)
    }

    private func own(_ number: String) -> FreePBXFollowMeList {
        FreePBXFollowMeList(entries: [.init(number: number, isExternal: false)])
    }

    // MARK: - The list

    private func adding(_ text: String, to state: FreePBXFollowMeState) throws -> FreePBXFollowMeList {
        let entry = try FreePBXListEntry(text, option: "number", allowsPlus: true)
        var list = state.list ?? own(state.number)
        guard !list.contains(entry.number, external: true) else {
            throw PBXError(
                .conflict, "follow-me of \(state.number)", "\(entry.number) is in the list already",
                remedy: "see `pbxctl followme list \(state.number)`")
        }
        let isExtension = try !system.extensionsAmong([entry.number]).isEmpty
        let isOwn = entry.number == state.number
        list.entries.append(.init(number: entry.number, isExternal: !isOwn && (entry.isMarked || !isExtension)))
        let width = min(try system.catalogue().width(FreePBXFollowMe.table, "grplist") ?? 255, 255)
        guard list.stored.utf8.count <= width else {
            throw PBXError(
                .usage, "follow-me of \(state.number)", "the list would have \(list.stored.utf8.count) characters, FreePBX stores \(width)",
                remedy: "remove a number first")
        }
        return list
    }

    /// The strategies of FreePBX's own form. FreePBX: `Findmefollow.class.php`.
    private static let strategies = ["ringall", "ringallv2", "hunt", "memoryhunt"].flatMap { [$0, "\($0)-prim"] } + ["firstavailable", "firstnotonphone"]

    /// The whole list at once, of an extension that is there or is being made.
    func replace(_ request: FollowMeListRequest, _ state: FreePBXFollowMeState, in builder: inout FreePBXPlanBuilder) throws {
        let number = state.number
        try system.requireTables(FreePBXFollowMe.table, of: "findmefollow")
        let entries = try request.members.map { try FreePBXListEntry($0.number, option: "number", allowsPlus: true) }
        let known = try system.extensionsAmong(entries.map(\.number))
        let list = FreePBXFollowMeList(entries: zip(entries, request.members).map { entry, member in
            let isOwn = entry.number == number
            return .init(number: entry.number, isExternal: !isOwn && (entry.isMarked || !known.contains(entry.number) || member.isExternal == true))
        })
        try FreePBXInput.checkLength(
            list.stored, option: "the follow-me list of \(number)", width: min(try system.catalogue().width(FreePBXFollowMe.table, "grplist") ?? 255, 255))
        let (alone, all) = (request.ringAloneSeconds, request.ringListSeconds)
        if let alone { try FreePBXInput.checkRange(alone, 0...300, option: "ring_alone_seconds") }
        if let all { try FreePBXInput.checkRange(all, 1...300, option: "ring_list_seconds") }
        if let strategy = request.strategy, strategy != state.strategy, !Self.strategies.contains(strategy) {
            throw PBXError(
                .usage, "strategy '\(FreePBXInput.shown(strategy))' of \(number)", "is none that FreePBX has",
                remedy: "use \(Self.strategies.joined(separator: ", "))")
        }
        let destination = try request.noAnswerTarget.map { try FreePBXTargets(system: system).encode($0).raw }
        let asks = request.members.compactMap(\.asksToConfirm).first
        // What follows from the list: the row's columns beside the keys of AstDB.
        var wanted: [(key: String, value: String, column: RowStep.Column)] = []
        func want(_ key: String, _ value: String, _ column: String, _ stored: String) { wanted.append((key, value, .init(column, .text(stored)))) }
        if let alone { want("prering", String(alone), "pre_ring", String(alone)) }
        if let all { want("grptime", String(all), "grptime", String(all)) }
        if let strategy = request.strategy { want("strategy", strategy, "strategy", strategy) }
        if let destination { want("postdest", destination, "postdest", destination) }
        if let asks { want("grpconf", asks ? "ENABLED" : "DISABLED", "needsconf", asks ? "CHECKED" : "") }
        var state = state
        for (key, value, _) in wanted { state.live[key] = value }
        if state.row != nil { for (key, value, _) in wanted { builder.set("AMPUSER", "\(number)/followme/\(key)", to: value) } }
        try write(list, isOn: request.isEnabled, state, wanted.map(\.column), in: &builder)
    }

    /// Takes a list away. FreePBX: `Findmefollow.class.php` del.
    func remove(_ state: FreePBXFollowMeState, in builder: inout FreePBXPlanBuilder) throws {
        let number = state.number
        let keys = try system.astDB().keys(of: "AMPUSER", below: "\(number)/followme")
        guard state.row != nil || !keys.isEmpty else { return }
        if let row = state.row { builder.delete(row, from: FreePBXFollowMe.table, by: ["grpnum"]) }
        for path in keys { builder.set(path.family, path.key, to: nil) }
        guard state.isOn else { return }
        for device in state.devices { builder.notify(.variable(name: "DEVICE_STATE(Custom:FOLLOWME\(device))", value: "NOT_INUSE")) }
    }

    private func removing(_ text: String, from state: FreePBXFollowMeState) throws -> FreePBXFollowMeList {
        let entry = try FreePBXListEntry(text, option: "number", allowsPlus: true)
        guard let list = state.list, list.contains(entry.number, external: true) else {
            throw PBXError(
                .notFound, "follow-me of \(state.number)", "\(entry.number) is not in the list",
                remedy: "see `pbxctl followme list \(state.number)`")
        }
        return list.removing(entry.number, external: true)
    }

    /// Writes the list to both stores, and whatever one of them lacks.
    private func write(
        _ list: FreePBXFollowMeList, isOn: Bool, _ state: FreePBXFollowMeState, _ more: [RowStep.Column] = [],
        in builder: inout FreePBXPlanBuilder
    ) throws {
        let number = state.number
        let followMe = FreePBXFollowMe(system: system, number: number)
        guard let row = state.row else {
            return try followMe.create(
                ringAlone: nil, ringList: nil, isOn: isOn, list: list, live: state.live, devices: state.devices, in: &builder)
        }
        for (key, value) in state.missing { builder.set("AMPUSER", "\(number)/followme/\(key)", to: value) }
        builder.setUser(number, ["followme/grplist": list.stored])
        var columns = [RowStep.Column("grplist", .text(list.stored))]
        // FreePBX takes these over from AstDB itself, when somebody opens its form.
        if let seconds = state.ringAlone { columns.append(.init("pre_ring", .text(String(seconds)))) }
        if let seconds = state.ringList { columns.append(.init("grptime", .text(String(seconds)))) }
        columns += more.filter { column in !columns.contains { $0.name == column.name } }
        builder.update(FreePBXFollowMe.table, key: [.init("grpnum", .text(number))], row: row, to: columns)
        if isOn || state.live["ddial"] == nil || state.isOn { followMe.turn(isOn, devices: state.devices, in: &builder) }
    }
}
