/// Voicemail of a FreePBX: files below `ASTSPOOLDIR/voicemail/<context>/<mailbox>`, written by Asterisk's app_voicemail.
struct FreePBXVoicemail: Voicemail {
    let system: FreePBXSystem

    func forEachMessage(of mailbox: String, _ options: ReadOptions, _ body: (VoicemailMessage) throws -> Void) throws {
        for stored in try reader(of: mailbox).messages() { try body(stored.message) }
    }

    func download(_ id: String, of mailbox: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let reader = try reader(of: mailbox)
        guard let host = try system.host() else { throw FreePBXMailboxReader.outOfReach(mailbox) }
        // Only what the mailbox lists can be named: an identifier is never made into a path.
        let stored = try FreePBXMessageSelection(mailbox: mailbox).named(id, among: reader.messages())
        guard let file = stored.message.file else { throw FreePBXMailboxReader.outOfReach(mailbox) }
        // Far more than `maxsecs` of any recording.
        try host.read(file, inside: system.spoolDirectory() + "/voicemail", limit: 1 << 30).bytes.withUnsafeBytes(body)
    }

    func forEachBox(_ options: ReadOptions, _ body: (VoicemailBox) throws -> Void) throws {
        try FreePBXMailboxes(system: system).forEach(options, body)
    }

    func planDelete(_ selection: MessageSelection, of mailbox: String) throws -> MessagePlan {
        try plan(.delete, selection, of: mailbox) { _ in nil }
    }

    func planMove(_ selection: MessageSelection, of mailbox: String, to folder: String) throws -> MessagePlan {
        let folder = try FreePBXVoicemailFolder.named(folder)
        return try plan(.set, selection, of: mailbox) { _ in folder }
    }

    /// Asterisk knows a heard message by its folder: those in INBOX and Urgent are new.
    func planMark(_ selection: MessageSelection, of mailbox: String, read: Bool) throws -> MessagePlan {
        try plan(.set, selection, of: mailbox) { stored in
            FreePBXVoicemailFolder.isUnread(stored.folder) == read ? (read ? "Old" : "INBOX") : stored.folder
        }
    }

    /// `target` says the folder each message goes to; nil deletes it.
    private func plan(
        _ operation: Plan.Operation, _ selection: MessageSelection, of mailbox: String, _ target: (FreePBXStoredMessage) -> String?
    ) throws -> MessagePlan {
        let reader = try reader(of: mailbox)
        let all = try reader.messages()
        let meant = try FreePBXMessageSelection(mailbox: mailbox).messages(selection, among: all)
        let changed = meant.filter { $0.folder != target($0) }
        var result = MessagePlan(Plan(operation, "voicemail", mailbox))
        for stored in meant {
            let target = target(stored)
            let isChanged = stored.folder != target
            if isChanged { result.plan.steps.append(.message(try reader.step(for: stored, to: target, among: all, changing: changed))) }
            result.subjects.append(.init(before: stored.message, after: target.map(stored.message(in:)), isChanged: isChanged))
        }
        return result
    }

    func messages(of plan: Plan) throws -> [VoicemailMessage?] {
        try FreePBXMessages(of: plan, on: system).standings().map { $0.stored?.message }
    }

    private func reader(of mailbox: String) throws -> FreePBXMailboxReader {
        FreePBXMailboxReader(system: system, mailbox: mailbox, context: try context(of: mailbox))
    }

    /// FreePBX: `users.voicemail`. A mailbox may also stand in voicemail.conf without an extension.
    private func context(of mailbox: String) throws -> String {
        guard FreePBXExtensions.isNumber(mailbox) else { throw FreePBXExtensions.notFound(mailbox) }
        let row = try system.database().firstRow("SELECT extension, voicemail FROM users WHERE extension = \(mailbox)")
        let isExtension = row?["extension"] == mailbox
        if isExtension, let context = row?["voicemail"], !context.isEmpty, context != "novm" { return context }
        if let context = try FreePBXMailboxes(system: system).context(of: mailbox) { return context }
        guard isExtension else { throw FreePBXExtensions.notFound(mailbox) }
        throw PBXError(
            .notFound, "mailbox \(mailbox)", "the extension has no mailbox",
            remedy: "give it one: pbxctl extension set \(mailbox) --voicemail")
    }
}
