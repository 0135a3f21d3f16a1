/// Planning a change to an extension: both sides of each named field, SQL and AstDB, and nothing else.
extension FreePBXExtensions {
    func planSet(_ number: String, _ change: ExtensionChange) throws -> Plan {
        try system.checkExtensionsCanBeWritten()
        system.forgetVoicemailFile()
        let user = try userRow(number)
        let fields = FreePBXExtensionFields(number: number, change: change, catalogue: try system.catalogue())
        try fields.check()
        var builder = FreePBXPlanBuilder(.set, number)
        var reloads = false
        reloads = try setName(fields, user, in: &builder) || reloads
        try setUser(fields, user, in: &builder)
        try setEmergencyCallerID(fields, in: &builder)
        reloads = try setSecret(fields, in: &builder) || reloads
        reloads = try setMailbox(fields, user, in: &builder) || reloads
        reloads = try setFollowMe(fields, in: &builder) || reloads
        return try builder.finished(try system.astDB(), reloadNeeded: reloads)
    }

    /// The row of `users`. Throws `.notFound`.
    func userRow(_ number: String) throws -> Row {
        guard let row = try userRowOrNothing(number) else { throw Self.notFound(number) }
        return row
    }

    func userRowOrNothing(_ number: String) throws -> Row? {
        guard Self.isNumber(number) else { throw Self.notFound(number) }
        let row = try system.rows("users", where: "extension", is: number).first
        return row?["extension"] == number ? row : nil
    }

    func deviceRow(_ number: String) throws -> Row? {
        try system.rows("devices", where: "id", is: number).first
    }

    private static func text(_ name: String, _ value: String, isSecret: Bool = false) -> RowStep.Column {
        RowStep.Column(name, .text(value), isSecret: isSecret)
    }

    // MARK: - Fields

    private func setName(_ fields: FreePBXExtensionFields, _ user: Row, in builder: inout FreePBXPlanBuilder) throws -> Bool {
        guard let name = try fields.name() else { return false }
        let number = fields.number
        let before = builder.plan.steps.count
        builder.update(
            "users", key: [Self.text("extension", number)], row: user,
            to: [Self.text("name", FreePBXExtensionFields.storedName(name))])
        if let device = try deviceRow(number) {
            builder.update("devices", key: [Self.text("id", number)], row: device, to: [Self.text("description", name)])
            if let table = Self.settingsTable(device["tech"]), let row = try setting("callerid", number, table) {
                builder.update(
                    table, key: Self.settingKey("callerid", number), row: row, to: [Self.text("data", "\(name) <\(number)>")])
            }
        }
        builder.setUser(number, ["cidname": name])
        return builder.plan.steps.count > before
    }

    private func setUser(_ fields: FreePBXExtensionFields, _ user: Row, in builder: inout FreePBXPlanBuilder) throws {
        let number = fields.number
        let change = fields.change
        var columns: [RowStep.Column] = []
        if !change.outboundCallerIDName.isKeep || !change.outboundCallerIDNumber.isKeep {
            let stored = try fields.outboundCallerID(FreePBXCallerID(stored: user["outboundcid"] ?? "")).stored
            columns.append(Self.text("outboundcid", stored))
            builder.setUser(number, ["outboundcid": stored])
        }
        if !change.ringSeconds.isKeep {
            let seconds = String(change.ringSeconds.newValue ?? 0)
            columns.append(Self.text("ringtimer", seconds))
            builder.setUser(number, ["ringtimer": seconds])
        }
        builder.update("users", key: [Self.text("extension", number)], row: user, to: columns)
        if let code = try fields.accountCode() { builder.setUser(number, ["accountcode": code]) }
        for (key, value) in fields.recording { builder.set("AMPUSER", "\(number)/recording/\(key)", to: value) }
        if !change.callWaiting.isKeep {
            builder.set("CW", number, to: change.callWaiting.newValue == true ? "ENABLED" : nil)
        }
    }

    private func setEmergencyCallerID(_ fields: FreePBXExtensionFields, in builder: inout FreePBXPlanBuilder) throws {
        guard !fields.change.emergencyCallerIDName.isKeep || !fields.change.emergencyCallerIDNumber.isKeep else { return }
        let number = fields.number
        let device = try deviceRow(number)
        let live = try system.astDB().value(of: AstDBPath(family: "DEVICE", key: "\(number)/emergency_cid"))
        let stored = try fields.emergencyCallerID(FreePBXCallerID(stored: device?["emergency_cid"] ?? live ?? "")).stored
        if let device {
            builder.update("devices", key: [Self.text("id", number)], row: device, to: [Self.text("emergency_cid", stored)])
        }
        builder.set("DEVICE", "\(number)/emergency_cid", to: stored.isEmpty ? nil : stored)
    }

    private func setSecret(_ fields: FreePBXExtensionFields, in builder: inout FreePBXPlanBuilder) throws -> Bool {
        guard let secret = fields.change.secret.newValue else { return false }
        let number = fields.number
        guard let device = try deviceRow(number), let table = Self.settingsTable(device["tech"]) else {
            throw PBXError(.conflict, "extension \(number)", "has no phone that could have a secret", remedy: "leave --secret out")
        }
        let column = secret.reveal { Self.text("data", $0, isSecret: true) }
        let key = Self.settingKey("secret", number)
        if let row = try setting("secret", number, table) {
            guard column.value != .init(row["data"]) else { return false }
            builder.update(table, key: key, row: row, to: [column])
        } else {
            builder.insert(into: table, key: key, key + [column, RowStep.Column("flags", .integer(52))])
        }
        try forgetContacts(number, in: &builder)
        return true
    }

