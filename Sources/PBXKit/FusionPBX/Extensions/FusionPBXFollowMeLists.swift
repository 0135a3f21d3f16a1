/// Follow-me lists as a noun of their own.
///
/// FusionPBX: `app/call_forward/call_forward_edit.php`. The own extension has to be in the list if it is to ring as well:
/// follow-me takes the place of ordinary ringing.
struct FusionPBXFollowMeLists: FollowMeLists {
    let connection: FusionPBXConnection

    func forEach(_ options: ReadOptions, _ body: (FollowMe) throws -> Void) throws {
        let domain = try connection.domain()
        let rows = try connection.rows(
            "v_extensions",
            where: """
                domain_uuid = \(domain.uuid) AND follow_me_uuid IS NOT NULL
                ORDER BY CASE WHEN extension ~ '^[0-9]{1,30}$' THEN extension::numeric END, extension
                """)
        let lists = Dictionary(
            grouping: try connection.rows("v_follow_me", where: "domain_uuid = \(domain.uuid)"), by: { $0["follow_me_uuid"] ?? "" })
        let entries = Dictionary(
            grouping: try connection.rows(
                "v_follow_me_destinations",
                where: "domain_uuid = \(domain.uuid) ORDER BY follow_me_order::numeric, follow_me_destination_uuid"),
            by: { $0["follow_me_uuid"] ?? "" })
        let numbers = entries.values.joined().compactMap { $0.filled("follow_me_destination") }
        let owners = try FusionPBXNumberOwners(numbers.map { (domain.uuid, $0) }, connection: connection)
        for row in rows {
            guard let uuid = row["follow_me_uuid"], let list = lists[uuid]?.first else { continue }
            try body(value(row, list, entries[uuid] ?? [], owners, domain, options))
        }
    }

    func find(_ number: String, _ options: ReadOptions) throws -> FollowMe {
        let row = try FusionPBXExtensions(connection: connection).row(of: number)
        let domain = try connection.domain()
        let (list, entries) = try stored(row)
        let numbers = entries.compactMap { $0.filled("follow_me_destination") }
        let owners = try FusionPBXNumberOwners(numbers.map { (domain.uuid, $0) }, connection: connection)
        return try value(row, list, entries, owners, domain, options)
    }

    private func value(
        _ row: Row, _ list: Row?, _ entries: [Row], _ owners: FusionPBXNumberOwners, _ domain: Domain, _ options: ReadOptions
    ) throws -> FollowMe {
        let own = row["extension"] ?? ""
        // The switch goes by `v_follow_me`, not by the flag of the same name in `v_extensions`.
        var result = FollowMe(extension: own, isEnabled: list?.isTrue("follow_me_enabled") ?? false)
        result.domain = domain.name
        result.strategy = list == nil ? nil : try connection.settings(of: domain).text("follow_me", "strategy") ?? "simultaneous"
        result.members = entries.compactMap { entry in
            guard let number = entry.filled("follow_me_destination") else { return nil }
            var member = FollowMe.Member(number: number)
            member.isExternal = owners[domain.uuid, number] == nil && !number.hasPrefix("*")
            member.delaySeconds = entry.filled("follow_me_delay").flatMap { Int($0) }
            member.ringSeconds = entry.filled("follow_me_timeout").flatMap { Int($0) }
            member.asksToConfirm = entry.filled("follow_me_prompt") == "1"
            return member
        }
        result.ringAloneSeconds = result.members.first { $0.number == own && $0.delaySeconds == 0 }.flatMap { own in
            result.members.contains { $0.number != own.number && $0.delaySeconds == own.ringSeconds } ? own.ringSeconds : nil
        }
        if options.raw {
            result.raw = Row.raw(
                [("v_follow_me", list.map { [$0] } ?? []), ("v_follow_me_destinations", entries)], reveal: options.reveal)
        }
        return result
    }

