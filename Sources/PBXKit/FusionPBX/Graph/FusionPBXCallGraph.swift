/// The making of a FusionPBX's graph: first what there is, then where it leads. Every table is read once.
struct FusionPBXCallGraph {
    let connection: FusionPBXConnection
    let domains: FusionPBXDomainNames
    var graph = CallGraph()
    /// Dialplans that no form of their own makes, in the switch's order.
    var dialplans: [FusionPBXOtherDialplan] = []
    /// What numbers that nothing has lead to, once it is known.
    var further: [String: Int] = [:]

    init(of connection: FusionPBXConnection) throws {
        self.connection = connection
        domains = FusionPBXDomainNames(try connection.scopedDomains())
        let parts = try FusionPBXGraphRows(connection: connection)
        // A module's number wins over an extension's, as in the dialplan.
        addObjects(parts)
        addExtensions(parts)
        addDialplans(parts)
        addWays(parts)
        addInboundNumbers(parts)
    }

    // MARK: - Objects

    private mutating func addObjects(_ parts: FusionPBXGraphRows) {
        func name(_ row: Row) -> String? { domains[row["domain_uuid"]]?.name }
        for (kind, rows) in parts.modules {
            for row in rows {
                guard let number = row.filled("number"), let domain = name(row) else { continue }
                var node = CallNode(kind, number, name: row.filled("name"), domain: domain)
                node.number = number
                node.isEnabled = row["enabled"].map(FusionPBXBoolean.isTrue) ?? true
                node.isApplication = true
                if kind == .callflow { node.decision = .toggle(row["status"] == "false" ? .alternate : .normal) }
                graph.add(node)
            }
        }
        for row in parts.voicemails {
            guard let number = row.filled("number"), let domain = name(row) else { continue }
            var node = CallNode(.voicemail, number, name: row.filled("name"), domain: domain)
            node.number = "*99\(number)"
            node.isEnabled = row["enabled"].map(FusionPBXBoolean.isTrue) ?? true
            graph.add(node)
        }
        for row in parts.recordings {
            guard let file = row.filled("number"), let domain = name(row) else { continue }
            var node = CallNode(.recording, file, name: row.filled("name"), domain: domain)
            node.isApplication = true
            graph.add(node)
        }
        for domain in domains.all { graph.add(CallNode(.hangup, "", name: "Hangup", domain: domain.name)) }
    }

    private mutating func addExtensions(_ parts: FusionPBXGraphRows) {
        for row in parts.extensions {
            guard let number = row.filled("extension"), let domain = domains[row["domain_uuid"]]?.name else { continue }
            var node = CallNode(.extension, number, name: row.filled("effective_caller_id_name"), domain: domain)
            node.number = number
            node.isEnabled = row["enabled"].map(FusionPBXBoolean.isTrue) ?? true
            if row.isTrue("do_not_disturb") { node.remarks.append(CallTrace.doNotDisturb) }
            let position = graph.add(node)
            if let alias = row.filled("number_alias") { graph.dial(alias, domain, to: position) }
        }
    }

    private mutating func addDialplans(_ parts: FusionPBXGraphRows) {
        for row in parts.dialplans {
            let text = FusionPBXDialplanText(row["dialplan_xml"] ?? "")
            let domain = domains[row["domain_uuid"]]?.name
            let isOutbound = row["app_uuid"] == FusionPBXApplication.outboundRoute.rawValue
            // FusionPBX: the dialplan of this name only says which way the call goes.
            if isOutbound, row["dialplan_name"] == "call_direction-outbound" { continue }
            var position: Int?
            if let domain {
                let number = isOutbound ? nil : row.filled("dialplan_number")
                var node = CallNode(
                    isOutbound ? .route : .custom, number ?? row["dialplan_uuid"] ?? "", name: row.filled("dialplan_name"), domain: domain)
                node.number = number
                position = graph.add(node)
            }
            let expressions = text.expressions.map { DialplanExpression($0) }
            dialplans.append(
                FusionPBXOtherDialplan(
                    name: row.filled("dialplan_name"), domain: domain, expressions: expressions.compactMap { $0 },
                    isUnderstood: !expressions.contains { $0 == nil }, isOutbound: isOutbound,
                    actions: isOutbound ? [] : text.actions, position: position))
        }
    }

