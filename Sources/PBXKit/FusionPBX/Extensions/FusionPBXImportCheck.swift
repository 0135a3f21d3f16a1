/// Whether all numbers that an import adds still are free, asked in a few statements under the lock; and whether no two of
/// its rows are the same number in two spellings.
struct FusionPBXImportCheck {
    /// A statement may have 65,535 parameters.
    private static let numbersPerQuery = 5000

    let connection: FusionPBXConnection

    func check(_ plan: Plan) throws {
        let domain = try connection.domain()
        let extensions = values("extension", of: "v_extensions", in: plan)
        try checkDistinct(extensions, "extension")
        try checkFree(extensions, "extension", in: domain)
        try checkRoom(for: extensions.count, deleted: deletions(from: "v_extensions", in: plan), in: domain)
        let groups = values("ring_group_extension", of: "v_ring_groups", in: plan)
        try checkDistinct(groups, "ring group")
        try checkFree(groups, "ring group", in: domain)
        try checkInboundNumbers(plan)
        // A number may be blocked for several extensions, and in both directions.
        let blocked = insertions(into: "v_call_block", in: plan).map { columns in
            ["call_block_number", "call_block_direction", "extension_uuid"].map { Self.text($0, columns) ?? "" }
        }
        var entries: Set<[String]> = []
        for entry in blocked where !entries.insert(entry).inserted { try checkDistinct([entry[0], entry[0]], "number") }
    }

    // MARK: - Extensions and ring groups

    private func checkFree(_ numbers: [String], _ title: String, in domain: Domain) throws {
        for part in parts(numbers) {
            let list = part.map { "\($0)" as SQL }.joined(separator: ", ")
            let taken = try connection.database().value(
                """
                SELECT n FROM (
                    SELECT extension AS n FROM v_extensions WHERE domain_uuid = \(domain.uuid) AND extension IN (\(list))
                    UNION ALL
                    SELECT number_alias FROM v_extensions WHERE domain_uuid = \(domain.uuid) AND number_alias IN (\(list))
                    UNION ALL
                    SELECT dialplan_number FROM v_dialplans
                    WHERE (domain_uuid = \(domain.uuid) OR domain_uuid IS NULL)
                      AND dialplan_context IN (\(domain.name), '${domain_name}', 'global') AND dialplan_number IN (\(list))
                ) AS taken ORDER BY n LIMIT 1
                """)
            guard let taken else { continue }
            // The check of a single number says what it is that has it.
            try FusionPBXNumberCheck(connection: connection).requireFree(taken, in: domain, as: title)
            throw PBXError(.conflict, "\(title) \(taken)", "the number is taken in \(domain.name)", remedy: "choose another number")
        }
    }

    private func checkRoom(for added: Int, deleted: Int, in domain: Domain) throws {
        guard added > deleted, let limit = try connection.settings(of: domain).number("limit", "extensions") else { return }
        let count = try connection.database()
            .value("SELECT count(*) FROM v_extensions WHERE domain_uuid = \(domain.uuid)").flatMap { Int($0) } ?? 0
        guard count - deleted + added > limit else { return }
        throw PBXError(
            .conflict, "domain \(domain.name)", "has \(count) extensions, its limit is \(limit), and \(added) more were to come",
            remedy: "raise the setting limit/extensions in FusionPBX")
    }

    // MARK: - Inbound numbers

    private func checkInboundNumbers(_ plan: Plan) throws {
        let numbers = FusionPBXInboundNumbers(connection: connection)
        let added = insertions(into: "v_destinations", in: plan).map { columns in
            FusionPBXNumberSpelling(
                prefix: Self.text("destination_prefix", columns), number: Self.text("destination_number", columns) ?? "")
        }
        try checkDistinct(added.map { $0.displayed.filter { $0 != "+" } }, "inbound number")
        for part in stride(from: 0, to: added.count, by: Self.numbersPerQuery / 5) {
            let part = Array(added[part..<min(part + Self.numbersPerQuery / 5, added.count)])
            guard try numbers.isOneTaken(part) else { continue }
            // Which one, and by whom.
            for spelling in part { try numbers.requireFree(spelling, except: nil) }
        }
    }

    // MARK: - Steps

    private func insertions(into table: String, in plan: Plan) -> [[RowStep.Column]] {
        plan.steps.compactMap { step in
            if case .row(let row) = step, row.table == table, row.before == nil { row.after } else { nil }
        }
    }

    private func deletions(from table: String, in plan: Plan) -> Int {
        plan.steps.count { step in if case .row(let row) = step { row.table == table && row.after == nil } else { false } }
    }

    private func values(_ column: String, of table: String, in plan: Plan) -> [String] {
        insertions(into: table, in: plan).compactMap { Self.text(column, $0) }
    }

    private static func text(_ name: String, _ columns: [RowStep.Column]) -> String? {
        if case .text(let text)? = columns.first(where: { $0.name == name })?.value { text } else { nil }
    }

    private func checkDistinct(_ numbers: [String], _ title: String) throws {
        var seen: Set<String> = []
        for number in numbers where !seen.insert(number).inserted {
            throw PBXError(.conflict, "\(title) \(number)", "is in the file twice, in two spellings", remedy: "keep one of the rows")
        }
    }

    private func parts(_ numbers: [String]) -> [[String]] {
        stride(from: 0, to: numbers.count, by: Self.numbersPerQuery).map {
            Array(numbers[$0..<min($0 + Self.numbersPerQuery, numbers.count)])
        }
    }
}
