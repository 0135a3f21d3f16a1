import FoundationEssentials

/// The making of a FreePBX's graph: first what there is, then where it leads.
struct FreePBXCallGraph {
    private let system: FreePBXSystem
    private(set) var graph = CallGraph()
    /// Custom destinations that are named by the very string they lead to.
    private var customByTarget: [String: Int] = [:]
    /// How destinations begin of which pbxctl knows every object.
    private var listed: [String] = []
    private var featureCodes: [String: String] = [:]
    /// What may be dialled to the outside.
    private var patterns: [AsteriskPattern] = []

    /// Whether AstDB is read: forwards, and what call flows and time conditions are set to.
    private let readsAstDB: Bool

    init(of system: FreePBXSystem, asking reading: SwitchReading) throws {
        self.system = system
        readsAstDB = reading == .all
        try addObjects()
        try addNumbers()
        try readPatterns()
        try addInboundRoutes()
        try addOutboundRoutes()
        try addWays()
        try addForwards()
        try addDecisions()
    }

    // MARK: - Objects

    /// Modules whose objects are there for more than for calls to be led to.
    private static let notMade: Set = ["core", "voicemail", "findmefollow", "featurecodeadmin", "fax"]

    private mutating func addObjects() throws {
        for ending in FreePBXTargetSource.endings {
            let target = FreePBXTargets.decode(ending.stored)
            graph.add(CallNode(CallNode.Kind(target.kind), target.kind == .hangup ? "" : ending.stored, name: ending.name))
        }
        let targets = FreePBXAvailableTargets(system: system)
        for source in FreePBXTargetSource.all where try source.table != "incoming" && targets.isOffered(source) {
            // The other greetings of a mailbox are the same mailbox.
            if source.prefix.hasPrefix("ext-local,vm"), source.prefix != "ext-local,vmu" { continue }
            // Trunks and fax recipients may be there without being offered.
            if !["trunks", "fax_users"].contains(source.table) { listed.append(source.prefix) }
            try targets.forEachObject(source) { id, name in
                var node = Self.node(source.prefix + id + source.suffix)
                switch node.kind {
                case .followme: break
                case .voicemail: node.name = node.id == id ? name.map { String($0.dropLast(" (Unavailable Message)".count)) } : name
                default: node.name = name
                }
                node.isApplication = !Self.notMade.contains(source.module)
                node.number = source.isDialled || source.module == "featurecodeadmin" ? id : nil
                graph.add(node)
            }
        }
        for custom in try targets.customDestinations() {
            var node = CallNode(.custom, custom.id, name: custom.name)
            node.isApplication = true
            let position = graph.add(node)
            if !custom.stored.hasPrefix("customdests,") { customByTarget[custom.stored] = position }
        }
        for group in try targets.calendarGroups() { graph.add(CallNode(.native, "calendargroups,\(group.id),1", name: group.name)) }
        listed += ["customdests,dest-", "app-blackhole,"]
    }

    /// The numbers of things that are no targets.
    private mutating func addNumbers() throws {
        for row in try system.catalogue().has("featurecodes") ? system.database().rows(
            """
            SELECT modulename, featurename, COALESCE(NULLIF(customcode, ''), defaultcode) AS code, description
            FROM featurecodes WHERE enabled = 1
            """) : []
        {
            guard let code = row.filled("code") else { continue }
            featureCodes["{\(row["modulename"] ?? ""):\(row["featurename"] ?? "")}"] = code
            addNumber(code, row.filled("description"), context: "ext-featurecodes")
        }
        try FreePBXAvailableTargets(system: system).forEachFurtherNumber { number, name, context in
            addNumber(number, name, context: context)
        }
    }

    private mutating func addNumber(_ number: String, _ name: String?, context: String) {
        var node = CallNode(.native, "\(context),\(number),1", name: name)
        node.number = number
        graph.add(node)
    }

    private static func node(_ stored: String) -> CallNode {
        let target = FreePBXTargets.decode(stored)
        return CallNode(CallNode.Kind(target.kind), target.id ?? (target.kind == .hangup ? "" : stored))
    }

    // MARK: - Where a string leads

    /// The node of a destination string.
    mutating func node(leadingTo stored: String) -> Int {
        if let custom = customByTarget[stored] { return custom }
        let target = FreePBXTargets.decode(stored)
        if target.kind != .native { return graph.reference(CallNode.Kind(target.kind), target.id ?? "") }
        let fields = stored.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if fields.count == 3 {
            switch fields[0] {
            case "ext-local" where !fields[1].hasPrefix("vm"), "ext-findmefollow": return graph.reference(.extension, fields[1])
            case "from-internal", "from-internal-xfer", "ext-featurecodes": if let known = graph.position(dialling: fields[1]) { return known }
            case "from-trunk", "from-pstn", "ext-did", "ext-did-0001", "ext-did-0002": return graph.reference(.did, fields[1])
            default: break
            }
        }
        if let known = graph.position(of: .native, stored) { return known }
        // A context of somebody's own: what is behind it only the dialplan knows.
        guard listed.contains(where: stored.hasPrefix) else { return graph.add(CallNode(.native, stored)) }
        return graph.reference(.native, stored)
    }

