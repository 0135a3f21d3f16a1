/// Mailboxes with their counts, in one statement.
extension FusionPBXVoicemail {
    func forEachBox(_ options: ReadOptions, _ body: (VoicemailBox) throws -> Void) throws {
        let domains = FusionPBXDomainNames(try connection.scopedDomains())
        let scope: SQL = connection.scope.allDomains ? "TRUE" : "v.domain_uuid = \(try connection.domain().uuid)"
        let rawNames = options.raw ? try connection.database().columns(of: "v_voicemails").map(\.name) : []
        let raw = try rawNames.map { ", \(try connection.text($0, of: "v_voicemails", as: "v"))" as SQL }.joined(separator: "")
        let sound = try connection.text("message_base64", of: "v_voicemail_messages", as: "m")
        // Sizes of sounds in the database are summed up there; those in files come from their folder.
        let statement: SQL = """
            SELECT v.domain_uuid::text, v.voicemail_id::text, e.name, v.voicemail_mail_to, v.voicemail_enabled::text,
                   v.greeting_id::text, COALESCE(m.new, 0)::text, COALESCE(m.old, 0)::text, m.size::text\(raw)
            FROM v_voicemails v
            JOIN v_domains d ON d.domain_uuid = v.domain_uuid
            LEFT JOIN (
                SELECT voicemail_uuid, count(*) FILTER (WHERE COALESCE(message_status, '') = '') AS new,
                       count(*) FILTER (WHERE message_status = 'saved') AS old,
                       sum(length(rtrim(\(sound), '=')) * 3 / 4) AS size
                FROM v_voicemail_messages m GROUP BY voicemail_uuid
            ) m ON m.voicemail_uuid = v.voicemail_uuid
            LEFT JOIN (
                SELECT DISTINCT ON (domain_uuid, number) domain_uuid, number, name FROM (
                    SELECT domain_uuid, COALESCE(NULLIF(number_alias, ''), extension) AS number, effective_caller_id_name AS name
                    FROM v_extensions) numbered
                ORDER BY domain_uuid, number
            ) e ON e.domain_uuid = v.domain_uuid AND e.number = v.voicemail_id::text
            WHERE \(scope)
            ORDER BY d.domain_name, CASE WHEN v.voicemail_id::text ~ '^[0-9]{1,30}$' THEN v.voicemail_id::text::numeric END,
                     v.voicemail_id::text
            """
        // Not while rows come in: folders and settings are looked up between.
        let rows = try connection.database().rows(statement)
        for row in rows {
            guard let domain = domains[row.values[0]], let id = row.values[1] else { continue }
            var box = VoicemailBox(mailbox: id)
            box.name = row.values[2]?.nonEmpty
            box.domain = domain.name
            box.email = row.values[3]?.nonEmpty
            box.isEnabled = FusionPBXBoolean.isTrue(row.values[4])
            box.greeting = row.values[5]?.nonEmpty
            box.newCount = row.values[6].flatMap { Int($0) }
            box.oldCount = row.values[7].flatMap { Int($0) }
            // FusionPBX marks nothing as urgent.
            box.urgentCount = 0
            let stored = row.values[8].flatMap { Int($0) } ?? 0
            let inFiles = try files(of: id, in: domain).values.reduce(0) { $0 + $1.size }
            box.sizeBytes = stored + inFiles > 0 ? stored + inFiles : nil
            if options.raw {
                let stored = Row(columns: ColumnNames(rawNames), values: Array(row.values[9...]))
                box.raw = .object(Cell.Object([Cell.Entry("v_voicemails", stored.cell(reveal: options.reveal))]))
            }
            try body(box)
        }
    }
}
