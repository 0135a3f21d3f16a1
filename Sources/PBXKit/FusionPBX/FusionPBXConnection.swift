/// What the nouns of one FusionPBX share: its connections, opened when first needed, and the domain they are about.
final class FusionPBXConnection {
    let profile: Profile
    let scope: Scope
    let host: any Host = LocalHost()
    private var openDatabase: (any Database)?
    private var openNodes: [FusionPBXNode]?
    private var knownDomain: Domain?
    private var knownSettings: FusionPBXSettingValues?

    init(profile: Profile, scope: Scope) {
        self.profile = profile
        self.scope = scope
    }

    func database() throws -> any Database {
        if let openDatabase { return openDatabase }
        guard let address = profile.database?.value else {
            throw PBXError(
                .usage, "profile \(profile.name)", "names no database",
                remedy: "add `database = postgresql://…`, or run on the PBX's own host (`pbxctl doctor`)")
        }
        let database = try address.open(
            connectTimeout: profile.connectTimeout, silenceTimeout: profile.silenceTimeout)
        database.trace = scope.trace
        openDatabase = database
        return database
    }

    /// Every node's switch, not necessarily connected yet.
    func nodes() -> [FusionPBXNode] {
        if let openNodes { return openNodes }
        let nodes = profile.managers.map { FusionPBXNode($0.value, profile: profile, trace: scope.trace) }
        openNodes = nodes
        return nodes
    }

    /// Every node's switch, connected: what is done to one has to be done to all.
    func connectedNodes() throws -> [FusionPBXNode] {
        let nodes = nodes()
        guard !nodes.isEmpty else {
            throw PBXError(
                .usage, "profile \(profile.name)", "names no event socket",
                remedy: "add `manager = esl://HOST:8021`, or run on the PBX's own host (`pbxctl doctor`)")
        }
        for node in nodes { try node.connect() }
        return nodes
    }

    /// The domain that the command is about: `--domain`, else the profile's, else the only one there is.
    func domain() throws -> Domain {
        if let knownDomain { return knownDomain }
        let domain = try FusionPBXDomains(connection: self).chosen(scope.domain ?? profile.domain?.value)
        knownDomain = domain
        return domain
    }

    /// The settings that hold for a domain; the last domain's are kept.
    func settings(of domain: Domain) throws -> FusionPBXSettingValues {
        if let knownSettings, knownSettings.domainUUID == domain.uuid { return knownSettings }
        let settings = try FusionPBXSettingValues(database: database(), domainUUID: domain.uuid)
        knownSettings = settings
        return settings
    }

    func close() {
        openDatabase?.close()
        openNodes?.forEach { $0.close() }
        openDatabase = nil
        openNodes = nil
    }
}
