/// Planning changes to inbound numbers. FreePBX: Core's `addDID`, `delDID`, `addDIDDefaults`.
extension FreePBXInboundNumbers {
    /// Tables of other modules whose rows belong to a route, by `extension` and `cidnum`.
    private static let sideTables = ["callrecording_module", "fax_incoming", "language_incoming", "cidlookup_incoming"]

    func planAdd(_ did: String, callerID: String?, _ change: InboundNumberChange) throws -> Plan {
        try Self.checkOffered(change)
        try Self.checkNumber(did, what: "inbound number", width: nil)
        let catalogue = try system.catalogue()
        try Self.checkNumber(did, what: "inbound number", width: catalogue.width("incoming", "extension"))
        if let callerID, !callerID.isEmpty {
            try Self.checkNumber(callerID, what: "caller id", width: catalogue.width("incoming", "cidnum"))
        }
        let caller = callerID ?? ""
        guard try routes(did, callerID: caller).isEmpty else {
            throw PBXError(
                .conflict, "inbound number \(did)", caller.isEmpty ? "already exists" : "already exists for calls from \(caller)",
                remedy: "use `pbxctl did set` to change it")
        }
        var plan = Plan(.add, "did", did)
        let target = try target(change.target, in: &plan) ?? FreePBXTargets.hangup
        let row: [RowStep.Column] = [
            text("cidnum", caller), text("extension", did), text("destination", target),
            RowStep.Column("privacyman", .integer(0)), text("alertinfo", ""), text("ringing", ""), text("fanswer", ""),
            text("mohclass", try musicClass(change.musicOnHoldClass, in: &plan) ?? "default"),
            text("description", try column(change.description, "description", "--description") ?? did),
            text("grppre", try column(change.callerIDPrefix, "grppre", "--caller-id-prefix") ?? ""),
            RowStep.Column("delay_answer", .integer(0)), text("pricid", ""), text("pmmaxretries", "3"),
            text("pmminlength", "10"), text("reversal", ""), text("rvolume", "0"), text("indication_zone", "default"),
        ]
        plan.steps.append(.row(RowStep(
            table: "incoming", key: [text("extension", did), text("cidnum", caller)], before: nil,
            after: catalogue.existing(row, in: "incoming"))))
        if catalogue.has("callrecording_module"), try system.hasModule("callrecording"),
            try sideRows("callrecording_module", did, callerID: caller).isEmpty
        {
            let row = [
                text("extension", did), text("cidnum", caller), text("callrecording", "dontcare"), text("display", "did"),
            ]
            plan.steps.append(.row(RowStep(table: "callrecording_module", key: [], before: nil, after: row)))
        }
        plan.reloadNeeded = true
        return plan
    }

    func planSet(_ did: String, callerID: String?, _ change: InboundNumberChange) throws -> Plan {
        try Self.checkOffered(change)
        var plan = Plan(.set, "did", did)
        var wanted: [RowStep.Column] = []
        if !change.target.isKeep { wanted.append(text("destination", try target(change.target, in: &plan) ?? FreePBXTargets.hangup)) }
        if let value = try column(change.description, "description", "--description") { wanted.append(text("description", value)) }
        if let value = try musicClass(change.musicOnHoldClass, in: &plan) { wanted.append(text("mohclass", value)) }
        if let value = try column(change.callerIDPrefix, "grppre", "--caller-id-prefix") { wanted.append(text("grppre", value)) }
        for row in try existing(did, callerID: callerID) {
            let changed = wanted.filter { .text(row[$0.name] ?? "") != $0.value }
            guard !changed.isEmpty else { continue }
            plan.steps.append(.row(RowStep(
                table: "incoming", key: Self.key(row), before: changed.map { RowStep.Column($0.name, .init(row[$0.name])) },
                after: changed)))
        }
        plan.reloadNeeded = plan.changesSomething
        return plan
    }

    func planDelete(_ did: String, callerID: String?, references: ReferenceHandling) throws -> Plan {
        let rows = try existing(did, callerID: callerID)
        var plan = try referencePlan(did, callerID: callerID ?? "", references)
        for row in rows {
            let step = RowStep(
                table: "incoming", key: Self.key(row),
                before: row.columns.names.map { RowStep.Column($0, .init(row[$0])) }, after: nil)
            // Rows without any key can be doubled; one statement deletes both.
            if !plan.steps.contains(where: { if case .row(let other) = $0 { other.key == step.key } else { false } }) {
                plan.steps.append(.row(step))
            }
        }
        for table in Self.sideTables {
            for row in try sideRows(table, did, callerID: callerID ?? "") {
                let columns = row.columns.names.map { RowStep.Column($0, .init(row[$0])) }
                let step = Step.row(RowStep(table: table, key: columns, before: columns, after: nil))
                if !plan.steps.contains(step) { plan.steps.append(step) }
            }
        }
        plan.reloadNeeded = true
        return plan
    }

    /// The beginning of a deletion: what is done about references. None are dangling while the number has another route.
    private func referencePlan(_ did: String, callerID: String, _ handling: ReferenceHandling) throws -> Plan {
        var builder = FreePBXPlanBuilder(.delete, did, noun: "did")
        let others = try system.database().rows("SELECT cidnum FROM incoming WHERE extension = \(did) AND COALESCE(cidnum, '') <> \(callerID)")
        let references = try FreePBXReferences(system: system, inboundNumber: did)
        let found = others.isEmpty ? try references.found() : []
        if !found.isEmpty {
            switch handling {
            case .refuse: throw FreePBXReferences.refusal("inbound number \(did)", found)
            case .cascade: references.remove(found, in: &builder)
            case .leave: builder.warn("these still have \(did): \(FreePBXReferences.list(found))")
            }
        }
        return try builder.finished(system.astDB(), reloadNeeded: true)
    }

