/// The host that the profile names, and the ways through it.
extension Profile {
    /// The host named by `host`; nil where the profile names none.
    func remoteHost() throws -> (any Host)? { try shell().map { RemoteHost(shell: $0) } }

    /// The address with the tunnel to it, where it is on the other side of ssh.
    func reachable(_ address: DatabaseAddress) throws -> DatabaseAddress {
        guard let shell = try shell() as? SSHShell else { return address }
        var address = address
        let isMySQL = address.engine == .mysql
        switch address.location {
        case .network(let host, let port):
            guard Self.isLoopback(host) else { return address }
            let path = try shell.tunnel(to: Self.remote(host, port), file: isMySQL ? "mysql.sock" : ".s.PGSQL.\(port)")
            address.via = .socket(path: isMySQL ? path : Self.folder(of: path), port: port)
        case .socket(let path, let port):
            let remote = isMySQL ? path : "\(path)/.s.PGSQL.\(port)"
            let local = try shell.tunnel(to: remote, file: isMySQL ? "mysql.sock" : ".s.PGSQL.\(port)")
            address.via = .socket(path: isMySQL ? local : Self.folder(of: local), port: port)
        }
        return address
    }

    func reachable(_ address: ManagerAddress) throws -> ManagerAddress {
        guard Self.isLoopback(address.host), let shell = try shell() as? SSHShell else { return address }
        var address = address
        address.via = try shell.tunnel(to: Self.remote(address.host, address.port), file: "manager.sock")
        return address
    }

    /// Opens a connection to an address; where the way to it is a tunnel, its failure says what else to look at.
    func open<Address: Equatable, Connection>(
        _ address: Address, _ reachable: Address, _ body: (Address) throws -> Connection
    ) throws -> Connection {
        do { return try body(reachable) } catch {
            var failure = PBXError(error)
            guard failure.kind == .unreachable, address != reachable, let host else { throw error }
            failure.remedy = "see whether it runs on \(host.value), and whether sshd there allows forwarding (AllowTcpForwarding, "
                + "AllowStreamLocalForwarding)"
            throw failure
        }
    }

    static func isLoopback(_ host: String) -> Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    func shell() throws -> (any RemoteShell)? {
        try host.map { try RemoteHosts.shell($0.value, connectTimeout: connectTimeout) }
    }

    private static func remote(_ host: String, _ port: Int) -> String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? path }
}