    func plan(_ number: String, _ action: FollowMeAction) throws -> Plan {
        let row = try FusionPBXExtensions(connection: connection).row(of: number)
        let domain = try connection.domain()
        let number = row["extension"] ?? number
        let (list, entries) = try stored(row)
        var plan = Plan(.set, "followme", number)
        var values: FusionPBXConnection.Values = []
        switch action {
        case .add(let entry):
            plan.steps = try added(entry, to: number, list, entries, domain, &values, &plan)
        case .remove(let entry):
            plan.steps = try removed(entry, from: number, list, entries, row, &values)
        case .enable:
            guard let list, !entries.isEmpty else {
                throw PBXError(
                    .conflict, "follow-me of \(number)", "has no number to ring", remedy: "add one with `pbxctl followme add` first")
            }
            plan.steps = try followMe.switched(list, to: true)
            if !row.isTrue("follow_me_enabled") { values.append(("follow_me_enabled", "true")) }
            for column in ["do_not_disturb", "forward_all_enabled"] where row.isTrue(column) { values.append((column, "false")) }
        case .disable:
            if let list { plan.steps = try followMe.switched(list, to: false) }
            if row.isTrue("follow_me_enabled") { values.append(("follow_me_enabled", "false")) }
        }
        if let step = try connection.update("v_extensions", row, values) { plan.steps.insert(step, at: 0) }
        guard plan.changesSomething else { return plan }
        plan.steps += FusionPBXCacheKeys.directory(row, in: domain).map(Step.cacheKey)
        plan.steps += try followMe.consequences(row, values, in: domain)
        plan.steps = plan.steps.inOrderOfTaking
        return plan
    }

    private var followMe: FusionPBXFollowMe { FusionPBXFollowMe(connection: connection) }

    func stored(_ row: Row) throws -> (list: Row?, entries: [Row]) {
        guard let uuid = row.filled("follow_me_uuid") else { return (nil, []) }
        return (
            try connection.rows("v_follow_me", where: "follow_me_uuid = \(uuid)").first,
            try connection.rows(
                "v_follow_me_destinations",
                where: "follow_me_uuid = \(uuid) ORDER BY follow_me_order::numeric, follow_me_destination_uuid")
        )
    }

    /// An extension's first number brings its own along: without it the desk phone would stay silent.
    private func added(
        _ entry: String, to number: String, _ list: Row?, _ entries: [Row], _ domain: Domain,
        _ values: inout FusionPBXConnection.Values, _ plan: inout Plan
    ) throws -> [Step] {
        let reduced = try FusionPBXCallForwards.reduced(entry)
        if entry.hasPrefix("+") { plan.warnings.append("FusionPBX keeps no + here: the entry is \(reduced)") }
        guard !entries.contains(where: { $0["follow_me_destination"] == reduced }) else {
            throw PBXError(
                .conflict, "follow-me of \(number)", "has \(reduced) already", remedy: "see `pbxctl followme list \(number)`")
        }
        var steps: [Step] = []
        let uuid: String
        if let list, let there = list["follow_me_uuid"] {
            uuid = there
            if entries.isEmpty, reduced != number { steps.append(try followMe.ownEntry(number, uuid, domain, .keep)) }
        } else {
            let creation = try followMe.creation(of: number, in: domain, .keep, isEnabled: false)
            uuid = creation.uuid
            steps = creation.steps
            values.append(("follow_me_uuid", uuid))
            // The own entry is there with the list.
            if reduced == number { return steps }
        }
        let last = entries.compactMap { $0.filled("follow_me_order").flatMap { Int($0) } }.max() ?? 0
        steps.append(try connection.insertion(
            into: "v_follow_me_destinations", identity: ["follow_me_uuid", "follow_me_destination"],
            [
                ("domain_uuid", domain.uuid), ("follow_me_uuid", uuid),
                ("follow_me_destination_uuid", FusionPBXRandom.uuid()), ("follow_me_destination", reduced),
                ("follow_me_delay", "0"), ("follow_me_timeout", "30"),
                ("follow_me_order", String(entries.isEmpty && reduced == number ? 0 : last + 1)),
            ]))
        return steps
    }

