extension FreePBXSettings {
    /// Where Asterisk's manager listens and who FreePBX is there. The proxy's port, when set, is preferred.
    public var managerAddress: ManagerAddress {
        let host = text("ASTMANAGERHOST")
        let port = number("ASTMANAGERPROXYPORT") ?? number("ASTMANAGERPORT") ?? 5038
        return ManagerAddress(
            interface: .ami, host: host.isEmpty || host == "localhost" ? "127.0.0.1" : host, port: port,
            user: text("AMPMGRUSER"), password: Secret(text("AMPMGRPASS")))
    }

    /// The call records' database: the `CDRDB*` settings, each in its absence as the main database's.
    ///
    /// Throws `.notOffered` for a type of database that pbxctl does not speak to.
    public func callRecordAddress(beside main: DatabaseAddress) throws -> DatabaseAddress {
        var address = main
        address.database = textIfAny("CDRDBNAME") ?? "asteriskcdrdb"
        if let user = textIfAny("CDRDBUSER") { address.user = user }
        if let password = textIfAny("CDRDBPASS") { address.password = Secret(password) }
        var standardPort = 3306
        switch text("CDRDBTYPE").lowercased() {
        case "", "mysql", "mariadb", "mysqli": break
        case "postgres", "pgsql", "postgresql":
            standardPort = 5432
            address.engine = .postgresql
            address.parameters = [:]
        case let type: throw PBXError(.notOffered, "call records", "they are in a database of type \(type)")
        }
        if let socket = textIfAny("CDRDBSOCK") {
            address.location = .socket(path: socket, port: number("CDRDBPORT") ?? standardPort)
        } else if let host = textIfAny("CDRDBHOST"), host != "localhost" || address.engine != main.engine {
            address.location = .network(host: host == "localhost" ? "127.0.0.1" : host, port: number("CDRDBPORT") ?? standardPort)
        } else if let port = number("CDRDBPORT"), case .network(let host, _) = address.location {
            address.location = .network(host: host, port: port)
        }
        return address
    }

    /// The call records' table in that database.
    public var callRecordTable: String { textIfAny("CDRDBTABLENAME") ?? "cdr" }
    /// Whether call times are stored in UTC rather than in the server's local time.
    public var storesCallTimesInUTC: Bool { flag("CDRUSEGMT") }

    /// Split mode (`deviceanduser`): a device's number and its user's may differ.
    public var separatesDevicesFromUsers: Bool { text("AMPEXTENSIONS") == "deviceanduser" }

    /// The channel drivers that are allowed: `chan_pjsip`, `chan_sip` or both.
    public var allowsPJSIP: Bool { text("ASTSIPDRIVER") != "chan_sip" }
    public var allowsChanSIP: Bool { ["both", "chan_sip"].contains(text("ASTSIPDRIVER")) }

    public var etcDirectory: String { directory("astetcdir", "ASTETCDIR") }
    public var spoolDirectory: String { directory("astspooldir", "ASTSPOOLDIR") }
    public var variableDirectory: String { directory("astvarlibdir", "ASTVARLIBDIR") }
    /// Where FreePBX keeps `reload.lock`.
    public var runDirectory: String { directory("astrundir", "ASTRUNDIR") }
    public var logDirectory: String { directory("astlogdir", "ASTLOGDIR") }
    public var soundsDirectory: String { "\(variableDirectory)/sounds" }
    public var voicemailDirectory: String { "\(spoolDirectory)/voicemail" }
    /// Call recordings.
    public var monitorDirectory: String { textIfAny("MIXMON_DIR") ?? "\(spoolDirectory)/monitor" }
    /// Music on hold, class `default`.
    public var musicDirectory: String { "\(variableDirectory)/\(textIfAny("MOHDIR") ?? "moh")" }
    public var fwconsole: String { "\(textIfAny("AMPSBIN") ?? "/usr/sbin")/fwconsole" }

    /// asterisk.conf wins: it is what the running Asterisk goes by.
    private func directory(_ name: String, _ keyword: String) -> String {
        let path = asteriskDirectories[name] ?? textIfAny(keyword) ?? Self.documentedDefaults[keyword] ?? "/"
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
