/// Importing inbound numbers.
struct InboundNumberImport: Importing {
    let system: any PhoneSystem
    let numbers: any InboundNumbers

    static let noun = "did"
    static let title = "inbound number"
    private typealias Column = ImportColumn<InboundNumberChange>

    static let columns = [
        Column(name: "did", role: .key),
        Column(name: "caller_id", role: .key),
        Column(name: "description", role: .text { $0.description = $1 }, options: ["description"]),
        Column(name: "target", role: .target { $0.target = $1 }, options: ["to", "target", "extension"]),
        Column(name: "domain", role: .fixed(onNew: .used, remedy: "say which domain with --domain, and leave the column out")),
        Column(name: "uuid", role: .fixed(onNew: .ignored, remedy: "leave the column out: the PBX gives them")),
        Column(name: "enabled", role: .flag { $0.isEnabled = $1 }),
        Column(name: "country_code", role: .text { $0.countryCode = $1 }, options: ["country-code", "country code"]),
        Column(name: "moh_class", role: .text { $0.musicOnHoldClass = $1 }, options: ["mohclass"]),
        Column(name: "caller_id_prefix", role: .text { $0.callerIDPrefix = $1 }, options: ["caller-id-prefix"]),
    ]

    func forEach(_ options: ReadOptions, _ body: (InboundNumber) throws -> Void) throws { try numbers.forEach(options, body) }
    static func key(_ value: (String) -> String) -> ImportKey { ImportKey(number: value("did"), caller: value("caller_id")) }
    func newEdit() -> InboundNumberChange { InboundNumberChange() }

    func planAdd(_ key: ImportKey, _ edit: InboundNumberChange, _ row: ImportRow) throws -> Plan {
        try system.requireOwn(domain: row)
        return try numbers.planAdd(key.number, callerID: caller(key), edit)
    }

    func planSet(_ key: ImportKey, uuid: String?, _ edit: InboundNumberChange) throws -> Plan {
        try numbers.planSet(key.number, callerID: caller(key), edit)
    }

    func planDelete(_ key: ImportKey, uuid: String?, _ request: ImportRequest) throws -> Plan {
        try numbers.planDelete(key.number, callerID: caller(key))
    }

    private func caller(_ key: ImportKey) -> String? { key.caller.isEmpty ? nil : key.caller }
}
