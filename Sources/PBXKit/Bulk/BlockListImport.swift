/// Importing blocked numbers. A file of FreePBX's own (`number,description`) is one of these.
struct BlockListImport: Importing {
    let system: any PhoneSystem
    let list: any BlockList

    static let noun = "blocklist"
    static let title = "number"
    private typealias Column = ImportColumn<BlockedNumberChange>

    static let columns = [
        Column(name: "number", role: .key, options: ["number"]),
        Column(name: "name", role: .text { $0.name = $1 }, options: ["name"]),
        Column(name: "description", role: .text { $0.description = $1 }, options: ["description"]),
        Column(name: "domain", role: .fixed(onNew: .used, remedy: "say which domain with --domain, and leave the column out")),
        Column(name: "uuid", role: .fixed(onNew: .ignored, remedy: "leave the column out: the PBX gives them")),
        Column(name: "enabled", role: .flag { $0.isEnabled = $1 }, options: ["enabled"]),
        Column(name: "direction", role: .word(accepted: BlockedNumber.Direction.allCases.map(\.rawValue)) { edit, word in
            if let direction = BlockedNumber.Direction(rawValue: word) { edit.direction = .set(direction) }
        }, options: ["direction"]),
        Column(name: "country_code", role: .text { $0.countryCode = $1 }, options: ["country-code"]),
        Column(name: "extension", role: .text { $0.extension = $1 }, options: ["extension"]),
        Column(name: "action", role: .text { $0.action = $1 }, options: ["action", "target"]),
        Column(name: "blocked_calls", role: .fixed(onNew: .ignored, remedy: "leave the column out: the PBX counts them")),
        Column(name: "added", role: .fixed(onNew: .ignored, remedy: "leave the column out: the PBX writes it")),
    ]

    /// Entries by name alone have no number that a file could list.
    func forEach(_ options: ReadOptions, _ body: (BlockedNumber) throws -> Void) throws {
        try list.forEach(options) { if !$0.number.isEmpty { try body($0) } }
    }

    static let sharesNumbers = true

    static func key(_ value: (String) -> String) -> ImportKey { ImportKey(number: value("number"), qualifier: qualifier(value)) }

    /// `outbound, extension 1001`: empty for what a number alone says.
    static func qualifier(_ value: (String) -> String) -> String {
        let direction = value("direction")
        let parts = [
            ["", BlockedNumber.Direction.inbound.rawValue].contains(direction) ? "" : direction,
            value("extension").isEmpty ? "" : "extension \(value("extension"))",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    func newEdit() -> BlockedNumberChange { BlockedNumberChange() }

    func planAdd(_ key: ImportKey, _ edit: BlockedNumberChange, _ row: ImportRow) throws -> Plan {
        try system.requireOwn(domain: row)
        return try list.planAdd(key.number, edit)
    }

    func planSet(_ key: ImportKey, uuid: String?, _ edit: BlockedNumberChange) throws -> Plan { try list.planSet(uuid ?? key.number, edit) }

    func planDelete(_ key: ImportKey, uuid: String?, _ request: ImportRequest) throws -> Plan { try list.planRemove(uuid ?? key.number) }
}
