/// How a PBX does at this moment, in one record. What could not be had is nil.
public struct SystemStatus: Record, Equatable {
    /// Who waits in a queue, and who is there to answer.
    public struct QueueLoad: Sendable, Equatable {
        public var queue: String
        public var name: String?
        public var domain: String?
        public var waiting: Int?
        public var agents: Int
        /// Agents who are there and have not paused; nil where the switch says nothing of them.
        public var available: Int?

        var cell: Cell {
            .object(Cell.Object([
                Cell.Entry("queue", .text(queue)), Cell.Entry("name", Cell(name)), Cell.Entry("domain", Cell(domain)),
                Cell.Entry("waiting", Cell(waiting)), Cell.Entry("agents", .integer(agents)),
                Cell.Entry("agents_available", Cell(available)),
            ], short: "\(queue):\(waiting.map(String.init) ?? "?")"))
        }
    }

    /// A folder of the PBX's host.
    public struct Storage: Sendable, Equatable {
        /// What its files take on the disk.
        public var bytes: Int?
        /// What is free for whoever is not root.
        public var freeBytes: Int?
    }

    public var profile: String
    public var kind: PBXKind
    /// The domain that the rest is about; nil for the whole PBX.
    public var domain: String?
    public var version: String?
    /// `Asterisk`, `FreeSWITCH`.
    public var switchName: String?
    public var switchVersion: String?
    public var uptimeSeconds: Int?
    /// Extensions whose phones register.
    public var phones: Int?
    public var registeredPhones: Int?
    public var calls: Int?
    public var queues: [QueueLoad]?
    /// nil: unknown, or a kind of PBX whose changes are live at once.
    public var needsReload: Bool?
    public var voicemail = Storage()
    public var recordings = Storage()

    public init(profile: String, kind: PBXKind) {
        self.profile = profile
        self.kind = kind
    }

    /// Callers in all queues; nil where no queue says.
    public var waiting: Int? {
        let known = queues?.compactMap(\.waiting)
        return known.flatMap { $0.isEmpty && queues?.isEmpty == false ? nil : $0.reduce(0, +) }
    }

    public static let nameField = "profile"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<SystemStatus>] = [
        .text("profile") { $0.profile },
        .text("kind") { $0.kind.rawValue },
        .text("domain") { $0.domain },
        .text("version") { $0.version },
        .text("switch") { $0.switchName },
        .text("switch_version") { $0.switchVersion },
        .number("uptime_seconds") { $0.uptimeSeconds },
        .number("phones") { $0.phones },
        .number("phones_registered") { $0.registeredPhones },
        .number("calls") { $0.calls },
        .number("waiting") { $0.waiting },
        RecordField("queues") { status in status.queues.map { .list($0.map(\.cell)) } ?? .null },
        .flag("reload_needed") { $0.needsReload },
        .number("voicemail_bytes") { $0.voicemail.bytes },
        .number("voicemail_free_bytes") { $0.voicemail.freeBytes },
        .number("recordings_bytes") { $0.recordings.bytes },
        .number("recordings_free_bytes") { $0.recordings.freeBytes },
    ]
}

/// What runs a PBX's calls.
public struct RunningSwitch: Sendable, Equatable {
    /// `Asterisk`, `FreeSWITCH`.
    public var name: String
    public var version: String?
    public var uptimeSeconds: Int?
}

/// Where the recorded sound of a PBX is kept.
public struct SoundFolders: Sendable {
    public var host: any Host
    public var voicemail: String
    /// Recorded calls.
    public var recordings: String
}
