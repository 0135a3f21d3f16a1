/// What the nouns of one FusionPBX share: its connections, opened when first needed, and the domain they are about.
final class FusionPBXConnection {
    let profile: Profile
    var scope: Scope
    /// Targets that the plan in the making adds: `extension:1001`.
    var coming: Set<String> = [] { didSet { if coming.isEmpty { comingExtensions = [:] } } }
    /// The extensions among them that have been planned, with their uuids.
    private(set) var comingExtensions: [String: String] = [:]
    let host: any Host
    private var openDatabase: (any Database)?
    private var openNodes: [FusionPBXNode]?
    private var knownDomain: Domain?
    private var knownSettings: (domain: String, values: FusionPBXSettings)?

    /// Throws where the host that the profile names cannot be set up: its files are never looked for on this machine.
    init(profile: Profile, scope: Scope) throws {
        self.profile = profile
        self.scope = scope
        host = try profile.remoteHost() ?? LocalHost()
    }

    /// An extension was planned that others of the same plan may name.
    func noteComing(_ extension: String, _ uuid: String) {
        if coming.contains("extension:\(`extension`)") { comingExtensions[`extension`] = uuid }
    }

    func database() throws -> any Database {
        if let openDatabase { return openDatabase }
        guard let address = profile.database?.value else {
            throw PBXError(
                .usage, "profile \(profile.name)", "names no database",
                remedy: "add `database = postgresql://…`, `host = ssh:root@PBX`, or run pbxctl on the PBX (`pbxctl doctor`)")
        }
        let database = try profile.open(address, profile.reachable(address)) {
            try $0.open(connectTimeout: profile.connectTimeout, silenceTimeout: profile.silenceTimeout)
        }
        database.trace = scope.trace
        let used: any Database = scope.readings.map { RecordedDatabase(database, log: $0) } ?? database
        openDatabase = used
        return used
    }

    /// Every node's switch, not necessarily connected yet.
    func nodes() -> [FusionPBXNode] {
        if let openNodes { return openNodes }
        let nodes = managers().map { FusionPBXNode($0.value, profile: profile, trace: scope.trace) }
        openNodes = nodes
        return nodes
    }

    /// The event sockets and where they were found: in the profile, in the database, in the switch's own configuration.
    func managers() -> [Setting<ManagerAddress>] {
        if !profile.managers.isEmpty { return profile.managers }
        let stored = managerOfDatabase().map { Setting($0, from: "v_settings") }
        return stored.isEmpty ? managerOfSwitch() : stored
    }

    /// The event socket as FreeSWITCH's configuration on the PBX's host has it.
    private func managerOfSwitch() -> [Setting<ManagerAddress>] {
        guard isHostKnown else { return [] }
        let folder = profile.configuration["switch.conf.dir"]?.value ?? "/etc/freeswitch"
        let discovery = FusionPBXDiscovery(Discovery(host: host, environment: [:]))
        guard let found = try? discovery.eventSocketOfSwitch(configurationFolder: folder), found.origin != "default" else { return [] }
        return [found]
    }

    /// The profile names the host, or the database says that it is this one.
    var isHostKnown: Bool {
        if profile.host != nil { return true }
        switch profile.database?.value.location {
        case .socket: return true
        case .network(let name, _): return Profile.isLoopback(name)
        case nil: return false
        }
    }

    /// The event socket that FusionPBX up to 5.1.1 keeps in its database, for profiles that name none.
    private func managerOfDatabase() -> [ManagerAddress] {
        guard let row = try? rows("v_settings", where: "TRUE LIMIT 1").first,
            let host = row.filled("event_socket_ip_address"), let password = row.filled("event_socket_password")
        else { return [] }
        let port = row.filled("event_socket_port").flatMap { Int($0) } ?? 8021
        return [ManagerAddress(interface: .esl, host: host, port: port, user: nil, password: Secret(password))]
    }

    /// Every node's switch, connected: what is done to one has to be done to all.
    func connectedNodes() throws -> [FusionPBXNode] {
        let nodes = nodes()
        guard !nodes.isEmpty else {
            throw PBXError(
                .usage, "profile \(profile.name)", "names no event socket",
                remedy: "add `manager = esl://HOST:8021`, `host = ssh:root@PBX`, or run pbxctl on the PBX (`pbxctl doctor`)")
        }
        for node in nodes { try node.connect() }
        return nodes
    }

    /// Any node's switch that answers: for what one of them does for all.
    func reachableNode() throws -> FusionPBXNode {
        let nodes = nodes()
        if let node = nodes.first(where: { (try? $0.connect()) != nil }) { return node }
        // The first one's reason is as good as any.
        guard let node = try connectedNodes().first else {
            throw PBXError(.unreachable, "the event socket", "does not answer")
        }
        return node
    }

    /// The domain that the command is about: `--domain`, else the profile's, else the only one there is.
    func domain() throws -> Domain {
        if let knownDomain { return knownDomain }
        let domain = try FusionPBXDomains(connection: self).chosen(scope.domain ?? profile.domain?.value)
        knownDomain = domain
        return domain
    }

    /// The settings that hold for a domain; the last domain's are kept.
    func settings(of domain: Domain) throws -> FusionPBXSettings {
        if let knownSettings, knownSettings.domain == domain.uuid { return knownSettings.values }
        let settings = try FusionPBXSettings.read(from: database(), domainIdentifier: domain.uuid)
        knownSettings = (domain.uuid, settings)
        return settings
    }

    /// Drops a connection that may be broken; a new one is opened when needed.
    func reconnectDatabase() {
        openDatabase?.close()
        openDatabase = nil
    }

    func close() {
        openDatabase?.close()
        openNodes?.forEach { $0.close() }
        openDatabase = nil
        openNodes = nil
    }
}
