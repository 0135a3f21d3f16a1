/// The block list: `v_call_block`, which a script of the switch reads at every call.
///
/// FusionPBX: `app/call_block`, and `scripts/app/call_block/index.lua`, which compares the caller's number with the entry's,
/// with its country code before it or not, with `+` or not; without a name also numbers that only begin like it. An
/// outbound entry is compared with the number dialled.
struct FusionPBXBlockList: FusionPBXObjects, BlockList {
    private static let table = "v_call_block"

    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "number", table: Self.table, uuid: "call_block_uuid", number: "call_block_number", name: "call_block_name",
            includesGlobal: true)
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [BlockedNumber] {
        let extensions = try extensions(of: rows)
        let clock = try FusionPBXClock(connection: connection, domain: connection.scope.allDomains ? nil : domains.all.first)
        return rows.map { row in
            var entry = BlockedNumber(number: row["call_block_number"] ?? "")
            entry.name = row.filled("call_block_name")
            entry.description = row.filled("call_block_description")
            entry.domain = domains[row["domain_uuid"]]?.name
            entry.uuid = row["call_block_uuid"]
            entry.isEnabled = row.isTrue("call_block_enabled")
            entry.direction = Self.direction(row)
            entry.countryCode = row.filled("call_block_country_code")
            entry.extension = row.filled("extension_uuid").map { extensions[$0] ?? $0 }
            entry.action = Self.action(row)
            entry.blockedCalls = row.filled("call_block_count").flatMap { Int($0) } ?? 0
            entry.added = clock.text(epoch: row["date_added"])
            entry.raw = row.raw(Self.table, options)
            return entry
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> BlockedNumber {
        let row = try row(of: identifier)
        guard let entry = try values(of: [row], FusionPBXDomainNames(connection.scopedDomains()), options).first else { throw try notFound(identifier) }
        return entry
    }

    /// A number in any spelling, else a uuid, else a caller's name.
    func row(of identifier: String) throws -> Row {
        let bare = Self.bare(identifier)
        var conditions: [SQL] = [
            "call_block_number = \(identifier)", "call_block_number = \(bare)",
            "call_block_uuid::text = \(identifier.lowercased())", "call_block_name = \(identifier)",
        ]
        // Earlier versions have no country code.
        if try connection.has("call_block_country_code", in: Self.table) {
            conditions.insert("concat(call_block_country_code::text, call_block_number) = \(bare)", at: 2)
        }
        for condition in conditions {
            let found = try rows("coalesce(call_block_number, call_block_name) IS NOT NULL AND \(condition)")
            guard found.count < 2 else {
                throw PBXError(
                    .conflict, "number \(FusionPBXValues.shown(identifier))", "is in the block list \(found.count) times",
                    remedy: "name one by its uuid: \(found.compactMap { $0["call_block_uuid"] }.joined(separator: ", "))")
            }
            if let row = found.first { return row }
        }
        let domain = try connection.domain().name
        throw PBXError(
            .notFound, "number \(FusionPBXValues.shown(identifier))", "is not blocked in \(domain)", remedy: "see `pbxctl blocklist list`")
    }

    // MARK: - Plans

    func planAdd(_ number: String, _ change: BlockedNumberChange) throws -> Plan {
        try requireTable()
        let domain = try connection.domain()
        let number = try Self.number(number)
        let direction = change.direction.newValue ?? .inbound
        let owner = try change.extension.newValue.map(self.owner)
        try requireFree(number, direction.rawValue, extension: owner, in: domain)
        let action = try Self.stored(change.action.newValue ?? "reject", connection, domain)
        var plan = Plan(.add, "blocklist", number)
        plan.steps.append(try connection.insertion(
            into: Self.table, identity: ["call_block_uuid"],
            [
                ("domain_uuid", domain.uuid), ("call_block_uuid", FusionPBXRandom.uuid()),
                ("call_block_direction", direction.rawValue), ("extension_uuid", owner),
                ("call_block_name", try change.name.newValue.map { try FusionPBXValues.line($0, "name") }),
                ("call_block_country_code", try change.countryCode.newValue.map(Self.countryCode)), ("call_block_number", number),
                ("call_block_count", "0"), ("call_block_app", action.application), ("call_block_data", action.data),
                ("call_block_enabled", FusionPBXBoolean.text(change.isEnabled.newValue ?? true)),
                ("date_added", String(Timestamp.now().seconds)),
                ("call_block_description", try change.description.newValue.map { try FusionPBXValues.line($0, "description") }),
            ]))
        try switchOn(&plan, domain)
        plan.steps += Self.cacheKeys(number, countryCode: change.countryCode.newValue, in: domain)
        return plan
    }

    func planSet(_ identifier: String, _ change: BlockedNumberChange) throws -> Plan {
        let row = try row(of: identifier)
        let domain = try connection.domain()
        var plan = Plan(.set, "blocklist", row.filled("call_block_number") ?? identifier)
        var values: FusionPBXConnection.Values = []
        func note(_ column: String, _ change: Change<String>, _ checked: (String) throws -> String) throws {
            if change != .keep { values.append((column, try change.newValue.map(checked))) }
        }
        try note("call_block_name", change.name) { try FusionPBXValues.line($0, "name") }
        try note("call_block_description", change.description) { try FusionPBXValues.line($0, "description") }
        try note("call_block_country_code", change.countryCode, Self.countryCode)
        try note("extension_uuid", change.extension, owner)
        if let direction = change.direction.newValue { values.append(("call_block_direction", direction.rawValue)) }
        if let isEnabled = change.isEnabled.newValue { values.append(("call_block_enabled", FusionPBXBoolean.text(isEnabled))) }
        if let text = change.action.newValue {
            let action = try Self.stored(text, connection, domain)
            values += [("call_block_app", action.application), ("call_block_data", action.data)]
        }
        guard let step = try connection.update(Self.table, row, values) else { return plan }
        plan.steps.append(step)
        if change.isEnabled.newValue == true { try switchOn(&plan, domain) }
        warnOfGlobal(row, &plan)
        plan.steps += Self.cacheKeys(row.filled("call_block_number") ?? "", countryCode: row.filled("call_block_country_code"), in: domain)
        return plan
    }

    func planRemove(_ identifier: String) throws -> Plan {
        let row = try row(of: identifier)
        var plan = Plan(.delete, "blocklist", row.filled("call_block_number") ?? identifier)
        plan.steps.append(connection.deletion(from: Self.table, row))
        warnOfGlobal(row, &plan)
        plan.steps += Self.cacheKeys(
            row.filled("call_block_number") ?? "", countryCode: row.filled("call_block_country_code"), in: try connection.domain())
        return plan
    }

    /// A number can be in the list several times: for several extensions, and in both directions.
    func written(by plan: Plan) throws -> BlockedNumber {
        for case .row(let row) in plan.steps where row.table == Self.table {
            if case .text(let uuid)? = row.key.first(where: { $0.name == "call_block_uuid" })?.value { return try find(uuid, ReadOptions()) }
        }
        return try find(plan.id, ReadOptions())
    }

    /// Throws `.conflict` where the domain has such an entry.
    func requireFree(_ number: String, _ direction: String, extension: String?, in domain: Domain) throws {
        let owner: SQL = `extension`.map { "extension_uuid::text = \($0)" as SQL } ?? "extension_uuid IS NULL"
        let found = try connection.database().value(
            """
            SELECT call_block_uuid::text FROM v_call_block
            WHERE domain_uuid = \(domain.uuid) AND call_block_number = \(number)
              AND coalesce(call_block_direction, 'inbound') = \(direction) AND \(owner) LIMIT 1
            """)
        guard found == nil else {
            throw PBXError(
                .conflict, "number \(number)", "is blocked already in \(domain.name)",
                remedy: "see `pbxctl blocklist show \(number)`, or add --if-not-exists")
        }
    }

    /// An undone addition leaves the list on where other entries came to it.
    func withLeftovers(_ plan: Plan) throws -> Plan {
        guard plan.steps.contains(where: { Self.changedTable(of: $0) == Self.table }) else { return plan }
        // A plan of several objects has dialplans of others as well.
        let own = Set(try dialplans(of: connection.domain()).compactMap { $0["dialplan_uuid"] })
        let switched = plan.steps.filter { step in
            guard case .row(let row) = step, row.table == "v_dialplans", row.before != nil, row.after != nil else { return false }
            return row.key.contains { column in if case .text(let uuid) = column.value { own.contains(uuid) } else { false } }
        }
        guard !switched.isEmpty else { return plan }
        let gone = plan.steps.count { if case .row(let row) = $0 { row.table == Self.table && row.after == nil } else { false } }
        let count = try connection.database()
            .value("SELECT count(*) FROM v_call_block WHERE domain_uuid = \(connection.domain().uuid) OR domain_uuid IS NULL")
            .flatMap { Int($0) } ?? 0
        guard count > gone else { return plan }
        var plan = plan
        plan.steps.removeAll(where: switched.contains)
        return plan
    }

    private static func changedTable(of step: Step) -> String? { if case .row(let row) = step { row.table } else { nil } }

    // MARK: - What belongs to an entry

    /// What asks the list.
    private func dialplans(of domain: Domain) throws -> [Row] {
        try connection.rows(
            "v_dialplans", where: "app_uuid = \(FusionPBXApplication.callBlock.rawValue) AND domain_uuid = \(domain.uuid)")
    }

    /// FusionPBX switches the dialplan that asks the list on with the first entry.
    private func switchOn(_ plan: inout Plan, _ domain: Domain) throws {
        let dialplans = try dialplans(of: domain)
        guard !dialplans.isEmpty else {
            plan.warnings.append("domain \(domain.name) has no dialplan call_block: nothing asks the list before it is put back (Advanced, Upgrade, App Defaults)")
            return
        }
        for row in dialplans where !row.isTrue("dialplan_enabled") {
            guard let step = try connection.update("v_dialplans", row, [("dialplan_enabled", "true")]) else { continue }
            let context = row.filled("dialplan_context") ?? domain.name
            plan.steps += [step, .cacheKey("dialplan:\(context == "${domain_name}" ? domain.name : context)")]
        }
    }

    private func warnOfGlobal(_ row: Row, _ plan: inout Plan) {
        if row.filled("domain_uuid") == nil { plan.warnings.append("this entry is in the block list of every domain") }
    }

    /// FusionPBX: `call_block.php` and `call_block_edit.php` delete these; the script itself names the second.
    private static func cacheKeys(_ number: String, countryCode: String?, in domain: Domain) -> [Step] {
        guard !number.isEmpty else { return [] }
        let spellings = FusionPBXCacheKeys.distinct([number, (countryCode ?? "") + number])
        return spellings.flatMap { [Step.cacheKey("app:call_block:\(domain.name):\($0)"), .cacheKey("call_block:\($0)")] }
    }

    /// Numbers by uuid.
    private func extensions(of rows: [Row]) throws -> [String: String] {
        let identifiers = Set(rows.compactMap { $0.filled("extension_uuid") })
        guard !identifiers.isEmpty else { return [:] }
        let list = "{\(identifiers.sorted().joined(separator: ","))}"
        var numbers: [String: String] = [:]
        try connection.database().forEachRow(
            "SELECT extension_uuid::text, extension FROM v_extensions WHERE extension_uuid = ANY(\(list)::uuid[])"
        ) { row in if let uuid = row.text(0) { numbers[uuid] = row.text(1) } }
        return numbers
    }

    /// The uuid of an extension that is there, or comes with the same plan.
    private func owner(_ number: String) throws -> String {
        if let uuid = connection.comingExtensions[number] { return uuid }
        return try FusionPBXExtensions(connection: connection).row(of: number)["extension_uuid"] ?? ""
    }

    private func requireTable() throws {
        guard try connection.has("call_block_app", in: Self.table) else {
            throw PBXError.notOffered("a block list", by: .fusionpbx, nearest: "FusionPBX from 4.5 on has one with actions")
        }
    }

    // MARK: - Values

    private static func direction(_ row: Row) -> BlockedNumber.Direction {
        row["call_block_direction"].flatMap(BlockedNumber.Direction.init(rawValue:)) ?? .inbound
    }

    private static func bare(_ text: String) -> String { text.filter { !" +-.()".contains($0) } }

    private static func number(_ text: String) throws -> String {
        let number = bare(text)
        guard (1...32).contains(number.utf8.count), number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw PBXError(
                .usage, "number '\(FusionPBXValues.shown(text))'", "is not a number that FusionPBX can block",
                remedy: "write 1 to 32 digits; numbers that begin with them are blocked as well")
        }
        return number
    }

    private static func countryCode(_ text: String) throws -> String {
        let code = bare(text)
        guard (1...6).contains(code.utf8.count), code.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !code.hasPrefix("0") else {
            throw PBXError(
                .usage, "--country-code '\(FusionPBXValues.shown(text))'", "is not a country code", remedy: "write 1 to 6 digits, such as 44")
        }
        return code
    }

    /// The kinds of target that a blocked call can be sent to, with FusionPBX's words.
    private static let targets: [(kind: Target.Kind, word: String)] = [
        (.extension, "extension"), (.ivr, "ivr"), (.ringgroup, "ring_group"), (.voicemail, "voicemail"),
    ]

    private static func action(_ row: Row) -> String? {
        guard let word = row.filled("call_block_app") else { return nil }
        guard let data = row.filled("call_block_data") else { return word }
        return "\(targets.first { $0.word == word }?.kind.rawValue ?? word):\(data)"
    }

    private static func stored(
        _ text: String, _ connection: FusionPBXConnection, _ domain: Domain
    ) throws -> (application: String, data: String?) {
        if ["reject", "busy", "hold"].contains(text) { return (text, nil) }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let target = targets.first(where: { $0.kind.rawValue == parts[0] }) else {
            throw PBXError(
                .usage, "--action '\(FusionPBXValues.shown(text))'", "is not what can become of a blocked call",
                remedy: "write reject, busy, hold, extension:NUMBER, voicemail:NUMBER, ringgroup:NUMBER or ivr:NUMBER")
        }
        let action = try FusionPBXTargets(connection: connection).encode(.to(target.kind, id: parts[1]), in: domain)
        let dialled = action.data.split(separator: " ").first.map(String.init) ?? parts[1]
        return (target.word, target.kind == .voicemail && dialled.hasPrefix("*99") ? String(dialled.dropFirst(3)) : dialled)
    }
}