    // MARK: - Rows

    /// The rows of one route; an import may have left NULL where FreePBX writes ''.
    private func routes(_ did: String, callerID: String) throws -> [Row] {
        try system.database().rows(
            "SELECT * FROM incoming WHERE extension = \(did) AND COALESCE(cidnum, '') = \(callerID)"
        ).filter { ($0["extension"] ?? "").utf8.elementsEqual(did.utf8) }
    }

    private func existing(_ did: String, callerID: String?) throws -> [Row] {
        let rows = try routes(did, callerID: callerID ?? "")
        guard rows.isEmpty else { return rows }
        let callers = try system.database().rows(
            "SELECT cidnum FROM incoming WHERE extension = \(did) AND COALESCE(cidnum, '') <> '' ORDER BY cidnum LIMIT 20"
        ).compactMap { $0["cidnum"] }
        guard callers.isEmpty || callerID != nil else {
            throw PBXError(
                .notFound, "inbound number \(FreePBXInput.shown(did))",
                "has no route for every caller, only for calls from \(callers.joined(separator: ", "))",
                remedy: "name the caller with --cidnum")
        }
        throw Self.notFound(did, callerID: callerID)
    }

    private func sideRows(_ table: String, _ did: String, callerID: String) throws -> [Row] {
        let catalogue = try system.catalogue()
        guard catalogue.has(table, "extension"), catalogue.has(table, "cidnum") else { return [] }
        let own: SQL = table == "callrecording_module" ? " AND display = 'did'" : ""
        return try system.database().rows(
            """
            SELECT * FROM \(identifier: table) WHERE extension = \(did) AND COALESCE(cidnum, '') = \(callerID)\(own)
            """)
    }

    private static func key(_ row: Row) -> [RowStep.Column] {
        ["extension", "cidnum"].map { RowStep.Column($0, .init(row[$0])) }
    }

    // MARK: - Values

    private func text(_ name: String, _ value: String) -> RowStep.Column { RowStep.Column(name, .text(value)) }

    private func column(_ change: Change<String>, _ name: String, _ option: String) throws -> String? {
        switch change {
        case .keep: nil
        case .clear: ""
        case .set(let value): try text(value, name, option)
        }
    }

    /// Callers who wait would hear nothing from a class that is not there.
    private func musicClass(_ change: Change<String>, in plan: inout Plan) throws -> String? {
        guard let name = try column(change, "mohclass", "--mohclass") else { return nil }
        guard !name.isEmpty else { return "default" }
        let music = FreePBXMusicOnHold(system: system)
        guard try !music.has(name) else { return name }
        guard try music.isComplete() else {
            plan.warnings.append("nobody knows from here whether there is a music class \(name)")
            return name
        }
        throw try music.notFound(name)
    }

    private func text(_ value: String, _ name: String, _ option: String) throws -> String {
        try FreePBXInput.checkIsNoExpression(value, option: option)
        return try FreePBXInput.text(
            value, option: option, width: system.catalogue().width("incoming", name),
            refusing: name == "mohclass" ? "/;,|" : ";")
    }

    private func target(_ change: Change<TargetRequest>, in plan: inout Plan) throws -> String? {
        guard let request = change.newValue else { return nil }
        let target = try FreePBXTargets(system: system).encode(request)
        try FreePBXInput.checkLength(
            target.raw, option: "--to", width: system.catalogue().width("incoming", "destination"))
        if target.kind == .native, !target.raw.hasPrefix("app-blackhole,") {
            plan.warnings.append("nobody knows whether the destination \(target.raw) exists: FreePBX reports it at the next reload if it does not")
        }
        return target.raw
    }

    private static func checkOffered(_ change: InboundNumberChange) throws {
        if !change.isEnabled.isKeep {
            throw PBXError.notOffered("switching an inbound number off", by: .freepbx, nearest: "send its calls away: --to hangup")
        }
        if !change.countryCode.isKeep {
            throw PBXError.notOffered("--country-code", by: .freepbx, nearest: "give the number as the carrier sends it")
        }
    }

    /// Digits, or a dial pattern as Asterisk reads it. FreePBX strips `<` and `>` and stores anything; a dialplan cannot.
    static func checkNumber(_ number: String, what: String, width: Int?) throws {
        let isPattern = number.hasPrefix("_")
        let allowed = isPattern ? "_0123456789+*#XxNnZz.![]-" : "0123456789+*#"
        let words = ["anonymous", "unknown", "private", "blocked", "unavailable", "restricted", "withheld"]
        let isWord = what == "caller id" && words.contains(number.lowercased())
        guard isWord || (!number.isEmpty && number != "_" && number.utf8.allSatisfy { allowed.utf8.contains($0) }) else {
            throw PBXError(
                .usage, "\(what) '\(FreePBXInput.shown(number))'", "is not a number",
                remedy: "use digits, + * #, or a pattern such as _1555123XXXX")
        }
        try FreePBXInput.checkLength(number, option: "\(what) '\(FreePBXInput.shown(number))'", width: width)
    }
}

extension SQL.Value {
    /// What a row holds: text, or NULL.
    init(_ text: String?) { self = text.map(SQL.Value.text) ?? .null }
}
