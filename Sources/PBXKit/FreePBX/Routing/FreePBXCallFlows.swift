/// Call flow controls of a FreePBX: several rows of `daynight` each, and the state in AstDB. FreePBX: `Daynight.class.php`.
struct FreePBXCallFlows: CallFlows {
    private static let table = "daynight"
    private static let family = "DAYNIGHT"

    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (CallFlow) throws -> Void) throws {
        try system.requireTables(Self.table, of: "daynight")
        let condition = try options.filter.freePBX("ext", "dest")
        var order: [String] = []
        var rows: [String: [String: String]] = [:]
        try system.database().forEachRow(
            """
            SELECT ext, dmode, dest FROM daynight WHERE ext IN (SELECT ext FROM daynight WHERE dmode = 'fc_description' AND \(condition))
            ORDER BY LENGTH(ext), ext, dmode
            """
        ) { row in
            guard let id = row.text(0), let mode = row.text(1) else { return }
            if rows[id] == nil { order.append(id) }
            rows[id, default: [:]][mode] = row.text(2) ?? ""
        }
        let destinations = rows.values.flatMap { [$0["day"], $0["night"]].compactMap { $0 } }
        let names = try FreePBXTargetNames(of: destinations, in: system)
        let codes = try system.featureCodes(of: "daynight", beginning: "toggle-mode-")
        var states: [String: String] = [:]
        try system.astDB().forEachKey(of: Self.family) { path, value in states[path.key] = value }
        for id in order {
            // FreePBX: this row is what makes it exist.
            guard let modes = rows[id], let label = modes["fc_description"] else { continue }
            var flow = CallFlow(id: id)
            flow.name = label.isEmpty ? nil : label
            flow.featureCode = codes[id]
            flow.state = states["C\(id)"].flatMap(Self.state)
            flow.normalTarget = names.target(modes["day"])
            flow.alternateTarget = names.target(modes["night"])
            if options.raw { flow.raw = Self.raw(modes, state: states["C\(id)"], reveals: options.reveal) }
            try body(flow)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> CallFlow {
        try FreePBXFinder<CallFlow>(title: "call flow", command: "callflow", id: \.id, name: \.name)
            .find(identifier) { try forEach(options, $0) }
    }

    func planSet(_ id: String, to state: CallFlow.State) throws -> Plan {
        let flow = try find(id, ReadOptions())
        var builder = FreePBXPlanBuilder(.set, flow.id, noun: "callflow")
        builder.set(Self.family, "C\(flow.id)", to: state == .normal ? "DAY" : "NIGHT")
        builder.notify(.variable(name: "DEVICE_STATE(Custom:DAYNIGHT\(flow.id))", value: state == .normal ? "NOT_INUSE" : "INUSE"))
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }

    private static func state(_ stored: String) -> CallFlow.State? {
        switch stored {
        case "DAY": .normal
        case "NIGHT": .alternate
        default: nil
        }
    }

    private static func raw(_ modes: [String: String], state: String?, reveals: Bool) -> Cell {
        let entries = modes.sorted { $0.key < $1.key }.map { mode, value in
            Cell.Entry(mode, .text(mode == "password" && !value.isEmpty && !reveals ? Step.hidden : value))
        }
        return .object(Cell.Object([
            Cell.Entry(table, .object(Cell.Object(entries))), Cell.Entry("astdb", Cell(state)),
        ]))
    }
}

extension FreePBXSystem {
    /// The feature codes in force of a module whose names begin alike, by the rest of the name.
    func featureCodes(of module: String, beginning prefix: String) throws -> [String: String] {
        guard try catalogue().has("featurecodes") else { return [:] }
        let rows = try database().rows(
            """
            SELECT featurename, COALESCE(NULLIF(customcode, ''), defaultcode) AS code FROM featurecodes
            WHERE modulename = \(module) AND enabled = 1
            """)
        var codes: [String: String] = [:]
        for row in rows {
            guard let name = row["featurename"], name.hasPrefix(prefix), let code = row.filled("code") else { continue }
            codes[String(name.dropFirst(prefix.count))] = code
        }
        return codes
    }
}
