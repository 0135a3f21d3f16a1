/// Finds the PBX that runs on a host, from the PBX's own configuration files.
public struct Discovery: Sendable {
    public var host: any Host
    /// `FREEPBX_CONF` names FreePBX's file.
    public var environment: [String: String]
    /// What stands before every path, for tests.
    public var root: String

    /// Files that were read before anybody asked for them; nil for those that are missing.
    private var ahead: [String: String?] = [:]

    public init(host: any Host = LocalHost(), environment: [String: String], root: String = "/") {
        self.host = host
        self.environment = environment
        self.root = root
    }

    /// The PBX of a kind, or the only one. Throws `.usage` where there is none, or one of each and no kind is given.
    public func profile(kind: PBXKind?) throws -> Profile {
        let found = try (kind.map { [$0] } ?? PBXKind.allCases).compactMap { try profileIfPresent($0) }
        guard found.count < 2 else {
            throw PBXError(
                .usage, "profile", "both FreePBX and FusionPBX are on \(host.name)",
                remedy: "say which: --profile freepbx or --profile fusionpbx")
        }
        guard let profile = found.first else {
            throw PBXError(
                .usage, "profile", "no PBX found on \(host.name) and no profile configured",
                remedy: "put it into /etc/pbxctl.conf, as in: [office] kind = freepbx database = "
                    + "mysql://freepbxuser@pbx:3306/asterisk (each on a line); `pbxctl doctor` says where pbxctl looked")
        }
        return profile
    }

    /// The PBX of a kind, or nil where its configuration file is not on the host.
    public func profileIfPresent(_ kind: PBXKind) throws -> Profile? {
        switch kind {
        case .freepbx: try FreePBXDiscovery(self).profile()
        case .fusionpbx: try FusionPBXDiscovery(self).profile()
        }
    }

    /// Reads all configuration files of any PBX at once: to another host each would be a way of its own.
    mutating func readAhead() throws {
        let paths = FreePBXDiscovery.paths + FusionPBXDiscovery.paths
        let found = try host.readAll(paths.map(root.joined), limit: 1 << 20)
        for path in paths { ahead[path] = .some(found[root.joined(path)]?.text) }
    }

    /// Reads a file of the PBX, or nil where it is not there.
    func read(_ path: String) throws -> String? {
        if let known = ahead[path] { return known }
        return try host.readIfPresent(root.joined(path))?.text
    }

    /// The first of the paths that something is at.
    func first(of paths: [String]) throws -> String? {
        try paths.first { try host.status(of: root.joined($0)) != nil }
    }
}

extension String {
    /// This folder and an absolute path below it: `/` and `/etc` make `/etc`.
    func joined(_ path: String) -> String { hasSuffix("/") ? dropLast() + path : self + path }
}
