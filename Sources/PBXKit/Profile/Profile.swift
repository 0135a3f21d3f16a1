/// Everything pbxctl knows about how to reach one PBX, each value with where it came from.
///
/// Read from a profile file or discovered on the PBX's own host; `nil` where neither said anything, and then the
/// PBX's own settings or the documented defaults hold.
public struct Profile: Sendable {
    /// The section's name in the profile file, or the kind's name where the PBX was discovered on this host.
    public var name: String
    public var kind: PBXKind
    /// Where the PBX's files and commands are; nil for this machine.
    public var host: Setting<HostAddress>?
    public var database: Setting<DatabaseAddress>?
    /// FreePBX: the call records' database. Without it, what `freepbx_settings` says, beside `database`.
    public var callRecordDatabase: Setting<DatabaseAddress>?
    /// Asterisk Manager Interface, or the event sockets of all nodes of a FreeSWITCH cluster.
    public var managers: [Setting<ManagerAddress>] = []
    /// FusionPBX: the domain that commands work on unless `--domain` says otherwise.
    public var domain: Setting<String>?
    /// IANA name of the zone in which times are shown and naive local times are read.
    public var timeZone: Setting<String>?
    /// Directories and programs of the PBX host, by the names in `Profile.Path`.
    public var paths: [Path: Setting<String>] = [:]

    /// Keys of the PBX's own configuration file other than its database's (FusionPBX: `cache.method`, `switch.conf.dir`).
    public var configuration: [String: Setting<String>] = [:]
    /// Where the values that carry no origin of their own came from, by their keys in the profile file:
    /// `kind`, `connect_timeout`, `silence_timeout`, `database_password`, `cdr_database_password`, `manager_password`.
    public var origins: [String: String] = [:]

    /// Longest time to wait for a connection.
    public var connectTimeout: Duration = .seconds(5)
    /// Longest silence of a server in the middle of an exchange.
    public var silenceTimeout: Duration = .seconds(30)

    public init(name: String, kind: PBXKind) {
        self.name = name
        self.kind = kind
    }

    /// The paths a profile may set; the raw value is the key in the profile file.
    public enum Path: String, Sendable, CaseIterable {
        /// FreePBX: `ASTETCDIR`.
        case asteriskEtc = "asterisk_etc"
        /// FreePBX: `ASTSPOOLDIR`.
        case asteriskSpool = "asterisk_spool"
        /// FreePBX: `ASTVARLIBDIR`/sounds.
        case asteriskSounds = "asterisk_sounds"
        /// FreePBX: `ASTVARLIBDIR`.
        case asteriskVarLib = "asterisk_varlib"
        /// FreePBX: the program `fwconsole`.
        case fwconsole
        /// FusionPBX: `switch.storage.dir`.
        case switchStorage = "switch_storage"
        /// FusionPBX: `switch.recordings.dir`.
        case switchRecordings = "switch_recordings"
        /// FusionPBX: `switch.voicemail.dir`.
        case switchVoicemail = "switch_voicemail"
        /// FusionPBX: the folder of the file cache.
        case switchCache = "switch_cache"
    }
}

/// A value and where it was found, as `config show` prints it.
public struct Setting<Value: Sendable>: Sendable {
    public var value: Value
    /// `/etc/pbxctl.conf [office]`, `/etc/freepbx.conf`, `freepbx_settings`, `default`.
    public var origin: String

    public init(_ value: Value, from origin: String) {
        self.value = value
        self.origin = origin
    }
}

/// Where an SQL server is and who one is there.
public struct DatabaseAddress: Sendable, Hashable {
    public enum Engine: String, Sendable { case mysql, postgresql }
    public enum Location: Sendable, Hashable {
        case network(host: String, port: Int)
        /// A unix socket: the socket's path for MySQL, its folder (and the port in its name) for PostgreSQL.
        case socket(path: String, port: Int)
    }

    public var engine: Engine
    public var location: Location
    /// This machine's end of a tunnel to it.
    var via: Location?
    public var user: String?
    /// nil: the client library looks in its own places (`~/.pgpass`, `~/.my.cnf`, `PGPASSWORD`).
    public var password: Secret?
    public var database: String
    /// Further parameters of the URL that the client library understands (`sslmode=verify-full`, `ssl-ca=/…`).
    public var parameters: [String: String]

    public init(
        engine: Engine, location: Location, user: String?, password: Secret?, database: String,
        parameters: [String: String] = [:]
    ) {
        self.engine = engine
        self.location = location
        self.user = user
        self.password = password
        self.database = database
        self.parameters = parameters
    }

    /// The address without credentials: `127.0.0.1:3306/asterisk`.
    public var description: String {
        switch location {
        case .network(let host, let port): "\(host):\(port)/\(database)"
        case .socket(let path, _): "\(path)/\(database)"
        }
    }
}

/// Where a manager socket is and who one is there.
public struct ManagerAddress: Sendable, Hashable {
    public enum Interface: String, Sendable {
        /// Asterisk Manager Interface.
        case ami
        /// FreeSWITCH event socket.
        case esl
    }

    public var interface: Interface
    public var host: String
    public var port: Int
    /// This machine's end of a tunnel to it, a unix socket.
    var via: String?
    /// AMI user; the event socket has none.
    public var user: String?
    public var password: Secret?

    public init(interface: Interface, host: String, port: Int, user: String?, password: Secret?) {
        self.interface = interface
        self.host = host
        self.port = port
        self.user = user
        self.password = password
    }

    /// The address without credentials: `127.0.0.1:5038`.
    public var description: String { "\(host):\(port)" }
}