    /// The list as it is to be: entries that stay keep their rows. `row` is nil for an extension that is being made; what
    /// becomes of its columns is added to `values`.
    func replaced(
        _ request: FollowMeListRequest, of row: Row?, _ list: Row?, _ entries: [Row], _ domain: Domain, _ values: inout FusionPBXConnection.Values
    ) throws -> [Step] {
        let isOn = request.isEnabled && !request.members.isEmpty
        var steps: [Step] = []
        let uuid: String
        if let list, let there = list["follow_me_uuid"] {
            uuid = there
            steps += try followMe.switched(list, to: isOn)
        } else {
            uuid = FusionPBXRandom.uuid()
            steps.append(try connection.insertion(
                into: "v_follow_me", identity: ["follow_me_uuid"],
                [
                    ("domain_uuid", domain.uuid), ("follow_me_uuid", uuid), ("follow_me_enabled", FusionPBXBoolean.text(isOn)),
                    ("follow_me_ignore_busy", "false"),
                ]))
            values.append(("follow_me_uuid", uuid))
        }
        if row?.isTrue("follow_me_enabled") != isOn { values.append(("follow_me_enabled", FusionPBXBoolean.text(isOn))) }
        let numbers = try request.members.map { try FusionPBXCallForwards.reduced($0.number) }
        let isReordered = entries.map { $0["follow_me_destination"] } != numbers
        var rest = entries
        for (order, (number, member)) in zip(numbers, request.members).enumerated() {
            let delay = member.delaySeconds ?? 0
            guard (0...3600).contains(delay) else {
                throw PBXError(.usage, "delay \(delay) of \(number)", "is not between 0 and 3600 seconds")
            }
            var wanted: FusionPBXConnection.Values = [
                ("follow_me_delay", String(delay)),
                ("follow_me_timeout", try FusionPBXValues.seconds(member.ringSeconds ?? 30, "ring time of \(number)")),
            ]
            if let asks = member.asksToConfirm { wanted.append(("follow_me_prompt", asks ? "1" : nil)) }
            if isReordered { wanted.append(("follow_me_order", String(order))) }
            if let place = rest.firstIndex(where: { $0["follow_me_destination"] == number }) {
                let entry = rest.remove(at: place)
                if let step = try connection.update("v_follow_me_destinations", entry, wanted) { steps.append(step) }
            } else {
                steps.append(try connection.insertion(
                    into: "v_follow_me_destinations", identity: ["follow_me_uuid", "follow_me_destination"],
                    [
                        ("domain_uuid", domain.uuid), ("follow_me_uuid", uuid), ("follow_me_destination_uuid", FusionPBXRandom.uuid()),
                        ("follow_me_destination", number),
                    ] + wanted))
            }
        }
        return steps + rest.map { connection.deletion(from: "v_follow_me_destinations", $0) }
    }

    /// Takes a list away with its entries.
    func withdrawn(_ row: Row, _ list: Row?, _ entries: [Row], _ values: inout FusionPBXConnection.Values) -> [Step] {
        guard row.filled("follow_me_uuid") != nil else { return [] }
        values.append(("follow_me_uuid", nil))
        if row.isTrue("follow_me_enabled") { values.append(("follow_me_enabled", "false")) }
        return entries.map { connection.deletion(from: "v_follow_me_destinations", $0) } + (list.map { [connection.deletion(from: "v_follow_me", $0)] } ?? [])
    }

    /// FusionPBX: a list without numbers cannot be on.
    private func removed(
        _ entry: String, from number: String, _ list: Row?, _ entries: [Row], _ row: Row,
        _ values: inout FusionPBXConnection.Values
    ) throws -> [Step] {
        let reduced = try FusionPBXCallForwards.reduced(entry)
        let gone = entries.filter { $0["follow_me_destination"] == reduced }
        guard !gone.isEmpty else {
            throw PBXError(
                .notFound, "follow-me of \(number)", "does not have \(reduced)", remedy: "see `pbxctl followme list \(number)`")
        }
        var steps = gone.map { connection.deletion(from: "v_follow_me_destinations", $0) }
        if gone.count == entries.count {
            if let list { steps += try followMe.switched(list, to: false) }
            if row.isTrue("follow_me_enabled") { values.append(("follow_me_enabled", "false")) }
        }
        return steps
    }
}
