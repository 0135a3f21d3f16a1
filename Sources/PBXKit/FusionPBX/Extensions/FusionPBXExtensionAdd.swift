/// Adding an extension: the rows that FusionPBX's own "add" page writes.
///
/// FusionPBX: `app/extensions/extension_edit.php`. One `v_extensions` row and one `v_voicemails` row, always; the mailbox
/// is disabled where no voicemail is wanted.
extension FusionPBXExtensions {
    func planAdd(
        _ number: String, type: ExtensionType, driver: Extension.Driver?, _ change: ExtensionChange
    ) throws -> Plan {
        let number = try FusionPBXValues.number(number, "extension")
        try requireOffered(change, type: type, driver: driver)
        let domain = try connection.domain()
        let settings = try connection.settings(of: domain)
        try FusionPBXNumberCheck(connection: connection).requireFree(number, in: domain)
        try requireRoom(in: domain, settings)

        var plan = Plan(.add, "extension", number)
        let uuid = FusionPBXRandom.uuid()
        let followMe =
            change.followsMe.newValue == true && change.diversion.followMe == nil
            ? try FusionPBXFollowMe(connection: connection).creation(of: number, in: domain, change.ringAloneSeconds)
            : nil
        var diversion = try diversionValues(change.diversion, of: number)
        let list: [Step] =
            switch change.diversion.followMe {
            case .replaced(let request):
                try FusionPBXFollowMeLists(connection: connection).replaced(request, of: nil, nil, [], domain, &diversion)
            default: []
            }
        plan.steps.append(try connection.insertion(
            into: "v_extensions", identity: ["domain_uuid", "extension"],
            try extensionValues(number, type, uuid, domain, settings, change, &plan) + diversion
                + (followMe.map { [("follow_me_uuid", $0.uuid), ("follow_me_enabled", "true")] } ?? [])))
        plan.steps += (followMe?.steps ?? []) + list
        if let mailbox = try FusionPBXMailbox(connection: connection)
            .addition(of: number, in: domain, settings, change, &plan)
        {
            plan.steps.append(mailbox)
        }
        plan.steps += FusionPBXCacheKeys.directory(number: number, alias: nil, context: domain.name, in: domain)
            .map(Step.cacheKey)
        if change.diversion.doNotDisturb == true { plan.steps.append(FusionPBXPresence.doNotDisturb(number, in: domain, on: true)) }
        plan.steps = plan.steps.inOrderOfTaking
        connection.noteComing(number, uuid)
        return plan
    }

    /// What FusionPBX has no counterpart for.
    func requireOffered(_ change: ExtensionChange, type: ExtensionType?, driver: Extension.Driver?) throws {
        if let driver, driver != .sofia, driver != .virtual {
            throw PBXError.notOffered("driver \(driver.rawValue)", by: .fusionpbx, nearest: "all phones are driven by sofia")
        }
        if type == .virtual || driver == .virtual, !(try connection.has("extension_type", in: "v_extensions")) {
            throw PBXError.notOffered("a virtual extension", by: .fusionpbx, nearest: "FusionPBX 5.1 and later have them")
        }
        if change.callWaiting.newValue != nil {
            throw PBXError.notOffered("call waiting", by: .fusionpbx, nearest: "it is a setting of the phone there")
        }
        if change.ringListSeconds.newValue != nil {
            throw PBXError.notOffered(
                "one ring time for the follow-me list", by: .fusionpbx, nearest: "every entry has its own")
        }
        if change.recordOnDemand.newValue == false {
            throw PBXError.notOffered(
                "recording on demand per extension", by: .fusionpbx, nearest: "*2 works for all or none, by a dialplan")
        }
        if let priority = change.recordPriority.newValue, priority != 10 {
            throw PBXError.notOffered("a recording priority", by: .fusionpbx, nearest: "leave it at 10")
        }
    }

    private func requireRoom(in domain: Domain, _ settings: FusionPBXSettings) throws {
        guard let limit = settings.number("limit", "extensions") else { return }
        let count = try connection.database()
            .value("SELECT count(*) FROM v_extensions WHERE domain_uuid = \(domain.uuid)").flatMap { Int($0) } ?? 0
        guard count < limit else {
            throw PBXError(
                .conflict, "domain \(domain.name)", "has \(count) extensions, and its limit is \(limit)",
                remedy: "raise the setting limit/extensions in FusionPBX")
        }
    }