    /// The node that dialling a number leads to: outside where an outbound route takes it, else an extension that is not there.
    mutating func node(dialling number: String, isExtension: Bool = false) -> Int {
        if let known = graph.position(dialling: number) { return known }
        if isExtension || !patterns.contains(where: { $0.matches(number) }) { return graph.reference(.extension, number) }
        return graph.add(CallNode(.external, number))
    }

    // MARK: - Ways

    private mutating func addInboundRoutes() throws {
        let hasFax = try system.catalogue().has("fax_incoming")
        try system.database().forEachRow("SELECT extension, cidnum, destination, description FROM incoming") { row in
            let number = row.text(0) ?? ""
            var node = CallNode(.did, Self.did(number, row.text(1) ?? ""))
            node.name = row.text(3).flatMap { $0.isEmpty ? nil : $0 }
            let position = graph.add(node)
            guard let stored = row.text(2), !stored.isEmpty else { return }
            graph.connect(position, to: self.node(leadingTo: stored), .always, raw: stored)
        }
        guard hasFax else { return }
        try system.database().forEachRow("SELECT extension, cidnum, destination FROM fax_incoming") { row in
            guard let stored = row.text(2), !stored.isEmpty,
                let position = graph.position(of: .did, Self.did(row.text(0) ?? "", row.text(1) ?? ""))
            else { return }
            graph.connect(position, to: self.node(leadingTo: stored), .fax, raw: stored)
        }
    }

    static let anyNumber = "any"

    /// `15551230000`, with the caller where it is for one only: `15551230000/1001`; `any` stands for any number.
    static func did(_ number: String, _ caller: String) -> String {
        (number.isEmpty ? anyNumber : number) + (caller.isEmpty ? "" : "/\(caller)")
    }

    private mutating func readPatterns() throws {
        guard try system.catalogue().has("outbound_route_patterns") else { return }
        patterns = try system.database().rows(
            "SELECT DISTINCT match_pattern_prefix, match_pattern_pass FROM outbound_route_patterns"
        ).map { AsteriskPattern(pattern: ($0.values[0] ?? "") + ($0.values[1] ?? "")) }
    }

    private mutating func addOutboundRoutes() throws {
        guard try system.catalogue().has("outbound_routes", "dest") else { return }
        try system.database().forEachRow("SELECT route_id, name, dest FROM outbound_routes") { row in
            guard let id = row.text(0) else { return }
            let position = graph.add(CallNode(.route, id, name: row.text(1)))
            guard let stored = row.text(2), !stored.isEmpty else { return }
            graph.connect(position, to: self.node(leadingTo: stored), .congestion, raw: stored)
        }
    }

    private mutating func addWays() throws {
        let catalogue = try system.catalogue()
        for way in FreePBXGraphWay.all where catalogue.has(way.table, way.column) && catalogue.has(way.table, way.id) {
            let column: SQL = "\(identifier: way.column)"
            let extra: SQL =
                switch way.when {
                case .always: "NULL"
                case .option(let name), .mode(let name): "\(identifier: name)"
                }
            let order: SQL = way.table == "ivr_entries" ? " ORDER BY ivr_id, LENGTH(selection), selection" : way.form == .queueMember ? " ORDER BY flags" : ""
            try system.database().forEachRow(
                """
                SELECT \(identifier: way.id), \(column), \(extra) FROM \(identifier: way.table)
                WHERE \(way.condition) AND \(column) <> ''\(order)
                """
            ) { row in
                guard let id = row.text(0), let stored = row.text(1) else { return }
                add(way, id, stored, row.text(2) ?? "")
            }
        }
        for (stored, position) in customByTarget { graph.connect(position, to: graph.add(CallNode(.native, stored)), .always, raw: stored) }
        for custom in try FreePBXAvailableTargets(system: system).customDestinations() {
            guard let position = graph.position(of: .custom, custom.id), custom.stored.hasPrefix("customdests,") else { continue }
            if let target = custom.target { graph.connect(position, to: node(leadingTo: target), .always, raw: target) }
            if let after = custom.after { graph.connect(position, to: node(leadingTo: after), .noAnswer, raw: after) }
        }
    }

