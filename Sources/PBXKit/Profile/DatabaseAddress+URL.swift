extension DatabaseAddress {
    /// Reads `mysql://user@host:port/db?socket=/path&ssl-ca=/path` or `postgresql://user@host:port/db?host=/folder`.
    init(url text: String) throws(AddressURL.Failure) {
        var url = try AddressURL(text)
        let engine: Engine
        switch url.scheme {
        case "mysql", "mariadb": engine = .mysql
        case "postgresql", "postgres": engine = .postgresql
        default: throw AddressURL.Failure(why: "a database is addressed by mysql:// or postgresql://")
        }
        var port = url.port ?? (engine == .mysql ? 3306 : 5432)
        if let text = url.query.removeValue(forKey: "port") { port = try AddressURL.port(text) }
        let user = url.query.removeValue(forKey: "user") ?? url.user
        let password = url.query.removeValue(forKey: "password").map { Secret($0) } ?? url.password
        let database = url.query.removeValue(forKey: "dbname") ?? url.path
        guard !database.isEmpty, !database.contains("/") else {
            throw AddressURL.Failure(why: "it names no database: write it as …/name")
        }

        let location: Location
        let host = url.query.removeValue(forKey: "host") ?? url.host
        if let path = url.query.removeValue(forKey: "socket") {
            guard engine == .mysql else {
                throw AddressURL.Failure(why: "PostgreSQL's socket is given by its folder: ?host=/run/postgresql")
            }
            guard path.hasPrefix("/") else { throw AddressURL.Failure(why: "the socket is not an absolute path") }
            location = .socket(path: path, port: port)
        } else if host.hasPrefix("/") {
            location = .socket(path: host, port: port)
        } else if host.isEmpty, engine == .postgresql {
            // libpq's own default on Debian.
            location = .socket(path: "/var/run/postgresql", port: port)
        } else {
            location = .network(host: host.isEmpty ? "localhost" : host, port: port)
        }
        self.init(
            engine: engine, location: location, user: user, password: password, database: database,
            parameters: url.query)
    }

    /// The address as a profile file has it, without the password.
    public var url: String {
        let name = user.map { "\($0)@" } ?? ""
        var query = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let start: String
        switch location {
        case .network(let host, let port):
            start = "\(engine.rawValue)://\(name)\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .socket(let path, let port):
            query.insert(engine == .mysql ? "socket=\(path)" : "host=\(path)", at: 0)
            start = "\(engine.rawValue)://\(name)\(engine == .mysql ? "localhost" : ":\(port)")"
        }
        return query.isEmpty ? "\(start)/\(database)" : "\(start)/\(database)?\(query.joined(separator: "&"))"
    }
}