    private func extensionValues(
        _ number: String, _ type: ExtensionType, _ uuid: String, _ domain: Domain, _ settings: FusionPBXSettings,
        _ change: ExtensionChange, _ plan: inout Plan
    ) throws -> FusionPBXConnection.Values {
        let isNative = try connection.hasNativeBooleans()
        let account = settings.text("domain", "accountcode") ?? domain.name
        return [
            ("domain_uuid", domain.uuid), ("extension_uuid", uuid), ("extension", number),
            ("password", try newPassword(type, settings, change, &plan)),
            ("accountcode", try change.accountCode.newValue.map { try FusionPBXValues.name($0, "--account-code") }
                ?? (account == "none" ? nil : account)),
            ("effective_caller_id_name", try name(change) ?? number),
            ("effective_caller_id_number", number),
        ] + (try callerIDValues(change)) + [
            // Versions up to 5.4 offer "true" first, later ones "false".
            ("directory_visible", isNative ? "false" : "true"), ("directory_exten_visible", isNative ? "false" : "true"),
            ("max_registrations", settings.text("extension", "max_registrations")),
            ("limit_max", settings.text("extension", "limit_max") ?? "5"), ("limit_destination", "!USER_BUSY"),
            ("user_context", domain.name),
            ("call_timeout", try change.ringSeconds.newValue.map { try FusionPBXValues.seconds($0, "ring time") }
                ?? settings.text("extension", "call_timeout") ?? "30"),
            ("call_screen_enabled", "false"),
            ("user_record", try newRecording(change, settings, &plan)),
            // Nothing but "no language" is ever written by the page, yet it splits it into these.
            ("extension_dialect", "us"), ("extension_voice", "callie"),
            ("force_ping", isNative ? "false" : nil),
            ("extension_type", type == .virtual ? "virtual" : isNative ? "default" : nil),
            ("enabled", FusionPBXBoolean.text(change.isEnabled.newValue ?? true)),
            ("description", try change.description.newValue.map { try FusionPBXValues.line($0, "--description") }),
        ]
    }

    private func callerIDValues(_ change: ExtensionChange) throws -> FusionPBXConnection.Values {
        [
            ("outbound_caller_id_name", try change.outboundCallerIDName.newValue
                .map { try FusionPBXValues.name($0, "--outbound-caller-id-name") }),
            ("outbound_caller_id_number", try change.outboundCallerIDNumber.newValue
                .map { try FusionPBXValues.callerNumber($0, "--outbound-caller-id-number") }),
            ("emergency_caller_id_name", try change.emergencyCallerIDName.newValue
                .map { try FusionPBXValues.name($0, "--emergency-caller-id-name") }),
            ("emergency_caller_id_number", try change.emergencyCallerIDNumber.newValue
                .map { try FusionPBXValues.callerNumber($0, "--emergency-caller-id-number") }),
        ]
    }

    private func newPassword(
        _ type: ExtensionType, _ settings: FusionPBXSettings, _ change: ExtensionChange, _ plan: inout Plan
    ) throws -> String {
        if let secret = change.secret.newValue {
            if type != .sip { plan.warnings.append("a virtual extension cannot register: its secret is stored, and not used") }
            return try FusionPBXValues.password(secret)
        }
        // A virtual extension gets one as well: with an empty one, any password would do.
        let password = FusionPBXRandom.password(settings)
        if type == .sip { plan.generatedSecret = Secret(password) }
        return password
    }

    private func newRecording(
        _ change: ExtensionChange, _ settings: FusionPBXSettings, _ plan: inout Plan
    ) throws -> String? {
        let recording = FusionPBXRecording(userRecord: nil).changed(by: change)
        let isMentioned = ![
            change.recordInternalIn, change.recordInternalOut, change.recordExternalIn, change.recordExternalOut,
        ].allSatisfy(\.isKeep)
        if recording.mentionsNever { plan.warnings.append(Self.neverNotice) }
        return isMentioned ? try recording.userRecord() : settings.text("extension", "user_record_default")
    }

    static let neverNotice = "FusionPBX cannot tell `never` from `dontcare`: recording is off by this extension only"

    /// nil where none was given, or only blanks.
    private func name(_ change: ExtensionChange) throws -> String? {
        guard let name = try change.name.newValue.map({ try FusionPBXValues.name($0, "--name") }), !name.isEmpty else { return nil }
        return name
    }
}
