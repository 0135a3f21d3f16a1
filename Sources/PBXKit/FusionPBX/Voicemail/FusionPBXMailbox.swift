/// The mailbox of an extension: its row in `v_voicemails`, keyed by domain and number.
///
/// FusionPBX: a mailbox belongs to an extension by nothing but the equal number.
struct FusionPBXMailbox {
    let connection: FusionPBXConnection

    /// The mailbox's row, or nil. The id is text since FusionPBX 5.0 and numeric before.
    func row(of id: String, in domain: Domain) throws -> Row? {
        try connection.rows(
            "v_voicemails",
            where: "domain_uuid = \(domain.uuid) AND voicemail_id::text = \(id) ORDER BY voicemail_uuid LIMIT 1"
        ).first
    }

    /// The step that gives a new extension its mailbox, nil where it has just that one already; one that was left by a former owner is taken over, as
    /// FusionPBX's own page does.
    func addition(
        of id: String, in domain: Domain, _ settings: FusionPBXSettings, _ change: ExtensionChange,
        _ plan: inout Plan
    ) throws -> Step? {
        let values = try newValues(settings, change, &plan)
        if let former = try row(of: id, in: domain) {
            plan.warnings.append("mailbox \(id) was there already: it is taken over with its messages")
            return try connection.update("v_voicemails", former, values)
        }
        return try connection.insertion(
            into: "v_voicemails", identity: ["domain_uuid", "voicemail_id"],
            [("domain_uuid", domain.uuid), ("voicemail_uuid", FusionPBXRandom.uuid()), ("voicemail_id", id)] + values)
    }

    /// The step that changes a mailbox; creates it where the extension has none.
    func change(
        of id: String, in domain: Domain, _ settings: FusionPBXSettings, _ change: ExtensionChange,
        _ plan: inout Plan
    ) throws -> Step? {
        guard let row = try row(of: id, in: domain) else {
            return try addition(of: id, in: domain, settings, change, &plan)
        }
        var values: FusionPBXConnection.Values = []
        switch change.hasVoicemail {
        case .keep: break
        case .clear: values.append(("voicemail_enabled", "false"))
        case .set(let flag):
            // An absent flag counts as off: turning it off then is no change.
            if flag != row.isTrue("voicemail_enabled") {
                values.append(("voicemail_enabled", FusionPBXBoolean.text(flag)))
            }
        }
        switch change.email {
        case .keep: break
        case .clear: values.append(("voicemail_mail_to", nil))
        case .set(let email): values.append(("voicemail_mail_to", try FusionPBXValues.email(email, "--email")))
        }
        switch change.voicemailPIN {
        case .keep: break
        case .clear:
            throw PBXError(.usage, "the voicemail PIN", "cannot be empty", remedy: "give a new one")
        case .set(let pin): values.append(("voicemail_password", try FusionPBXValues.pin(pin)))
        }
        return try connection.update("v_voicemails", row, values)
    }

    private func newValues(
        _ settings: FusionPBXSettings, _ change: ExtensionChange, _ plan: inout Plan
    ) throws -> FusionPBXConnection.Values {
        let pin: String
        if let given = change.voicemailPIN.newValue {
            pin = try FusionPBXValues.pin(given)
        } else {
            pin = FusionPBXRandom.pin(settings)
            plan.generatedVoicemailPIN = Secret(pin)
        }
        return [
            ("voicemail_password", pin),
            ("voicemail_mail_to", try change.email.newValue.map { try FusionPBXValues.email($0, "--email") }),
            ("voicemail_file", settings.voicemailFile),
            // Never NULL: message lamps would no longer be updated (FusionPBX 5.5).
            ("voicemail_local_after_email", FusionPBXBoolean.text(settings.keepsVoicemailLocally)),
            ("voicemail_enabled", FusionPBXBoolean.text(change.hasVoicemail.newValue ?? false)),
            ("voicemail_description", try change.description.newValue.map { try FusionPBXValues.line($0, "--description") }),
        ]
    }
}