    private mutating func add(_ way: FreePBXGraphWay, _ id: String, _ stored: String, _ extra: String) {
        let own = Self.node(way.prefix + id + way.suffix)
        // Rows that an object left behind lead nowhere.
        guard let position = graph.position(of: own.kind, own.id), graph.nodes[position].exists else { return }
        let role: CallEdge.Role =
            switch way.when {
            case .always(let role): role
            case .option: .option(extra)
            case .mode: extra == "day" ? .normal : .alternate
            }
        switch way.form {
        case .destination:
            // An extension's own follow-me ends with the extension itself.
            if own.kind == .followme, stored == "ext-local,\(id),dest" {
                if let mailbox = graph.position(of: .voicemail, id) { graph.connect(position, to: mailbox, role, raw: stored) }
            } else {
                graph.connect(position, to: node(leadingTo: stored), role, raw: stored)
            }
        case .list:
            for entry in FreePBXFollowMeList(stored: stored).entries where own.kind != .followme || entry.number != id {
                graph.connect(position, to: node(dialling: entry.number, isExtension: !entry.isExternal), role, raw: entry.number)
            }
        case .number:
            let number = stored.hasPrefix("{") ? featureCodes[stored] : stored
            guard let number else { return graph.connect(position, to: graph.reference(.native, stored), role, raw: stored) }
            graph.connect(position, to: node(dialling: number, isExtension: role == .member), role, raw: stored)
        case .queueMember:
            guard let number = FreePBXReferences.member(stored) else { return }
            graph.connect(position, to: node(dialling: number, isExtension: !stored.hasPrefix("Local/")), role, raw: stored)
        }
    }

    private mutating func addForwards() throws {
        let families: [(String, CallEdge.Role)] = [("CF", .forwardAll), ("CFB", .forwardBusy), ("CFU", .forwardNoAnswer)]
        for (family, role) in readsAstDB ? families : [] {
            var forwards: [(String, String)] = []
            try system.astDB().forEachKey(of: family) { path, value in if !value.isEmpty { forwards.append((path.key, value)) } }
            for (number, destination) in forwards.sorted(by: { $0.0 < $1.0 }) {
                guard let position = graph.position(of: .extension, number), graph.nodes[position].exists else { continue }
                graph.connect(position, to: node(dialling: destination), role, raw: destination)
            }
        }
        for position in graph.nodes.indices where graph.nodes[position].kind == .extension && graph.nodes[position].exists {
            let number = graph.nodes[position].id
            if let list = graph.position(of: .followme, number) { graph.connect(position, to: list, .followMe) }
            if let mailbox = graph.position(of: .voicemail, number) { graph.connect(position, to: mailbox, .mailbox) }
        }
    }

    // MARK: - Decisions

    private mutating func addDecisions() throws {
        let catalogue = try system.catalogue()
        if catalogue.has("timeconditions") { try addClocks() }
        guard readsAstDB, catalogue.has("daynight") else { return }
        var states: [String: String] = [:]
        try system.astDB().forEachKey(of: "DAYNIGHT") { path, value in states[path.key] = value }
        for position in graph.nodes.indices where graph.nodes[position].kind == .callflow && graph.nodes[position].exists {
            let stored = states["C\(graph.nodes[position].id)"]
            // The dialplan knows one word only: all else is day.
            graph.change(position) { $0.decision = .toggle(stored == "NIGHT" ? .alternate : .normal) }
        }
    }

    private mutating func addClocks() throws {
        var times: [String: [any TimeTest]] = [:]
        if try system.catalogue().has("timegroups_details") {
            try system.database().forEachRow("SELECT timegroupid, `time` FROM timegroups_details ORDER BY timegroupid, id") { row in
                guard let group = row.text(0), let text = row.text(1), !text.isEmpty, let test = AsteriskTimeTest(text) else { return }
                times[group, default: []].append(test)
            }
        }
        var overrides: [String: String] = [:]
        if readsAstDB { try system.astDB().forEachKey(of: "TC") { path, value in overrides[path.key] = value } }
        let ends = overrides.values.contains { $0.hasSuffix("_sticky") } ? FreePBXOverrideTimers(system: system).ends() : [:]
        for row in try system.database().rows("SELECT * FROM timeconditions") {
            guard let id = row["timeconditions_id"], let position = graph.position(of: .timecondition, id) else { continue }
            let zone = row.filled("timezone").flatMap { $0 == "default" ? nil : $0 }
            var clock = CallClock(sets: [times[row["time"] ?? ""] ?? []], needsOneOnly: true, zone: zone)
            clock.override = FreePBXTimeConditions.override(overrides[id] ?? "")
            if clock.override?.hasSuffix("_sticky") == true { clock.overrideEnd = ends[id] }
            clock.isOpaque = row.filled("mode") == "calendar-group"
            graph.change(position) { $0.decision = .clock(clock) }
        }
    }
}
