/// Finds a FusionPBX by its configuration file.
public struct FusionPBXDiscovery: Sendable {
    private static let currentPaths = ["/etc/fusionpbx/config.conf", "/usr/local/etc/fusionpbx/config.conf"]
    /// Up to 5.0.4.
    private static let oldPaths = [
        "/etc/fusionpbx/config.php", "/usr/local/etc/fusionpbx/config.php", "/var/www/fusionpbx/resources/config.php",
    ]
    /// The files that may be read.
    static let paths = currentPaths + oldPaths

    private let discovery: Discovery

    public init(_ discovery: Discovery) { self.discovery = discovery }

    /// The PBX, or nil where there is no configuration file.
    func profile() throws -> Profile? {
        guard let (path, values) = try configuration() else { return nil }
        var profile = Profile(name: PBXKind.fusionpbx.rawValue, kind: .fusionpbx)
        profile.origins["kind"] = path
        profile.origins["database_password"] = path
        profile.database = Setting(try address(values, path: path), from: path)
        if let manager = try eventSocket(values, path: path) {
            profile.managers = [Setting(manager, from: path)]
            profile.origins["manager_password"] = path
        }
        let keys: [Profile.Path: String] = [
            .switchStorage: "switch.storage.dir", .switchRecordings: "switch.recordings.dir",
            .switchVoicemail: "switch.voicemail.dir", .switchCache: "cache.location",
        ]
        for (key, name) in keys {
            if let value = values[name], value.hasPrefix("/") { profile.paths[key] = Setting(value, from: path) }
        }
        for (key, value) in values where Self.isKept(key) { profile.configuration[key] = Setting(value, from: path) }
        return profile
    }

    /// The event socket as the switch's own configuration has it, FreeSWITCH's defaults where that says nothing.
    ///
    /// - Parameter folder: `switch.conf.dir`.
    public func eventSocketOfSwitch(configurationFolder folder: String = "/etc/freeswitch") throws -> Setting<ManagerAddress> {
        let path = "\(folder)/autoload_configs/event_socket.conf.xml"
        let values = try discovery.read(path).map(SwitchParameters.read)
        let listening = values?["listen-ip"] ?? "127.0.0.1"
        let host = ["0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"][listening] ?? listening
        let address = ManagerAddress(
            interface: .esl, host: host, port: values?["listen-port"].flatMap { Int($0) } ?? 8021, user: nil,
            password: Secret(values?["password"] ?? "ClueCon"))
        return Setting(address, from: values == nil ? "default" : path)
    }

    private func configuration() throws -> (path: String, values: [String: String])? {
        for path in Self.currentPaths {
            if let text = try discovery.read(path) { return (path, Self.keys(text)) }
        }
        for path in Self.oldPaths {
            guard let source = try discovery.read(path) else { continue }
            let old = PHPAssignments.read(source)
            let names = [
                "type": "db_type", "host": "db_host", "port": "db_port", "name": "db_name", "username": "db_username",
                "password": "db_password", "sslmode": "db_sslmode", "cert_authority": "db_cert_authority",
            ]
            let values = names.compactMap { key, name in old[name].map { ("database.0.\(key)", $0) } }
            if !values.isEmpty { return (path, Dictionary(values) { _, last in last }) }
        }
        return nil
    }

    /// `key = value` lines, `#` and `;` comments, one pair of double quotes around a value taken off.
    static func keys(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline).map(\.trimmingBlanks) {
            guard !line.hasPrefix("#"), !line.hasPrefix(";"), let equals = line.firstIndex(of: "=") else { continue }
            values[String(line[..<equals]).trimmingBlanks] =
                String(line[line.index(after: equals)...]).trimmingBlanks.withoutQuotes
        }
        return values
    }

    private static func isKept(_ key: String) -> Bool {
        !key.hasSuffix("password") && ["switch.", "cache.", "xml_handler."].contains { key.hasPrefix($0) }
    }

    private func address(_ values: [String: String], path: String) throws -> DatabaseAddress {
        func value(_ key: String) -> String? { values["database.0.\(key)"].flatMap { $0.isEmpty ? nil : $0 } }
        let type = value("type") ?? "pgsql"
        guard type == "pgsql" else {
            throw PBXError(.notOffered, path, "its database is \(type), pbxctl speaks to FusionPBX's PostgreSQL")
        }
        let port = try self.port(value("port"), or: 5432, path: path)
        let host = value("host") ?? value("hostaddr") ?? "/var/run/postgresql"
        var parameters: [String: String] = [:]
        parameters["sslmode"] = value("sslmode")
        parameters["sslrootcert"] = value("cert_authority")
        return DatabaseAddress(
            engine: .postgresql, location: host.hasPrefix("/") ? .socket(path: host, port: port) : .network(host: host, port: port),
            user: value("username") ?? "fusionpbx", password: value("password").map { Secret($0) },
            database: value("name") ?? "fusionpbx", parameters: parameters)
    }

    /// nil where the file says nothing of the event socket, as the shipped one does not.
    private func eventSocket(_ values: [String: String], path: String) throws -> ManagerAddress? {
        func value(_ names: String...) -> String? { names.lazy.compactMap { values[$0] }.first { !$0.isEmpty } }
        let host = value("switch.event_socket.host", "event_socket.ip_address")
        let port = value("switch.event_socket.port", "event_socket.port")
        let password = value("switch.event_socket.password", "event_socket.password")
        guard host != nil || port != nil || password != nil else { return nil }
        return ManagerAddress(
            interface: .esl, host: host ?? "127.0.0.1", port: try self.port(port, or: 8021, path: path), user: nil,
            password: Secret(password ?? "ClueCon"))
    }

    private func port(_ text: String?, or standard: Int, path: String) throws -> Int {
        guard let text else { return standard }
        do { return try AddressURL.port(text) } catch { throw PBXError(.failed, path, error.why, remedy: "correct it there") }
    }
}
