/// Finds a FreePBX by its bootstrap file, which is read and never executed.
struct FreePBXDiscovery {
    /// Distribution defaults, Debian's first.
    static let socketPaths = [
        "/run/mysqld/mysqld.sock", "/var/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock",
    ]

    private static let bootstrapPaths = ["/etc/freepbx.conf", "/etc/asterisk/freepbx.conf"]
    private static let oldPath = "/etc/amportal.conf"
    /// The files that may be read.
    static let paths = bootstrapPaths + [oldPath]

    private let discovery: Discovery

    init(_ discovery: Discovery) { self.discovery = discovery }

    /// The PBX, or nil where there is no bootstrap file. The manager and the directories are in its database.
    func profile() throws -> Profile? {
        guard let (path, values) = try bootstrap() else { return nil }
        var profile = Profile(name: PBXKind.freepbx.rawValue, kind: .freepbx)
        profile.origins["kind"] = path
        profile.origins["database_password"] = path
        profile.database = Setting(try address(values, path: path), from: path)
        return profile
    }

    private func bootstrap() throws -> (path: String, values: [String: String])? {
        var paths = Self.bootstrapPaths
        if let named = discovery.environment["FREEPBX_CONF"], !named.isEmpty { paths.insert(named, at: 0) }
        for path in paths {
            guard let source = try discovery.read(path) else { continue }
            let values = PHPAssignments.read(source).compactMap { name, value in
                name.hasPrefix("amp_conf[") ? (String(name.dropFirst(9).dropLast()), value) : nil
            }
            // A file without credentials (a packager's stub) is no bootstrap file.
            if !values.isEmpty { return (path, Dictionary(values) { _, last in last }) }
        }
        let old = Self.oldPath
        guard let text = try discovery.read(old) else { return nil }
        let values = Self.amportal(text)
        return values["AMPDBUSER"] == nil ? nil : (old, values)
    }

    /// `KEY=value`, blanks escaped with a backslash (FreePBX: BMO/Freepbx_conf.class.php).
    static func amportal(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline).map(\.trimmingBlanks) where !line.hasPrefix("#") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let value = String(line[line.index(after: equals)...]).trimmingBlanks
            values[String(line[..<equals]).trimmingBlanks] = value.replacing("\\ ", with: " ")
        }
        return values
    }

    /// FreePBX: BMO/Database.class.php.
    private func address(_ values: [String: String], path: String) throws -> DatabaseAddress {
        func value(_ key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }
        let engine = value("AMPDBENGINE")?.lowercased() ?? "mysql"
        guard ["mysql", "mysqli", "mariadb"].contains(engine) else {
            throw PBXError(.notOffered, path, "its database is \(engine), pbxctl speaks to MySQL and MariaDB")
        }
        guard let user = value("AMPDBUSER") else {
            throw PBXError(
                .failed, path, "it names no database user (AMPDBUSER)",
                remedy: "repair the file, or name the database in /etc/pbxctl.conf")
        }
        // FreePBX takes no other port seriously.
        let port = value("AMPDBPORT").flatMap { Int($0) }.flatMap { (1025...65_535).contains($0) ? $0 : nil } ?? 3306
        return DatabaseAddress(
            engine: .mysql, location: try location(values, host: value("AMPDBHOST") ?? "localhost", port: port),
            user: user, password: value("AMPDBPASS").map { Secret($0) }, database: value("AMPDBNAME") ?? "asterisk")
    }

    private func location(_ values: [String: String], host: String, port: Int) throws -> DatabaseAddress.Location {
        if let socket = values["AMPDBSOCK"], !socket.isEmpty { return .socket(path: socket, port: port) }
        guard host == "localhost" else { return .network(host: host, port: port) }
        // PHP takes `localhost` for the unix socket, and the grants may be for that alone.
        if let socket = try discovery.first(of: Self.socketPaths) { return .socket(path: socket, port: port) }
        return .network(host: "127.0.0.1", port: port)
    }
}
