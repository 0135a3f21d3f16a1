/// Importing ring groups.
struct RingGroupImport: Importing {
    let system: any PhoneSystem
    let groups: any RingGroups

    static let noun = "ringgroup"
    static let title = "ring group"
    private typealias Column = ImportColumn<RingGroupChange>

    static let columns = [
        Column(name: "ringgroup", role: .key),
        Column(name: "name", role: .text { $0.name = $1 }, options: ["name"]),
        Column(name: "domain", role: .fixed(onNew: .used, remedy: "say which domain with --domain, and leave the column out")),
        Column(name: "uuid", role: .fixed(onNew: .ignored, remedy: "leave the column out: the PBX gives them")),
        Column(name: "enabled", role: .flag { $0.isEnabled = $1 }),
        Column(name: "strategy", role: .text { $0.strategy = $1 }, options: ["strategy"]),
        Column(name: "ring_seconds", role: .number { $0.ringSeconds = $1 }, options: ["ring-seconds", "ring time"]),
        Column(name: "members", role: .members { $0.members = .set($1) }, options: ["member", "the members together", "members"]),
        Column(name: "no_answer_target", role: .target { $0.noAnswerTarget = $1 }, options: ["no-answer", "target"]),
        Column(name: "caller_id_prefix", role: .text { $0.callerIDPrefix = $1 }, options: ["caller-id-prefix"]),
        Column(name: "description", role: .text { $0.description = $1 }, options: ["description"]),
    ]

    func forEach(_ options: ReadOptions, _ body: (RingGroup) throws -> Void) throws { try groups.forEach(options, body) }
    static func key(_ value: (String) -> String) -> ImportKey { ImportKey(number: value("ringgroup")) }
    func newEdit() -> RingGroupChange { RingGroupChange() }

    func planAdd(_ key: ImportKey, _ edit: RingGroupChange, _ row: ImportRow) throws -> Plan {
        try system.requireOwn(domain: row)
        guard edit.members.newValue?.isEmpty == false else {
            throw ImportProblem("names no member", in: row, column: "members", remedy: "write numbers with ; between")
        }
        return try groups.planAdd(key.number, edit)
    }

    func planSet(_ key: ImportKey, uuid: String?, _ edit: RingGroupChange) throws -> Plan { try groups.planSet(uuid ?? key.number, edit) }

    func planDelete(_ key: ImportKey, uuid: String?, _ request: ImportRequest) throws -> Plan {
        try groups.planDelete(uuid ?? key.number, references: request.references)
    }
}
