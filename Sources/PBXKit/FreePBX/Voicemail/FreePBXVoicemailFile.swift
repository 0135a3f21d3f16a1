/// What `voicemail.conf` says, as the running Asterisk reads the file.
struct FreePBXVoicemailFile: Sendable {
    static let name = "voicemail.conf"
    /// FreePBX keeps `1001@device=1001@default` there, so that phones can watch a mailbox without knowing its context.
    static let aliasSection = "pbxaliases"

    private var values: [String: [String: String]] = [:]
    /// Sections in their order.
    private(set) var sections: [String] = []

    /// One that does not exist.
    init() {}

    init(_ file: ManagerConfigFile) {
        sections = file.categories.map(\.name)
        for category in file.categories {
            for line in category.lines where values[category.name]?[line.name] == nil {
                values[category.name, default: [:]][line.name] = line.value
            }
        }
    }

    func value(_ section: String, _ name: String) -> String? { values[section]?[name] }

    /// The names of a section's lines, in no order.
    func names(in section: String) -> [String] { values[section].map { Array($0.keys) } ?? [] }

    static func alias(_ number: String) -> String { "\(number)@device" }
}
