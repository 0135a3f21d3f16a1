/// Importing extensions.
struct ExtensionImport: Importing {
    let system: any PhoneSystem
    let extensions: any Extensions

    static let noun = "extension"
    static let title = "extension"
    private typealias Column = ImportColumn<ExtensionChange>

    static let columns: [ImportColumn<ExtensionChange>] = identity + callerID + switches + recording + rest

    private static let identity = [
        Column(name: "extension", role: .key),
        Column(name: "name", role: .text { $0.name = $1 }, options: ["name"]),
        Column(name: "domain", role: .fixed(onNew: .used, remedy: "say which domain with --domain, and leave the column out")),
        Column(name: "uuid", role: .fixed(onNew: .ignored, remedy: "leave the column out: the PBX gives them")),
        Column(name: "driver", role: .fixed(onNew: .used, remedy: "delete the extension and add it again with the other driver"), options: ["driver"]),
        Column(name: "enabled", role: .flag { $0.isEnabled = $1 }),
    ]
    private static let callerID = [
        Column(name: "outbound_caller_id_name", role: .text { $0.outboundCallerIDName = $1 }, options: ["outbound-caller-id-name", "outbound caller id name"]),
        Column(
            name: "outbound_caller_id_number", role: .text { $0.outboundCallerIDNumber = $1 },
            options: ["outboundcid", "outbound-caller-id-number", "outbound caller id number"]),
        Column(name: "emergency_caller_id_name", role: .text { $0.emergencyCallerIDName = $1 }, options: ["emergency-caller-id-name", "emergency caller id name"]),
        Column(
            name: "emergency_caller_id_number", role: .text { $0.emergencyCallerIDNumber = $1 },
            options: ["emergencycid", "emergency-caller-id-number", "emergency caller id number"]),
    ]
    private static let switches = [
        Column(name: "voicemail", role: .flag { $0.hasVoicemail = $1 }),
        Column(name: "email", role: .text { $0.email = $1 }, options: ["email"]),
        Column(name: "follow_me", role: .flag { $0.followsMe = $1 }),
        Column(name: "do_not_disturb", role: .fixed(onNew: .empty, remedy: "leave the column out, and use `pbxctl forward set EXT --dnd`")),
        forward("call_forward_all"), forward("call_forward_busy"), forward("call_forward_no_answer"),
        Column(name: "call_waiting", role: .flag { $0.callWaiting = $1 }),
        Column(name: "ring_seconds", role: .number { $0.ringSeconds = $1 }, options: ["ring-seconds", "ring time"]),
    ]
    private static let recording = [
        policy("rec_internal_in") { $0.recordInternalIn = $1 }, policy("rec_internal_out") { $0.recordInternalOut = $1 },
        policy("rec_external_in") { $0.recordExternalIn = $1 }, policy("rec_external_out") { $0.recordExternalOut = $1 },
        Column(name: "rec_ondemand", role: .word(accepted: ["enabled", "disabled"]) { $0.recordOnDemand = .set($1 == "enabled") }),
        Column(name: "rec_priority", role: .number { $0.recordPriority = $1 }, options: ["rec-priority"]),
    ]
    private static let rest = [
        Column(name: "context", role: .fixed(onNew: .ignored, remedy: "leave the column out: the PBX gives it")),
        Column(name: "account_code", role: .text { $0.accountCode = $1 }, options: ["account-code", "account code"]),
        Column(name: "secret", role: .secret { $0.secret = $1 }, options: ["secret", "the SIP secret", "the secret"]),
        Column(name: "voicemail_pin", role: .secret { $0.voicemailPIN = $1 }, options: ["voicemailpassword", "the voicemail PIN"]),
        Column(name: "description", role: .text { $0.description = $1 }, options: ["description"]),
    ]

    private static func forward(_ name: String) -> ImportColumn<ExtensionChange> {
        Column(name: name, role: .fixed(onNew: .empty, remedy: "leave the column out, and use `pbxctl forward set`"))
    }

    private static func policy(
        _ name: String, _ set: @escaping @Sendable (inout ExtensionChange, Change<Extension.Recording>) -> Void
    ) -> ImportColumn<ExtensionChange> {
        let words = Extension.Recording.allCases.map(\.rawValue)
        return Column(name: name, role: .word(accepted: words) { edit, word in
            if let policy = Extension.Recording(rawValue: word) { set(&edit, .set(policy)) }
        })
    }

    func forEach(_ options: ReadOptions, _ body: (Extension) throws -> Void) throws { try extensions.forEach(options, body) }
    static func key(_ value: (String) -> String) -> ImportKey { ImportKey(number: value("extension")) }
    func newEdit() -> ExtensionChange { ExtensionChange() }

    func planAdd(_ key: ImportKey, _ edit: ExtensionChange, _ row: ImportRow) throws -> Plan {
        try system.requireOwn(domain: row)
        let word = row["driver"]?.plainText ?? ""
        guard word.isEmpty || Extension.Driver(rawValue: word) != nil else {
            let words = Extension.Driver.allCases.map(\.rawValue).joined(separator: ", ")
            throw ImportProblem("'\(ImportValue.shown(word))' is not one of \(words)", in: row, column: "driver")
        }
        let driver = Extension.Driver(rawValue: word)
        var edit = edit
        if let diversion = row.diversion { edit.diversion = diversion }
        return try extensions.planAdd(key.number, type: driver == .virtual ? .virtual : .sip, driver: driver == .virtual ? nil : driver, edit)
    }

    func planSet(_ key: ImportKey, uuid: String?, _ edit: ExtensionChange) throws -> Plan { try extensions.planSet(uuid ?? key.number, edit) }

    func planDelete(_ key: ImportKey, uuid: String?, _ request: ImportRequest) throws -> Plan {
        try extensions.planDelete(uuid ?? key.number, mailbox: request.mailbox, references: request.references)
    }
}

extension PhoneSystem {
    /// Throws where a new row names another domain than the one that is written to.
    func requireOwn(domain row: ImportRow) throws {
        guard let named = row["domain"]?.plainText, !named.isEmpty, try named != domainName() else { return }
        throw ImportProblem(
            "'\(ImportValue.shown(named))' is not the domain that is imported into", in: row, column: "domain",
            remedy: kind == .freepbx ? "leave the column out: a FreePBX is one tenant" : "say which with --domain, and import each domain by itself")
    }
}
