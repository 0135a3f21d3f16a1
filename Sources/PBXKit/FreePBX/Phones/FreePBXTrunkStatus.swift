/// What Asterisk says about all trunks, asked at once: registrations with carriers, and whether they answer.
///
/// Asterisk: `res_pjsip_outbound_registration.c` and `res_pjsip/pjsip_options.c` for the words; AMI `SIPshowregistry` and
/// `SIPpeers` of chan_sip.
struct FreePBXTrunkStatus {
    /// By name of the trunk: `Registered`, `Unregistered`, `Rejected`, `Stopped`.
    private var registrations: [String: String] = [:]
    /// By endpoint: `Reachable`, `Unreachable`, `NonQualified`, and microseconds.
    private var contacts: [String: [(status: String, latency: Int?)]] = [:]
    private var endpoints: Set<String> = []
    /// chan_sip, by `HOST USER`.
    private var registry: [String: String] = [:]
    private var peers: [String: String] = [:]

    init() {}

    /// `endpoints`: the names of PJSIP trunks that are on. The list of all contacts leaves out those that are configured, so
    /// each endpoint is asked about its own, without waiting for the answer to each.
    init(_ manager: AsteriskManager, endpoints names: [String], hasChanSIP: Bool) throws {
        var actions = try names.map { try ManagerAction("PJSIPShowEndpoint", ["Endpoint": $0]) }
        if !names.isEmpty { actions.append(try ManagerAction("PJSIPShowRegistrationsOutbound")) }
        if hasChanSIP { actions += try ["SIPshowregistry", "SIPpeers"].map { try ManagerAction($0) } }
        guard !actions.isEmpty else { return }
        for list in try manager.lists(actions) {
            switch list {
            case .success(let events): for event in events { take(event) }
            // Not loaded, and so not there.
            case .failure(let error) where error.isUnknownAction || error.isEmptyList || error.message.hasPrefix("Unable to retrieve endpoint"): continue
            case .failure(let error): throw error
            }
        }
    }

    init(events: [ManagerMessage]) { for event in events { take(event) } }

    private mutating func take(_ event: ManagerMessage) {
        switch event.event {
        case "OutboundRegistrationDetail":
            if let name = event["ObjectName"] { registrations[name] = event["Status"] ?? "" }
        case "EndpointDetail":
            if let name = event["ObjectName"] { endpoints.insert(name) }
        case "ContactStatusDetail":
            guard let name = event["EndpointName"] ?? event["AOR"] else { return }
            contacts[name, default: []].append((event["Status"] ?? "", event["RoundtripUsec"].flatMap { Int($0) }))
        case "RegistryEntry":
            registry["\(event["Host"] ?? "") \(event["Username"] ?? "")"] = event["State"] ?? ""
        case "PeerEntry":
            if let name = event["ObjectName"] { peers[name] = event["Status"] ?? "" }
        default: break
        }
    }

    /// What a trunk is like, the switch's own words for it, and its latency in milliseconds.
    func status(
        _ technology: String, peer: String, _ settings: [String: String], isEnabled: Bool
    ) -> (status: Trunk.Status?, detail: String?, latency: Int?) {
        guard isEnabled else { return (.disabled, nil, nil) }
        switch technology {
        case "pjsip": return pjsip(peer, registers: settings["registration"] == "send")
        case "sip": return chanSIP(peer, settings)
        default: return (.unknown, nil, nil)
        }
    }

    private func pjsip(_ name: String, registers: Bool) -> (Trunk.Status?, String?, Int?) {
        guard endpoints.contains(name) else { return (.down, "not loaded", nil) }
        let own = contacts[name] ?? []
        let latency = own.compactMap(\.latency).filter { $0 > 0 }.min().map { ($0 + 500) / 1000 }
        let reachable = own.contains { $0.status == "Reachable" }
        let unreachable = own.contains { $0.status == "Unreachable" }
        if registers {
            let word = registrations[name] ?? "not registered"
            guard word == "Registered" else { return (.down, word, latency) }
            return unreachable && !reachable ? (.down, "Registered, Unreachable", nil) : (.up, word, latency)
        }
        if reachable { return (.up, "Reachable", latency) }
        if unreachable { return (.down, "Unreachable", nil) }
        // A carrier that registers here: its contact is what there is to know.
        return own.isEmpty ? (.down, "no contact", nil) : (.unknown, own[0].status, latency)
    }

    private func chanSIP(_ name: String, _ settings: [String: String]) -> (Trunk.Status?, String?, Int?) {
        let peer = peers[name]
        let latency = peer.flatMap { word in word.firstIndex(of: "(").flatMap { Int(word[word.index(after: $0)...].prefix { $0.isNumber }) } }
        let isOK = peer.map { $0.hasPrefix("OK") || $0.hasPrefix("LAGGED") } ?? false
        if let line = settings["register"] {
            // USER:SECRET@HOST[:PORT][/EXTENSION]
            let user = String(line.prefix { $0 != ":" && $0 != "@" })
            let host = String((line.split(separator: "@").last ?? "").prefix { $0 != ":" && $0 != "/" })
            let word = registry["\(host) \(user)"] ?? "not registered"
            guard word == "Registered" else { return (.down, word, latency) }
            return peer?.hasPrefix("UNREACHABLE") == true ? (.down, "Registered, \(peer ?? "")", nil) : (.up, word, latency)
        }
        guard let peer else { return (.down, "not loaded", nil) }
        if isOK { return (.up, peer, latency) }
        return peer.hasPrefix("UNREACHABLE") || peer.hasPrefix("UNKNOWN") ? (.down, peer, nil) : (.unknown, peer, nil)
    }
}