    // MARK: - Where an action leads

    /// The node of an action in a domain.
    mutating func node(of action: FusionPBXAction, in domain: String) -> Int {
        switch action.application {
        case "hangup": return graph.reference(.hangup, "", domain: domain)
        case "transfer":
            var words = action.data.split(separator: " ").map(String.init)
            if words.first?.hasPrefix("-") == true { words.removeFirst() }
            guard let number = words.first, !number.contains("$") else { return native(action, domain) }
            guard words.count == 3, words[1] == "XML" else { return words.count == 1 ? node(dialling: number, in: domain) : native(action, domain) }
            switch words[2] {
            case domain, "${domain_name}", "${context}": return node(dialling: number, in: domain)
            case "public": return inbound(number, action, domain)
            default:
                guard domains.all.contains(where: { $0.name == words[2] }) else { return native(action, domain) }
                return node(dialling: number, in: words[2])
            }
        case "bridge":
            let address = action.data.split(separator: "}").last.map(String.init) ?? action.data
            if address.hasPrefix("user/") {
                let user = address.dropFirst("user/".count).prefix { $0 != "," && $0 != "|" }.split(separator: "@").map(String.init)
                let place = user.count > 1 && !user[1].contains("$") ? user[1] : domain
                if let number = user.first, !number.contains("$") { return graph.reference(.extension, number, domain: place) }
            }
            return native(action, domain)
        case "lua" where action.data.hasPrefix("streamfile.lua "):
            return graph.reference(.recording, String(action.data.dropFirst("streamfile.lua ".count)), domain: domain)
        default: return native(action, domain)
        }
    }

    private mutating func native(_ action: FusionPBXAction, _ domain: String) -> Int {
        graph.add(CallNode(.native, action.raw, domain: domain))
    }

    private mutating func inbound(_ number: String, _ action: FusionPBXAction, _ domain: String) -> Int {
        graph.position(of: .did, number, domain: domain) ?? native(action, domain)
    }

    /// The node that dialling a number in a domain leads to.
    mutating func node(dialling number: String, in domain: String) -> Int {
        if let known = graph.position(dialling: number, domain: domain) { return known }
        let key = "\(domain)/\(number)"
        if let known = further[key] { return known }
        let found = furtherNode(number, domain)
        further[key] = found
        return found
    }

    private mutating func furtherNode(_ number: String, _ domain: String) -> Int {
        if number.hasPrefix("*99"), number.utf8.count > 3 { return graph.reference(.voicemail, String(number.dropFirst(3)), domain: domain) }
        for dialplan in dialplans where dialplan.domain == nil || dialplan.domain == domain {
            guard dialplan.expressions.contains(where: { $0.matches(number) }) else { continue }
            if dialplan.isOutbound { return graph.add(CallNode(.external, number, domain: domain)) }
            if let position = dialplan.position { return position }
            var node = CallNode(.custom, number, name: dialplan.name, domain: domain)
            node.number = number
            return graph.add(node)
        }
        // Something that cannot be read may take it.
        if dialplans.contains(where: { !$0.isUnderstood && ($0.domain == nil || $0.domain == domain) }) {
            return graph.add(CallNode(.native, "transfer:\(number) XML \(domain)", domain: domain))
        }
        return graph.reference(.native, "transfer:\(number) XML \(domain)", domain: domain)
    }
}

/// A dialplan that is no module's own.
struct FusionPBXOtherDialplan {
    var name: String?
    /// nil: every domain has it.
    var domain: String?
    var expressions: [DialplanExpression]
    /// Whether all its expressions can be read.
    var isUnderstood: Bool
    var isOutbound: Bool
    var actions: [FusionPBXAction]
    var position: Int?
}
