/// Voicemail messages: `v_voicemail_messages`, with their sound in files or, with the setting voicemail/storage_type,
/// in the rows themselves.
struct FusionPBXVoicemail: Voicemail {
    let connection: FusionPBXConnection

    func forEachMessage(
        of mailbox: String, _ options: ReadOptions, _ body: (VoicemailMessage) throws -> Void
    ) throws {
        let domain = try connection.domain()
        let box = try box(mailbox, in: domain)
        let id = box["voicemail_id"] ?? mailbox
        let clock = try FusionPBXClock(connection: connection, domain: domain)
        let files = try files(of: id, in: domain)
        let table = "v_voicemail_messages"
        let stored = try connection.text("message_base64", of: table, as: "m")
        // FusionPBX: an empty status is a new message, `saved` a read one, `deleted` waits to be purged.
        let statement: SQL = """
            SELECT m.voicemail_message_uuid::text, COALESCE(m.message_status, ''), m.created_epoch::text,
                   m.caller_id_name, m.caller_id_number, m.message_length::text,
                   (length(rtrim(\(stored), '=')) * 3 / 4)::text
            FROM v_voicemail_messages m
            WHERE m.domain_uuid = \(domain.uuid) AND m.voicemail_uuid = \(box["voicemail_uuid"])
            ORDER BY CASE COALESCE(m.message_status, '') WHEN '' THEN 0 WHEN 'saved' THEN 1 ELSE 2 END,
                     m.created_epoch, m.voicemail_message_uuid
            """
        try connection.database().forEachRow(statement) { row in
            let status = row.text(1) ?? ""
            let uuid = row.text(0) ?? ""
            var message = VoicemailMessage(
                id: uuid, mailbox: id, folder: status.isEmpty ? "new" : status == "saved" ? "old" : status,
                isRead: !status.isEmpty)
            message.domain = domain.name
            message.received = clock.text(epoch: row.text(2))
            message.callerIDName = row.text(3)?.nonEmpty
            message.callerIDNumber = row.text(4)?.nonEmpty
            message.durationSeconds = row.text(5).flatMap { Int($0) }
            let file = files[uuid]
            message.file = file?.path
            message.sizeBytes = file?.size ?? row.text(6).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            try body(message)
        }
    }

    /// The mailbox of a number, or of an extension that has its mailbox under its alias. Throws `.notFound`.
    func box(_ number: String, in domain: Domain) throws -> Row {
        let mailboxes = FusionPBXMailbox(connection: connection)
        if let row = try mailboxes.row(of: number, in: domain) { return row }
        let owner = try connection.rows(
            "v_extensions", where: "domain_uuid = \(domain.uuid) AND extension = \(number) LIMIT 1").first
        if let alias = owner?.filled("number_alias"), let row = try mailboxes.row(of: alias, in: domain) { return row }
        throw PBXError(
            .notFound, "mailbox \(FusionPBXValues.shown(number))", "does not exist in \(domain.name)",
            remedy: "`pbxctl extension list --fields extension,voicemail` shows who has one")
    }

    /// The sound files of a mailbox by message; none where the folder is not on this host.
    func files(of mailbox: String, in domain: Domain) throws -> [String: (path: String, size: Int)] {
        guard let folder = try FusionPBXStorage(connection: connection).folder(of: mailbox, in: domain),
            let entries = try? connection.host.list(folder)
        else { return [:] }
        var files: [String: (path: String, size: Int)] = [:]
        for entry in entries where entry.name.hasPrefix("msg_") && entry.status.kind == .file {
            let uuid = entry.name.dropFirst(4).prefix { $0 != "." }
            files[String(uuid)] = ("\(folder)/\(entry.name)", Int(entry.status.size))
        }
        return files
    }
}
