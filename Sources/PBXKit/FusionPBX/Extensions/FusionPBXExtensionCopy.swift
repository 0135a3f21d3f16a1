/// A new extension like another one, and a new password for one.
///
/// FusionPBX: `app/extensions/extension_copy.php` says which columns go along; names and e-mail address, which it copies as
/// well, belong to a person.
extension FusionPBXExtensions {
    private static let copied = [
        "accountcode", "outbound_caller_id_name", "outbound_caller_id_number", "emergency_caller_id_name", "emergency_caller_id_number",
        "directory_visible", "directory_exten_visible", "limit_max", "limit_destination", "user_context", "missed_call_app",
        "missed_call_data", "toll_allow", "call_timeout", "call_group", "user_record", "hold_music", "auth_acl", "cidr", "sip_force_contact",
        "nibble_account", "sip_force_expires", "mwi_account", "sip_bypass_media", "dial_string", "extension_type", "enabled", "description",
    ]

    func planRotateSecret(_ number: String) throws -> Plan {
        var change = ExtensionChange()
        let password = Secret(FusionPBXRandom.password(try connection.settings(of: connection.domain())))
        change.secret = .set(password)
        var plan = try planSet(number, change)
        plan.generatedSecret = password
        return plan
    }

    func planCopy(of source: String, to number: String, _ change: ExtensionChange) throws -> Plan {
        let row = try row(of: source)
        let domain = try connection.domain()
        var filled = change
        if filled.hasVoicemail == .keep {
            let mailbox = try FusionPBXMailbox(connection: connection).row(of: row.filled("number_alias") ?? row["extension"] ?? source, in: domain)
            filled.hasVoicemail = .set(mailbox?.isTrue("voicemail_enabled") ?? false)
        }
        var plan = try planAdd(number, type: row["extension_type"] == "virtual" ? .virtual : .sip, driver: nil, filled)
        guard case .row(var step)? = plan.steps.first, var columns = step.after else { return plan }
        let said = Self.said(change)
        let known = Set(try connection.database().columns(of: "v_extensions").map(\.name))
        for name in Self.copied where !said.contains(name) && known.contains(name) {
            columns.removeAll { $0.name == name }
            if row.filled(name) != nil { columns.append(RowStep.Column(name, fusionPBX: row[name], table: "v_extensions")) }
        }
        step.after = columns
        plan.steps[0] = .row(step)
        // Who rings with a group is kept as a list.
        if row.filled("call_group") != nil { plan.steps.append(.cacheKey(FusionPBXCacheKeys.groups(of: domain))) }
        return plan
    }

    /// The columns that the change itself is about.
    private static func said(_ change: ExtensionChange) -> Set<String> {
        var columns: Set<String> = []
        func note(_ isKeep: Bool, _ column: String) { if !isKeep { columns.insert(column) } }
        note(change.accountCode.isKeep, "accountcode")
        note(change.outboundCallerIDName.isKeep, "outbound_caller_id_name")
        note(change.outboundCallerIDNumber.isKeep, "outbound_caller_id_number")
        note(change.emergencyCallerIDName.isKeep, "emergency_caller_id_name")
        note(change.emergencyCallerIDNumber.isKeep, "emergency_caller_id_number")
        note(change.ringSeconds.isKeep, "call_timeout")
        note(change.isEnabled.isKeep, "enabled")
        note(change.description.isKeep, "description")
        let recording = [change.recordInternalIn, change.recordInternalOut, change.recordExternalIn, change.recordExternalOut]
        note(recording.allSatisfy(\.isKeep), "user_record")
        return columns
    }
}
