/// Planning a new extension: what FreePBX's own form leaves behind, store by store.
/// FreePBX: Core's `addDevice` and `addUser` with the hooks of voicemail, findmefollow, paging and queues.
extension FreePBXExtensions {
    func planAdd(_ number: String, type: ExtensionType, driver: Extension.Driver?, _ change: ExtensionChange) throws -> Plan {
        try FreePBXInput.checkNumber(number, width: nil)
        let catalogue = try system.catalogue()
        try FreePBXInput.checkNumber(number, width: catalogue.width("users", "extension"))
        try system.checkExtensionsCanBeWritten()
        system.forgetVoicemailFile()
        let fields = FreePBXExtensionFields(number: number, change: change, catalogue: catalogue)
        try fields.check()
        try Self.checkMailboxOptions(change, hasMailbox: change.hasVoicemail.newValue == true)
        let driver = try self.driver(type: type, driver)
        try FreePBXNumbersInUse(system: system).checkFree(number)

        var builder = FreePBXPlanBuilder(.add, number)
        try forgetFormerOwner(number, in: &builder)
        let name = try fields.name() ?? number
        try addUser(fields, name: name, in: &builder)
        try addDevice(fields, driver: driver, name: name, in: &builder)
        try addMailbox(fields, name: name, in: &builder)
        let follows = change.followsMe.newValue == true
        // FreePBX's own default holds where nobody asked for follow-me.
        let ringAlone = change.ringAloneSeconds.newValue ?? (follows ? FreePBXFollowMe.documentedRingAlone : nil)
        switch change.diversion.followMe {
        case nil:
            try FreePBXFollowMe(system: system, number: number).create(
                ringAlone: ringAlone, ringList: change.ringListSeconds.newValue, isOn: follows, in: &builder)
        case .some(.none): break
        case .switched(let isOn):
            try FreePBXFollowMe(system: system, number: number).create(
                ringAlone: ringAlone, ringList: change.ringListSeconds.newValue, isOn: isOn, in: &builder)
        case .replaced(let request):
            try FreePBXFollowMeLists(system: system).replace(request, FreePBXFollowMeState(ofNew: number), in: &builder)
        }
        try FreePBXCallForwards(system: system).divert(number, change.diversion, devices: [number], in: &builder)
        try addModules(number, in: &builder)
        builder.warn("no login to the User Control Panel was made: FreePBX's User Manager makes those")
        return try builder.finished(try system.astDB(), reloadNeeded: true)
    }

    /// Options of a mailbox where there is none to be.
    static func checkMailboxOptions(_ change: ExtensionChange, hasMailbox: Bool) throws {
        guard !hasMailbox else { return }
        let option = change.email.newValue != nil ? "--email" : change.voicemailPIN.newValue != nil ? "--voicemailpassword" : nil
        guard let option else { return }
        throw PBXError(.usage, option, "the extension has no mailbox", remedy: "add --voicemail")
    }

    private func driver(type: ExtensionType, _ asked: Extension.Driver?) throws -> Extension.Driver {
        if type == .virtual {
            guard let asked, asked != .virtual else { return .virtual }
            throw PBXError(.usage, "--driver \(asked.rawValue)", "a virtual extension has no phone", remedy: "leave --driver out")
        }
        let settings = try system.settings()
        let driver = asked ?? (settings.allowsPJSIP ? .pjsip : .chan_sip)
        switch driver {
        case .virtual: return .virtual
        case .pjsip where settings.allowsPJSIP: return .pjsip
        case .chan_sip where settings.allowsChanSIP:
            try requireChanSIP()
            return .chan_sip
        case .pjsip, .chan_sip:
            throw PBXError.notOffered(
                "driver \(driver.rawValue)", by: .freepbx, nearest: "this one is set to \(settings.text("ASTSIPDRIVER")) only (setting ASTSIPDRIVER)")
        default:
            throw PBXError.notOffered("adding an extension of driver \(driver.rawValue)", by: .freepbx, nearest: "use pjsip, chan_sip or virtual")
        }
    }

