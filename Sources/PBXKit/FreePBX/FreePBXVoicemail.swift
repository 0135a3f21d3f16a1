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
        try host.read(file, limit: 1 << 30).bytes.withUnsafeBytes(body)
    }

    func forEachBox(_ options: ReadOptions, _ body: (VoicemailBox) throws -> Void) throws {
        try FreePBXMailboxes(system: system).forEach(options, body)
    }

    func delete(_ selection: MessageSelection, of mailbox: String, dryRun: Bool) throws -> [VoicemailMessage] {
        try change(selection, of: mailbox, dryRun: dryRun) { _ in .deleted }
    }

    func move(_ selection: MessageSelection, of mailbox: String, to folder: String, dryRun: Bool) throws -> [VoicemailMessage] {
        let folder = try FreePBXVoicemailFolder.named(folder)
        return try change(selection, of: mailbox, dryRun: dryRun) { $0.folder == folder ? .kept : .moved(to: folder) }
    }

    /// Asterisk knows a heard message by its folder: those in INBOX and Urgent are new.
    func mark(_ selection: MessageSelection, of mailbox: String, read: Bool, dryRun: Bool) throws -> [VoicemailMessage] {
        try change(selection, of: mailbox, dryRun: dryRun) { stored in
            guard FreePBXVoicemailFolder.isUnread(stored.folder) == read else { return .kept }
            return .moved(to: read ? "Old" : "INBOX")
        }
    }

    private func change(
        _ selection: MessageSelection, of mailbox: String, dryRun: Bool, _ fate: (FreePBXStoredMessage) -> FreePBXMessageFate
    ) throws -> [VoicemailMessage] {
        let reader = try reader(of: mailbox)
        let meant = try FreePBXMessageSelection(mailbox: mailbox).messages(selection, among: reader.messages())
        let changes = meant.map { FreePBXMessageChange(stored: $0, fate: fate($0)) }
        if !dryRun { try FreePBXMessageWriter(reader: reader).carryOut(changes) }
        return try FreePBXMessageWriter(reader: reader).results(of: changes, dryRun: dryRun)
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
