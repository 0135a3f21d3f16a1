/// A line of `config show`.
public struct ReportedSetting: Record, Hashable {
    /// As in the profile file.
    public var key: String
    /// `(hidden)` for a secret.
    public var value: String
    public var origin: String

    public init(_ key: String, _ value: String, from origin: String) {
        self.key = key
        self.value = value
        self.origin = origin
    }

    public static let nameField = "setting"
    public static let tableFields = fieldNames
    public static let fields: [RecordField<ReportedSetting>] = [
        .text("setting") { $0.key },
        .text("value") { $0.value },
        .text("origin") { $0.origin },
    ]
}

extension Profile {
    /// Every effective setting with where it came from, secrets hidden, in the order of the profile file's keys.
    public var report: [ReportedSetting] {
        var lines = [ReportedSetting("kind", kind.rawValue, from: origins["kind"] ?? "default")]
        func add(_ key: String, _ setting: Setting<String>?) {
            if let setting { lines.append(ReportedSetting(key, setting.value, from: setting.origin)) }
        }
        func addSecret(_ key: String) {
            if let origin = origins[key] { lines.append(ReportedSetting(key, "(hidden)", from: origin)) }
        }
        add("host", host.map { Setting($0.value.description, from: $0.origin) })
        add("database", database.map { Setting($0.value.url, from: $0.origin) })
        addSecret("database_password")
        add("cdr_database", callRecordDatabase.map { Setting($0.value.url, from: $0.origin) })
        addSecret("cdr_database_password")
        for manager in managers { add("manager", Setting(manager.value.url, from: manager.origin)) }
        addSecret("manager_password")
        add("domain", domain)
        add("time_zone", timeZone)
        for path in Path.allCases { add(path.rawValue, paths[path]) }
        for (key, time) in [("connect_timeout", connectTimeout), ("silence_timeout", silenceTimeout)] {
            let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
            let text = milliseconds % 1000 == 0 ? "\(milliseconds / 1000)" : "\(Double(milliseconds) / 1000)"
            lines.append(ReportedSetting(key, text, from: origins[key] ?? "default"))
        }
        for (key, setting) in configuration.sorted(by: { $0.key < $1.key }) { add(key, setting) }
        return lines
    }
}
