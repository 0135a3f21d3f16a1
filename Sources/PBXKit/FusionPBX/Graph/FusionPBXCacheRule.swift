/// What the switch goes by is a copy of the database, which lasts until it is deleted.
struct FusionPBXCacheRule: CheckRule {
    /// Entries asked for with one command: its line stays well below what the event socket takes.
    private static let batch = 40
    /// What parts the entries of an answer. No document has it.
    private static let mark = "<<pbxctl>>"

    let name = "stale-cache"
    let summary = "The switch's copy of an extension or an inbound number differs from the database."
    let severity = CheckSeverity.error
    let kinds = [PBXKind.fusionpbx]

    func withoutSwitch(on kind: PBXKind) -> CheckView { .nothing }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        guard let system = pbx.system as? FusionPBXSystem else { return [] }
        return try Self.stale(system.connection).map { entry in
            finding(entry.node, entry.why, remedy: "pbxctl check --fix \(name)")
        }
    }

    private struct Stale {
        var key: String
        var node: CallNode
        var why: String
    }

    private static func stale(_ connection: FusionPBXConnection) throws -> [Stale] {
        let domain = try connection.domain()
        return try connection.connectedNodes().flatMap { node in
            try staleUsers(connection, domain, node) + staleNumbers(connection, domain, node)
        }
    }

    private static func staleUsers(_ connection: FusionPBXConnection, _ domain: Domain, _ switchNode: FusionPBXNode) throws -> [Stale] {
        let compared = ["password", "user_context", "outbound_caller_id_number", "effective_caller_id_name", "toll_allow", "do_not_disturb", "forward_all_enabled"]
        let columns = try compared.map { try connection.text($0, of: "v_extensions", as: "e") }.joined(separator: ", ")
        let rows = try connection.database().rows(
            "SELECT extension, number_alias, \(columns) FROM v_extensions e WHERE domain_uuid = \(domain.uuid) ORDER BY extension")
        let keys = rows.map { "directory:\($0.values[0] ?? "")@\(domain.name)" }
        return zip(rows, zip(keys, try read(keys, on: switchNode))).compactMap { row, entry in
            guard let document = entry.1 else { return nil }
            let differing = compared.enumerated().filter { index, name in
                guard let kept = value(of: name, in: document) else { return false }
                return kept != row.values[index + 2] ?? ""
            }.map(\.element)
            guard !differing.isEmpty else { return nil }
            let names = differing.map { $0.split(separator: "_").joined(separator: " ") }.joined(separator: ", ")
            return Stale(
                key: entry.0, node: CallNode(.extension, row.values[0] ?? "", domain: domain.name),
                why: "the switch \(switchNode.address) still has another \(names)")
        }
    }

    /// The value of a parameter or variable; nil where the document has none.
    private static func value(of name: String, in document: String) -> String? {
        guard let start = document.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
        let text = document[start.upperBound...].prefix { $0 != "\"" }
        return FusionPBXDialplanText.plain(String(text))
    }

    private static func staleNumbers(_ connection: FusionPBXConnection, _ domain: Domain, _ switchNode: FusionPBXNode) throws -> [Stale] {
        let names = ["destination_prefix", "destination_trunk_prefix", "destination_area_code", "destination_number"]
        let columns = try names.map { "\(try connection.text($0, of: "v_destinations", as: "d")) AS \(identifier: $0)" as SQL }.joined(separator: ", ")
        let rows = try connection.database().rows(
            """
            SELECT \(columns), p.dialplan_xml, p.dialplan_context, p.dialplan_enabled::text AS dialplan_enabled FROM v_destinations d
            JOIN v_dialplans p ON p.dialplan_uuid = d.dialplan_uuid
            WHERE d.destination_type = 'inbound' AND d.domain_uuid = \(domain.uuid) ORDER BY d.destination_number
            """)
        let entries = rows.flatMap { row -> [(row: Row, key: String)] in
            let context = row.filled("dialplan_context") ?? "public"
            return FusionPBXNumberSpelling(row).all.map { (row, "dialplan:\(context):\($0)") }
        }
        var seen: Set<String> = []
        return zip(entries, try read(entries.map(\.key), on: switchNode)).compactMap { entry, document in
            guard let document else { return nil }
            let xml = (entry.row["dialplan_xml"] ?? "").trimmingBlanks
            let isThere = document.contains(xml)
            guard isThere != FusionPBXBoolean.isTrue(entry.row["dialplan_enabled"]) else { return nil }
            let number = FusionPBXNumberSpelling(entry.row).displayed
            guard seen.insert(entry.key).inserted else { return nil }
            return Stale(
                key: entry.key, node: CallNode(.did, number, domain: domain.name),
                why: "the switch \(switchNode.address) still goes by an older route when \(entry.key.split(separator: ":").last ?? "") is called")
        }
    }

    /// What the switch has under each key; nil for nothing.
    private static func read(_ keys: [String], on node: FusionPBXNode) throws -> [String?] {
        let known = keys.map { FusionPBXCommand.isWord($0) }
        var answers: [String: String] = [:]
        let wanted = zip(keys, known).filter(\.1).map(\.0)
        for start in stride(from: 0, to: wanted.count, by: batch) {
            let part = Array(wanted[start..<min(start + batch, wanted.count)])
            let parts = try node.ask(FusionPBXCommand.readFromCache(part, mark: mark)).split(separator: mark, omittingEmptySubsequences: false)
            guard parts.count == part.count + 1 else {
                throw PBXError(.failed, "cache of \(node.address)", "could not be read", remedy: "see the switch's log; `pbxctl system reload` empties it")
            }
            for (key, text) in zip(part, parts) where text != "nil" && !text.isEmpty { answers[key] = String(text) }
        }
        return keys.map { answers[$0] }
    }

    var fix: CheckFix? {
        CheckFix(summary: "Deletes the switch's copies: it reads the database anew.") { pbx in
            guard let system = pbx.system as? FusionPBXSystem else { return [] }
            var plan = Plan(.set, "cache", "stale")
            plan.steps = FusionPBXCacheKeys.distinct(try Self.stale(system.connection).map(\.key)).map(Step.cacheKey)
            return plan.steps.isEmpty ? [] : [plan]
        }
    }
}
