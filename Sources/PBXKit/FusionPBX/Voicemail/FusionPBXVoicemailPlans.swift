/// Deleting, moving and marking messages.
///
/// FusionPBX: `app/voicemails/resources/classes/voicemail.php`: the row, then the files, then the lamp once.
extension FusionPBXVoicemail {
    func planDelete(_ selection: MessageSelection, of mailbox: String) throws -> MessagePlan {
        try plan(.delete, selection, of: mailbox, isOpen: { _ in true }, after: { _ in nil }) {
            connection.deletion(from: Self.table, $0.row)
        }
    }

    func planMove(_ selection: MessageSelection, of mailbox: String, to folder: String) throws -> MessagePlan {
        switch folder.lowercased() {
        case "new", "inbox": try planMark(selection, of: mailbox, read: false)
        case "old", "saved": try planMark(selection, of: mailbox, read: true)
        default:
            throw PBXError.notOffered("folder \(FusionPBXValues.shown(folder))", by: .fusionpbx, nearest: "the folders are new and old")
        }
    }

    func planMark(_ selection: MessageSelection, of mailbox: String, read: Bool) throws -> MessagePlan {
        // What waits to be purged comes back only where it is named.
        try plan(.set, selection, of: mailbox, isOpen: { $0.folder == "new" || $0.folder == "old" }, after: { message in
            var message = message
            message.folder = read ? "old" : "new"
            message.isRead = read
            return message
        }) { try connection.update(Self.table, $0.row, [("message_status", read ? "saved" : nil)]) }
    }

    func messages(of plan: Plan) throws -> [VoicemailMessage?] {
        var byIdentifier: [String: VoicemailMessage] = [:]
        try forEachMessage(of: plan.id, ReadOptions()) { byIdentifier[$0.id] = $0 }
        return plan.steps.compactMap { step -> String? in
            guard case .row(let row) = step, row.table == Self.table, case .text(let id)? = row.key.first?.value else { return nil }
            return id
        }.map { byIdentifier[$0] }
    }

    private static var table: String { "v_voicemail_messages" }

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
        let present = try names.filter { try connection.has($0, in: Self.table) }
        let list = present.map { "\(identifier: $0)::text AS \(identifier: $0)" as SQL }.joined(separator: ", ")
        let rows = try connection.database().rows(
            """
            SELECT \(list) FROM \(identifier: Self.table)
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

    private func plan(
        _ operation: Plan.Operation, _ selection: MessageSelection, of mailbox: String, isOpen: (VoicemailMessage) -> Bool,
        after: (VoicemailMessage) -> VoicemailMessage?, step: (Found) throws -> Step?
    ) throws -> MessagePlan {
        let found = try meant(selection, of: mailbox, isOpen)
        let domain = try connection.domain()
        let mailbox = try found.first?.message.mailbox ?? box(mailbox, in: domain)["voicemail_id"] ?? mailbox
        var result = MessagePlan(Plan(operation, "voicemail", mailbox))
        for found in found {
            let step = try step(found)
            if let step { result.plan.steps.append(step) }
            result.subjects.append(.init(before: found.message, after: after(found.message), isChanged: step != nil))
        }
        guard result.plan.changesSomething else { return result }
        if operation == .delete {
            result.plan.steps += try fileSteps(found.map(\.message.id), of: mailbox, in: domain)
            if let remainder = try remainder(of: result.before, in: mailbox) { result.plan.warnings.append(remainder) }
        }
        result.plan.steps.append(.notification(.switchCommand(try FusionPBXCommand.messageLamp(mailbox, at: domain.name))))
        return result
    }

    /// What deleting these messages leaves behind and cannot be helped from here.
    private func remainder(of messages: [VoicemailMessage], in mailbox: String) throws -> String? {
        let domain = try connection.domain()
        let storage = FusionPBXStorage(connection: connection)
        // A message whose sound is in the database has its size from there.
        let isElsewhere = messages.contains { $0.sizeBytes == nil && $0.file == nil }
        guard isElsewhere, try !storage.isHere(domain), let folder = try storage.folder(of: mailbox, in: domain) else { return nil }
        return "the messages' files stay in \(folder) on the PBX host: it is not this one"
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