    /// Phones that registered before: Asterisk would go on calling them.
    func forgetContacts(_ number: String, in builder: inout FreePBXPlanBuilder) throws {
        for path in try system.astDB().contacts(of: number) { builder.set(path.family, path.key, to: nil) }
        // Where chan_sip notes the address of a phone, to find it again after a restart.
        builder.set("SIP/Registry", number, to: nil)
    }

    private func setFollowMe(_ fields: FreePBXExtensionFields, in builder: inout FreePBXPlanBuilder) throws -> Bool {
        let change = fields.change
        let alone = change.ringAloneSeconds.newValue
        let list = change.ringListSeconds.newValue
        let on: Bool? = change.followsMe.isKeep ? nil : change.followsMe.newValue ?? false
        guard on != nil || alone != nil || list != nil else { return false }
        let followMe = FreePBXFollowMe(system: system, number: fields.number)
        guard let row = try followMe.row() else {
            if on != true, alone == nil, list == nil { return false }
            try followMe.create(
                ringAlone: alone ?? (on == true ? FreePBXFollowMe.documentedRingAlone : nil), ringList: list, isOn: on ?? false,
                in: &builder)
            return true
        }
        followMe.update(row: row, ringAlone: alone, ringList: list, in: &builder)
        if let on {
            let devices = try system.astDB().value(of: AstDBPath(family: "AMPUSER", key: "\(fields.number)/device"))
            followMe.turn(on, devices: devices?.split(separator: "&").map(String.init), in: &builder)
        }
        return false
    }

    // MARK: - Mailbox

    private func setMailbox(_ fields: FreePBXExtensionFields, _ user: Row, in builder: inout FreePBXPlanBuilder) throws -> Bool {
        let number = fields.number
        let change = fields.change
        let context = user["voicemail"].flatMap { $0.isEmpty || $0 == "novm" ? nil : $0 }
        let wanted = change.hasVoicemail.isKeep ? context != nil : change.hasVoicemail.newValue == true
        try Self.checkMailboxOptions(change, hasMailbox: wanted)
        let plan = FreePBXMailboxPlan(system: system, number: number)
        let userKey = [Self.text("extension", number)]
        guard let context else {
            guard wanted else { return false }
            let name = try fields.name() ?? user["name"] ?? number
            builder.plan.generatedVoicemailPIN = try plan.create(
                name: name, email: try fields.email() ?? "", pin: change.voicemailPIN.newValue, in: &builder)
            builder.update("users", key: userKey, row: user, to: [Self.text("voicemail", FreePBXMailboxPlan.context)])
            try addMailboxSetting(number, in: &builder)
            return true
        }
        guard wanted else {
            try plan.remove(context: context, isExpected: true, in: &builder)
            builder.update("users", key: userKey, row: user, to: [Self.text("voicemail", "novm")])
            builder.setUser(number, ["voicemail": "novm"])
            return true
        }
        try changeMailbox(fields, plan, context: context, in: &builder)
        return false
    }

    private func changeMailbox(
        _ fields: FreePBXExtensionFields, _ plan: FreePBXMailboxPlan, context: String, in builder: inout FreePBXPlanBuilder
    ) throws {
        let name = try fields.name()
        let email = try fields.email()
        let pin = fields.change.voicemailPIN.newValue
        guard name != nil || email != nil || pin != nil else { return }
        guard let line = try system.voicemailFile().value(context, fields.number) else {
            guard email != nil || pin != nil else { return }
            throw PBXError(
                .failed, "mailbox \(fields.number)", "is not in section [\(context)] of voicemail.conf",
                remedy: "switch voicemail off and on again: --no-voicemail, then --voicemail")
        }
        var mailbox = FreePBXMailbox(line: line)
        if let name { mailbox.name = FreePBXMailbox.name(name) }
        if let email { mailbox.email = email }
        if let pin { mailbox.pin = pin.reveal { $0 } }
        // Untouched lines keep their spelling, whatever it is.
        if mailbox != FreePBXMailbox(line: line) { try plan.write(mailbox, context: context, in: &builder) }
    }

    /// The phone's own mailbox setting, which a phone made without a mailbox lacks: its lamp would stay dark.
    private func addMailboxSetting(_ number: String, in builder: inout FreePBXPlanBuilder) throws {
        guard let device = try deviceRow(number), Self.settingsTable(device["tech"]) == "sip",
            try setting("mailbox", number, "sip") == nil
        else { return }
        let key = Self.settingKey("mailbox", number)
        builder.insert(into: "sip", key: key, key + [Self.text("data", "\(number)@device"), .init("flags", .integer(54))])
    }

    // MARK: - Phone settings

    private static func settingsTable(_ technology: String?) -> String? {
        switch technology {
        case "pjsip", "sip": "sip"
        case "iax2", "iax": "iax"
        default: nil
        }
    }

    private static func settingKey(_ keyword: String, _ number: String) -> [RowStep.Column] {
        [text("id", number), text("keyword", keyword)]
    }

    private func setting(_ keyword: String, _ number: String, _ table: String) throws -> Row? {
        try system.rows(table, where: "id", is: number, and: "keyword", is: keyword).first
    }
}
