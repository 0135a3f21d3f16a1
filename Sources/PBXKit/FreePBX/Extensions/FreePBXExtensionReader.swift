/// Turns rows of `users` with their live keys and mailbox into extensions.
struct FreePBXExtensionReader {
    /// What it reads, in the order of its columns.
    static let query: SQL = """
        SELECT u.extension, u.name, u.voicemail, u.ringtimer, u.outboundcid, d.tech, d.emergency_cid,
        c.data AS context, s.data AS secret
        """
    static let source: SQL = """
        FROM users AS u LEFT JOIN devices AS d ON d.id = u.extension
        LEFT JOIN sip AS c ON c.id = u.extension AND c.keyword = 'context'
        LEFT JOIN sip AS s ON s.id = u.extension AND s.keyword = 'secret'
        """
    static let columnCount = 9

    var mailboxes: FreePBXVoicemailFile
    var reveals: Bool

    func `extension`(_ row: borrowing RowView, live: FreePBXLiveKeys) -> Extension {
        var result = Extension(number: row.text(0) ?? "")
        result.name = filled(row.text(1))
        let context = filled(row.text(2)) ?? "novm"
        result.hasVoicemail = context != "novm"
        result.ringSeconds = row.text(3).flatMap { Int($0) }
        let outbound = FreePBXCallerID(stored: row.text(4) ?? "")
        result.outboundCallerIDName = outbound.name
        result.outboundCallerIDNumber = outbound.number
        result.driver = Self.driver(row.text(5))
        let emergency = FreePBXCallerID(stored: filled(row.text(6)) ?? live.emergencyCallerID ?? "")
        result.emergencyCallerIDName = emergency.name
        result.emergencyCallerIDNumber = emergency.number
        result.context = filled(row.text(7))
        if reveals { result.secret = filled(row.text(8)) }
        if context != "novm", let line = mailboxes.value(context, result.number) {
            let mailbox = FreePBXMailbox(line: line)
            // `voicemail.conf` has commas between fields, so several addresses are parted by `|` there.
            result.email = filled(String(mailbox.email.map { $0 == "|" ? "," : $0 }))
            if reveals { result.voicemailPIN = filled(mailbox.pin) }
        }
        live.apply(to: &result)
        return result
    }

    /// FreePBX: `devices.tech`; an extension without a device is virtual.
    static func driver(_ technology: String?) -> Extension.Driver? {
        switch technology {
        case nil, "virtual": .virtual
        case "pjsip": .pjsip
        case "sip": .chan_sip
        case "iax2", "iax": .iax2
        case "dahdi", "zap": .dahdi
        case "custom": .custom
        default: nil
        }
    }

    private func filled(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
