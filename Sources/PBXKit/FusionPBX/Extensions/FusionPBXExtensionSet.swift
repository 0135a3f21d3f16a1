/// Changing an extension: the named columns and nothing else.
extension FusionPBXExtensions {
    func planSet(_ number: String, _ change: ExtensionChange) throws -> Plan {
        try requireOffered(change, type: nil, driver: nil)
        let row = try row(of: number)
        let domain = try connection.domain()
        let number = row["extension"] ?? number
        var plan = Plan(.set, "extension", number)

        let followMe = try FusionPBXFollowMe(connection: connection).change(of: row, in: domain, change)
        let values = try changedValues(row, change, &plan) + followMe.values
        let step = try connection.update("v_extensions", row, values)
        let changed = step?.writtenColumns ?? []
        if let step { plan.steps.append(step) }
        plan.steps += followMe.steps
        if !change.hasVoicemail.isKeep || !change.email.isKeep || !change.voicemailPIN.isKeep,
            let step = try FusionPBXMailbox(connection: connection).change(
                of: row.filled("number_alias") ?? number, in: domain, try connection.settings(of: domain), change, &plan)
        {
            plan.steps.append(step)
        }
        plan.steps += try deviceSteps(row, in: domain, change, changed)
        guard !plan.steps.isEmpty else { return plan }

        plan.steps += FusionPBXCacheKeys.directory(row, in: domain).map(Step.cacheKey)
        // Who rings with a group is kept as a list of the enabled.
        if changed.contains("enabled"), row.filled("call_group") != nil {
            plan.steps.append(.cacheKey(FusionPBXCacheKeys.groups(of: domain)))
        }
        let isLockedOut = changed.contains("password") || (changed.contains("enabled") && change.isEnabled == .set(false))
        if isLockedOut { plan.steps += try registrationFlushes(row, in: domain) }
        plan.steps += try FusionPBXFollowMe(connection: connection).consequences(row, followMe.values, in: domain)
        plan.steps = plan.steps.inOrderOfTaking
        return plan
    }

    private func changedValues(
        _ row: Row, _ change: ExtensionChange, _ plan: inout Plan
    ) throws -> FusionPBXConnection.Values {
        var values: FusionPBXConnection.Values = []
        func add(_ change: Change<String>, _ column: String, _ check: (String, String) throws -> String, _ what: String) throws {
            switch change {
            case .keep: break
            case .clear: values.append((column, nil))
            case .set(let text): values.append((column, try check(text, what)))
            }
        }
        try add(change.name, "effective_caller_id_name", FusionPBXValues.name, "name")
        try add(change.outboundCallerIDName, "outbound_caller_id_name", FusionPBXValues.name, "outbound caller id name")
        try add(
            change.outboundCallerIDNumber, "outbound_caller_id_number", FusionPBXValues.callerNumber,
            "outbound caller id number")
        try add(change.emergencyCallerIDName, "emergency_caller_id_name", FusionPBXValues.name, "emergency caller id name")
        try add(
            change.emergencyCallerIDNumber, "emergency_caller_id_number", FusionPBXValues.callerNumber,
            "emergency caller id number")
        try add(change.accountCode, "accountcode", FusionPBXValues.name, "account code")
        try add(change.description, "description", FusionPBXValues.line, "description")

        switch change.isEnabled {
        case .keep: break
        case .clear: throw PBXError(.usage, "whether the extension is enabled", "cannot be empty")
        case .set(let flag): if flag != row.isTrue("enabled") { values.append(("enabled", FusionPBXBoolean.text(flag))) }
        }
        switch change.secret {
        case .keep: break
        case .clear:
            throw PBXError(
                .usage, "the SIP secret", "cannot be empty: a phone would then register with any password",
                remedy: "give a new one, or disable the extension")
        case .set(let secret): values.append(("password", try FusionPBXValues.password(secret)))
        }
        switch change.ringSeconds {
        case .keep: break
        case .clear: values.append(("call_timeout", "30"))
        case .set(let seconds): values.append(("call_timeout", try FusionPBXValues.seconds(seconds, "ring time")))
        }
        let former = FusionPBXRecording(userRecord: row.filled("user_record"))
        let recording = former.changed(by: change)
        if recording != former {
            if recording.mentionsNever { plan.warnings.append(Self.neverNotice) }
            values.append(("user_record", try recording.userRecord()))
        }
        return values
    }

    /// Phones that FusionPBX provisions get the extension's password and name with their configuration.
    ///
    /// FusionPBX: `extension_edit.php` on saving: `v_device_lines.password`, `v_device_keys.device_key_label`.
    private func deviceSteps(
        _ row: Row, in domain: Domain, _ change: ExtensionChange, _ changed: [String]
    ) throws -> [Step] {
        let number = row["extension"] ?? ""
        var steps: [Step] = []
        if changed.contains("password"), let secret = change.secret.newValue {
            let password = try FusionPBXValues.password(secret)
            let lines = try connection.rows(
                "v_device_lines",
                where: "domain_uuid = \(domain.uuid) AND server_address = \(domain.name) AND user_id = \(number)")
            steps += try lines.compactMap { try connection.update("v_device_lines", $0, [("password", password)]) }
        }
        if changed.contains("effective_caller_id_name"), let name = change.name.newValue?.nonEmpty {
            let keys = try connection.rows(
                "v_device_keys", where: "domain_uuid = \(domain.uuid) AND device_key_value = \(number)")
            let label = try FusionPBXValues.name(name, "--name")
            steps += try keys.compactMap { try connection.update("v_device_keys", $0, [("device_key_label", label)]) }
        }
        return steps
    }

    /// Registrations outlive the password: the switch goes on sending calls to the old phone until they are dropped.
    ///
    /// Always with the user: without one the command drops every registration of the profile.
    func registrationFlushes(_ row: Row, in domain: Domain) throws -> [Step] {
        let profiles = try connection.database().rows(
            """
            SELECT DISTINCT sip_profile_name FROM v_sip_profiles
            WHERE sip_profile_enabled::text = 'true' ORDER BY sip_profile_name
            """
        ).compactMap { $0.values[0] }
        let numbers = FusionPBXCacheKeys.distinct([row["extension"], row.filled("number_alias")].compactMap { $0 })
        return try profiles.filter(FusionPBXCommand.isWord).flatMap { profile in
            try numbers.map { number in
                .notification(.switchCommand(
                    try FusionPBXCommand.flushRegistrations(of: number, at: domain.name, profile: profile)))
            }
        }
    }
}
