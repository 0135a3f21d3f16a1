/// One step of a plan.
///
/// Steps are taken in the order SQL rows (in one transaction), AstDB keys, configuration lines, folders, messages, timers,
/// cache keys, notifications; all but the last two kinds can be undone from their `before`, save messages that are deleted.
public enum Step: Sendable, Equatable {
    case row(RowStep)
    case astDB(AstDBStep)
    case configurationLine(ConfigurationLineStep)
    case folder(FolderStep)
    case message(MessageStep)
    case timer(TimerStep)
    case cacheKey(String)
    case notification(Notification)

    var isNotification: Bool { if case .notification = self { true } else { false } }
}

/// A row inserted (`before` nil), changed (only the named columns) or deleted (`after` nil).
public struct RowStep: Sendable, Equatable, Decodable {
    public struct Column: Sendable, Equatable {
        public var name: String
        public var value: SQL.Value
        /// Shown as `(hidden)` wherever a plan is printed.
        public var isSecret: Bool

        public init(_ name: String, _ value: SQL.Value, isSecret: Bool = false) {
            self.name = name
            self.value = value
            self.isSecret = isSecret
        }
    }

    public var table: String
    /// The columns that say which row (or rows) it is.
    public var key: [Column]
    public var before: [Column]?
    public var after: [Column]?

    public init(table: String, key: [Column], before: [Column]?, after: [Column]?) {
        self.table = table
        self.key = key
        self.before = before
        self.after = after
    }
}

/// A key of Asterisk's own database (AstDB).
public struct AstDBStep: Sendable, Equatable, Decodable {
    public var family: String
    public var key: String
    /// nil: the key was not there.
    public var before: String?
    /// nil: the key is removed.
    public var after: String?

    public init(family: String, key: String, before: String?, after: String?) {
        self.family = family
        self.key = key
        self.before = before
        self.after = after
    }
}

/// A line of an Asterisk configuration file: `1001 = 1234,Front desk,…` under `[default]` of `voicemail.conf`.
public struct ConfigurationLineStep: Sendable, Equatable, Decodable {
    public var file: String
    public var section: String
    public var name: String
    /// nil: no such line was there.
    public var before: String?
    /// nil: the line is removed.
    public var after: String?
    /// The value holds a secret (a voicemail PIN).
    public var isSecret: Bool

    public init(file: String, section: String, name: String, before: String?, after: String?, isSecret: Bool) {
        self.file = file
        self.section = section
        self.name = name
        self.before = before
        self.after = after
        self.isSecret = isSecret
    }
}

/// A folder of the PBX host that is removed with all it holds: moved aside first, purged when the plan is done.
public struct FolderStep: Sendable, Equatable, Decodable {
    public var path: String

    public init(path: String) { self.path = path }
}

/// When the override of a FreePBX's time condition ends by itself. Asterisk ends it, also where it was restarted in between.
public struct TimerStep: Sendable, Hashable, Decodable {
    /// An end of an override.
    public struct End: Sendable, Hashable, Decodable {
        /// Unix time in seconds.
        public var moment: Int64
        /// What AstDB holds for as long as the override stands: one that somebody else has made since is left alone.
        public var value: String

        public init(moment: Int64, value: String) {
            self.moment = moment
            self.value = value
        }
    }

    /// The time condition's number.
    public var condition: String
    /// The state of its lamps once the clock counts again.
    public var lamp: String
    /// nil: nothing ended it.
    public var before: End?
    /// nil: nothing ends it.
    public var after: End?

    public init(condition: String, lamp: String, before: End?, after: End?) {
        self.condition = condition
        self.lamp = lamp
        self.before = before
        self.after = after
    }
}

/// Something the running switch is told once everything else is done: it changes no store and needs no undo.
public enum Notification: Sendable, Hashable {
    /// AMI `Setvar` of a dialplan function, so that subscribers are notified: `PRESENCE_STATE(CustomPresence:1001)`.
    case variable(name: String, value: String)
    /// AMI `Reload` of one Asterisk module: `app_voicemail.so`.
    case reloadModule(String)
    /// An event socket `api` command, sent to every node.
    case switchCommand(String)
    /// An event sent into every node's switch, such as PRESENCE_IN. Where `unlessInCall` names an account that has a call
    /// just then, it is left out.
    case switchEvent(SwitchEvent)
}

/// An event for FreeSWITCH: its name and its header lines in order.
public struct SwitchEvent: Sendable, Hashable, Decodable {
    public struct Header: Sendable, Hashable, Decodable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var name: String
    public var headers: [Header]
    public var unlessInCall: String?
    /// Sent once for each SIP profile that this account is registered on, which a header `profile` names.
    public var toProfilesOf: String?

    public init(name: String, headers: [Header], unlessInCall: String? = nil, toProfilesOf: String? = nil) {
        self.name = name
        self.headers = headers
        self.unlessInCall = unlessInCall
        self.toProfilesOf = toProfilesOf
    }

    subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
}
