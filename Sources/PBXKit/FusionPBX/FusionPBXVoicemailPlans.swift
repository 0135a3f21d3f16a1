import Glibc

/// Deleting, moving and marking messages.
///
/// FusionPBX: `app/voicemails/resources/classes/voicemail.php`: the row, then the files, then the lamp once.
extension FusionPBXVoicemail {
    func delete(_ selection: MessageSelection, of mailbox: String, dryRun: Bool) throws -> [VoicemailMessage] {
        let meant = try meant(selection, of: mailbox) { _ in true }
        guard !dryRun, !meant.isEmpty else { return meant.map(\.message) }
        try carryOut(.delete, meant) { connection.deletion(from: "v_voicemail_messages", $0.row) }
        return meant.map(\.message)
    }

    func remainder(of messages: [VoicemailMessage], in mailbox: String) throws -> String? {
        let domain = try connection.domain()
        let storage = FusionPBXStorage(connection: connection)
        // A message whose sound is in the database has its size from there.
        let isElsewhere = messages.contains { $0.sizeBytes == nil && $0.file == nil }
        guard isElsewhere, try !storage.isHere(domain), let folder = try storage.folder(of: messages.first?.mailbox ?? mailbox, in: domain)
        else { return nil }
        return "the messages' files stay in \(folder) on the PBX host: it is not this one"
    }

    func move(
        _ selection: MessageSelection, of mailbox: String, to folder: String, dryRun: Bool
    ) throws -> [VoicemailMessage] {
        switch folder.lowercased() {
        case "new", "inbox": try mark(selection, of: mailbox, read: false, dryRun: dryRun)
        case "old", "saved": try mark(selection, of: mailbox, read: true, dryRun: dryRun)
        default:
            throw PBXError.notOffered("folder \(FusionPBXValues.shown(folder))", by: .fusionpbx, nearest: "the folders are new and old")
        }
    }

    func mark(
        _ selection: MessageSelection, of mailbox: String, read: Bool, dryRun: Bool
    ) throws -> [VoicemailMessage] {
        // What waits to be purged comes back only where it is named.
        let meant = try meant(selection, of: mailbox) { $0.folder == "new" || $0.folder == "old" }
        let after = meant.map { found -> VoicemailMessage in
            var message = found.message
            message.folder = read ? "old" : "new"
            message.isRead = read
            return message
        }
        guard !dryRun, !meant.isEmpty else { return after }
        try carryOut(.set, meant) {
            try connection.update("v_voicemail_messages", $0.row, [("message_status", read ? "saved" : nil)])
        }
        return after
    }

    /// A message with the columns that are written or noted; its sound stays where it is.
    private struct Found {
        var message: VoicemailMessage
        var row: Row
    }

    private func meant(
        _ selection: MessageSelection, of mailbox: String, _ isOpen: (VoicemailMessage) -> Bool
    ) throws -> [Found] {
        let domain = try connection.domain()
        let box = try box(mailbox, in: domain)
        let names = ["voicemail_message_uuid", "message_status", "created_epoch", "caller_id_number", "update_date", "update_user"]
        let present = try names.filter { try connection.has($0, in: "v_voicemail_messages") }
        let list = present.map { "\(identifier: $0)::text AS \(identifier: $0)" as SQL }.joined(separator: ", ")
        let rows = try connection.database().rows(
            """
            SELECT \(list) FROM v_voicemail_messages
            WHERE domain_uuid = \(domain.uuid) AND voicemail_uuid = \(box["voicemail_uuid"])
            """)
        let byIdentifier = Dictionary(rows.map { ($0["voicemail_message_uuid"] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        var all: [Found] = []
        try forEachMessage(of: mailbox, ReadOptions()) { message in
            if let row = byIdentifier[message.id] { all.append(Found(message: message, row: row)) }
        }
        switch selection {
        case .all: return all.filter { isOpen($0.message) }
        case .olderThan(let seconds):
            let limit = Timestamp.now().seconds - Int64(seconds)
            return all.filter { found in
                isOpen(found.message) && (found.row["created_epoch"].flatMap { Double($0) }.map { Int64($0) < limit } ?? false)
            }
        case .ids(let ids):
            return try FusionPBXCacheKeys.distinct(ids.map { $0.lowercased() }).map { id in
                guard let found = all.first(where: { $0.message.id == id }) else {
                    throw PBXError(
                        .notFound, "message \(FusionPBXValues.shown(id)) of mailbox \(box["voicemail_id"] ?? mailbox)",
                        "does not exist in \(domain.name)", remedy: "`pbxctl voicemail list \(box["voicemail_id"] ?? mailbox)` lists them")
                }
                return found
            }
        }
    }

    private func carryOut(_ operation: Plan.Operation, _ found: [Found], _ step: (Found) throws -> Step?) throws {
        let mailbox = found.first?.message.mailbox ?? ""
        let domain = try connection.domain()
        var plan = Plan(operation, "voicemail", mailbox)
        plan.steps = try found.compactMap(step)
        guard plan.changesSomething else { return }
        if operation == .delete { plan.steps += try fileSteps(found.map(\.message.id), of: mailbox, in: domain) }
        plan.steps.append(.notification(.switchCommand(try FusionPBXCommand.messageLamp(mailbox, at: domain.name))))
        try FusionPBXWriter(connection: connection).carryOut(plan)
    }

    /// FusionPBX: `msg_UUID.*`, `intro_UUID.*` and `intro_msg_UUID.*` in the mailbox's folder.
    private func fileSteps(_ messages: [String], of mailbox: String, in domain: Domain) throws -> [Step] {
        guard let folder = try FusionPBXStorage(connection: connection).folder(of: mailbox, in: domain),
            let entries = try? connection.host.list(folder)
        else { return [] }
        let gone = Set(messages.flatMap { ["msg_\($0)", "intro_\($0)", "intro_msg_\($0)"] })
        return entries.filter { $0.status.kind == .file && gone.contains(String($0.name.prefix { $0 != "." })) }
            .map { .folder(FolderStep(path: "\(folder)/\($0.name)")) }
    }
}