    /// FreePBX's setting may allow what Asterisk 21 and later do not have: such a phone could never register.
    private func requireChanSIP() throws {
        let answer = try system.manager().answers(to: [ManagerAction("ModuleCheck", ["Module": "chan_sip"])])
        guard let refusal = answer.first, !refusal.isSuccess else { return }
        let error = ManagerError(action: "ModuleCheck", message: refusal.text ?? "")
        guard !error.isPermissionDenied else { throw error }
        throw PBXError(
            .notOffered, "driver chan_sip", "this Asterisk has no chan_sip", remedy: "use --driver pjsip; Asterisk 21 and later have nothing else")
    }

    // MARK: - Parts

    private func addUser(_ fields: FreePBXExtensionFields, name: String, in builder: inout FreePBXPlanBuilder) throws {
        let number = fields.number
        let change = fields.change
        let outbound = try fields.outboundCallerID(FreePBXCallerID(name: nil, number: nil)).stored
        let ringSeconds = String(change.ringSeconds.newValue ?? 0)
        let context = change.hasVoicemail.newValue == true ? FreePBXMailboxPlan.context : "novm"
        let columns: KeyValuePairs = [
            "extension": number, "password": "", "name": FreePBXExtensionFields.storedName(name), "voicemail": context,
            "ringtimer": ringSeconds, "noanswer": "", "recording": "", "outboundcid": outbound, "sipname": "",
            "noanswer_cid": "", "busy_cid": "", "chanunavail_cid": "", "noanswer_dest": "", "busy_dest": "",
            "chanunavail_dest": "", "mohclass": "default",
        ]
        let row = columns.map { RowStep.Column($0.key, .text($0.value)) }
        builder.insert(into: "users", key: [.init("extension", .text(number))], fields.catalogue.existing(row, in: "users"))
        builder.setUser(number, [
            "cwtone": "disabled", "accountcode": try fields.accountCode() ?? "", "rvolume": "", "password": "",
            "ringtimer": ringSeconds, "cfringtimer": try system.settings().text("CFRINGTIMERDEFAULT"),
            "concurrency_limit": try system.settings().text("CONCURRENCYLIMITDEFAULT"), "noanswer": "", "recording": "",
            "outboundcid": outbound, "cidname": name, "cidnum": number, "voicemail": context,
            "answermode": try system.settings().text("DEFAULT_INTERNAL_AUTO_ANSWER"), "intercom": "enabled",
            "device": number,
        ])
        let documented = ["ondemand": "enabled", "priority": "10"]
        let given = Dictionary(fields.recording.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
        for key in FreePBXLiveKeys.recordingDirections + ["ondemand", "priority"] {
            builder.set("AMPUSER", "\(number)/recording/\(key)", to: given[key] ?? documented[key] ?? "dontcare")
        }
        let waits = try change.callWaiting.newValue ?? system.settings().flag("ENABLECW")
        builder.set("CW", number, to: waits ? "ENABLED" : nil)
    }

    private func addDevice(
        _ fields: FreePBXExtensionFields, driver: Extension.Driver, name: String, in builder: inout FreePBXPlanBuilder
    ) throws {
        let number = fields.number
        let emergency = try fields.emergencyCallerID(FreePBXCallerID(name: nil, number: nil)).stored
        let technology = driver == .chan_sip ? "sip" : driver.rawValue
        let dial = "\(technology.uppercased())/\(number)"
        for (key, value) in ["user": number, "tech": technology, "dial": dial, "type": "fixed", "default_user": number] as KeyValuePairs {
            builder.set("DEVICE", "\(number)/\(key)", to: value)
        }
        builder.set("DEVICE", "\(number)/emergency_cid", to: emergency.isEmpty ? nil : emergency)
        // By the function, not by the key: subscribers are told only so.
        builder.notify(.variable(name: "PRESENCE_STATE(CustomPresence:\(number))", value: "available,,"))
        // The function writes the key; undoing has to know it.
        builder.set("CustomPresence", number, to: "available,,")
        guard driver != .virtual else {
            if fields.change.secret.newValue != nil { builder.warn("the secret is not used: a virtual extension has no phone") }
            return
        }
        let row: [RowStep.Column] = [
            .init("id", .text(number)), .init("tech", .text(technology)), .init("dial", .text(dial)),
            .init("devicetype", .text("fixed")), .init("user", .text(number)), .init("description", .text(name)),
            .init("emergency_cid", .text(emergency)), .init("hint_override", .null),
        ]
        builder.insert(into: "devices", key: [.init("id", .text(number))], fields.catalogue.existing(row, in: "devices"))
        let generated = fields.change.secret.newValue == nil ? try newSecret() : nil
        builder.plan.generatedSecret = generated
        for setting in try settings(fields, driver: driver, name: name, secret: fields.change.secret.newValue ?? generated ?? Secret("")) {
            let key: [RowStep.Column] = [.init("id", .text(number)), .init("keyword", .text(setting.keyword))]
            let values: [RowStep.Column] = [
                .init("data", .text(setting.data), isSecret: setting.keyword == "secret"),
                .init("flags", .integer(Int64(setting.flags))),
            ]
            builder.insert(into: "sip", key: key, key + values)
        }
    }

    func newSecret() throws -> Secret {
        let length = try system.settings().number("SIPSECRETSIZE") ?? 32
        return Secret(FreePBXGenerated.secret(length: min(max(length, 8), 32)))
    }

    private func settings(
        _ fields: FreePBXExtensionFields, driver: Extension.Driver, name: String, secret: Secret
    ) throws -> [FreePBXDeviceSettings.Row] {
        let settings = FreePBXDeviceSettings(
            number: fields.number, name: name, hasMailbox: fields.change.hasVoicemail.newValue == true,
            release: try system.release(), values: try system.settings())
        return secret.reveal { driver == .chan_sip ? settings.chanSIPRows(secret: $0) : settings.pjsipRows(secret: $0) }
    }

    private func addMailbox(_ fields: FreePBXExtensionFields, name: String, in builder: inout FreePBXPlanBuilder) throws {
        guard fields.change.hasVoicemail.newValue == true else { return }
        builder.plan.generatedVoicemailPIN = try FreePBXMailboxPlan(system: system, number: fields.number).create(
            name: name, email: try fields.email() ?? "", pin: fields.change.voicemailPIN.newValue, in: &builder)
    }

    /// What modules that look after every extension add to it.
    private func addModules(_ number: String, in builder: inout FreePBXPlanBuilder) throws {
        let catalogue = try system.catalogue()
        if try system.hasModule("paging"), catalogue.has("kvstore_FreePBX_modules_Paging") {
            let key: [RowStep.Column] = [.init("key", .text("intercom-override")), .init("id", .text(number))]
            let table = "kvstore_FreePBX_modules_Paging"
            if try system.rows(table, where: "id", is: number, and: "key", is: "intercom-override").isEmpty { builder.insert(into: table, key: key, key + [.init("val", .text("reject")), .init("type", .null)]) }
            builder.setUser(number, ["intercom/override": "reject"])
        }
        if try system.hasModule("queues") { builder.setUser(number, ["queues/qnostate": "usestate"]) }
        if try system.hasModule("dictate") {
            // The sender is stored in base64: dictate@freepbx.org.
            builder.setUser(number, [
                "dictate/enabled": "disabled", "dictate/format": "ogg", "dictate/email": "",
                "dictate/from": "ZGljdGF0ZUBmcmVlcGJ4Lm9yZw==",
            ])
        }
    }

    /// What a deletion by FreePBX or a killed write leaves: the number's next owner would start with it. First of all
    /// steps, so that the others win.
    private func forgetFormerOwner(_ number: String, in builder: inout FreePBXPlanBuilder) throws {
        for family in ["AMPUSER", "DEVICE"] {
            for path in try system.astDB().keys(of: family, below: number) { builder.set(path.family, path.key, to: nil) }
        }
        try forgetContacts(number, in: &builder)
        for family in ["DND", "CF", "CFB", "CFU", "CALLTRACE"] { builder.set(family, number, to: nil) }
        for state in ["DND", "DEVDND", "CF", "DEVCF"] { builder.set("CustomDevstate", "\(state)\(number)", to: nil) }
    }
}
