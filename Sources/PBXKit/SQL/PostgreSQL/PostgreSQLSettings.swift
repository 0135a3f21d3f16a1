/// An address as libpq's keywords and values.
struct PostgreSQLSettings {
    private(set) var keywords: [String] = []
    private(set) var values: [String] = []

    /// What is not given (user, password, an empty host) is left to libpq: environment, `~/.pgpass`, service file. The
    /// password is in `values`: keep the value no longer than connecting takes.
    init(_ address: DatabaseAddress) {
        append("application_name", "pbxctl")
        for (name, value) in address.parameters.sorted(by: { $0.key < $1.key }) { append(name, value) }
        // Of a keyword that is there twice, libpq takes the last.
        append("client_encoding", "UTF8")
        switch address.via ?? address.location {
        case .network(let host, let port):
            append("host", host)
            if port > 0 { append("port", String(port)) }
        case .socket(let path, let port):
            append("host", path)
            if port > 0 { append("port", String(port)) }
        }
        append("user", address.user ?? "")
        append("dbname", address.database)
        address.password?.reveal { append("password", $0) }
    }

    /// Whether the server is asked for over a Unix socket or the loopback interface.
    var staysOnThisMachine: Bool {
        guard let host = keywords.firstIndex(of: "host").map({ values[$0] }) else { return false }
        return host.hasPrefix("/") || Profile.isLoopback(host)
    }

    private mutating func append(_ keyword: String, _ value: String) {
        guard !value.isEmpty else { return }
        keywords.append(keyword)
        values.append(value)
    }
}
