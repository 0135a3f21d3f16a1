/// Deleting an extension with everything that is part of it.
///
/// FusionPBX: `app/extensions/resources/classes/extension.php`, and `voicemail.php` for the mailbox.
extension FusionPBXExtensions {
    func planDelete(_ number: String, mailbox: MailboxFate, references: ReferenceHandling) throws -> Plan {
        let row = try row(of: number)
        let domain = try connection.domain()
        let number = row["extension"] ?? number
        var plan = Plan(.delete, "extension", number)
        let found = try FusionPBXReferences(
            connection: connection, domain: domain,
            numbers: FusionPBXCacheKeys.distinct([row["extension"], row.filled("number_alias")].compactMap { $0 }),
            owner: row, includesMailbox: mailbox == .delete
        ).all()
        let referenceSteps = try FusionPBXReferences.steps(references, found, to: "extension \(number)", &plan)

        if mailbox == .delete { plan.steps += try mailboxSteps(row, in: domain, &plan) }
        plan.steps.append(connection.deletion(from: "v_extensions", row))
        plan.steps += try parts(of: row, in: domain)
        plan.steps += referenceSteps
        plan.steps += FusionPBXCacheKeys.directory(row, in: domain).map(Step.cacheKey)
        if row.filled("call_group") != nil { plan.steps.append(.cacheKey(FusionPBXCacheKeys.groups(of: domain))) }
        plan.steps += try registrationFlushes(row, in: domain)
        plan.steps = plan.steps.inOrderOfTaking
        return plan
    }

    /// Rows that belong to this extension alone.
    private func parts(of row: Row, in domain: Domain) throws -> [Step] {
        let uuid = row["extension_uuid"]
        var steps: [Step] = []
        for table in ["v_extension_users", "v_extension_settings"] {
            steps += try connection.rows(table, where: "extension_uuid = \(uuid)")
                .map { connection.deletion(from: table, $0) }
        }
        if let list = row.filled("follow_me_uuid") {
            for table in ["v_follow_me", "v_follow_me_destinations"] {
                steps += try connection.rows(table, where: "follow_me_uuid = \(list)")
                    .map { connection.deletion(from: table, $0) }
            }
        }
        return steps
    }

    /// The mailbox with its messages, greetings and folder.
    private func mailboxSteps(_ row: Row, in domain: Domain, _ plan: inout Plan) throws -> [Step] {
        let ids = FusionPBXCacheKeys.distinct([row["extension"], row.filled("number_alias")].compactMap { $0 })
        var steps: [Step] = []
        for id in ids {
            guard let mailbox = try FusionPBXMailbox(connection: connection).row(of: id, in: domain) else { continue }
            let uuid = mailbox["voicemail_uuid"]
            steps.append(connection.deletion(from: "v_voicemails", mailbox))
            for table in ["v_voicemail_options", "v_voicemail_messages"] {
                steps += try connection.rows(table, where: "voicemail_uuid = \(uuid)")
                    .map { connection.deletion(from: table, $0) }
            }
            steps += try connection.rows(
                "v_voicemail_destinations", where: "voicemail_uuid = \(uuid) OR voicemail_uuid_copy = \(uuid)"
            ).map { connection.deletion(from: "v_voicemail_destinations", $0) }
            steps += try connection.rows(
                "v_voicemail_greetings", where: "domain_uuid = \(domain.uuid) AND voicemail_id::text = \(id)"
            ).map { connection.deletion(from: "v_voicemail_greetings", $0) }
            let storage = FusionPBXStorage(connection: connection)
            if let folder = try storage.folder(of: id, in: domain) {
                if try storage.isHere(domain) {
                    steps.append(.folder(FolderStep(path: folder)))
                } else {
                    plan.warnings.append("the mailbox's files stay in \(folder) on the PBX host: it is not \(connection.host.name) (host = ssh:root@PBX in the profile names it)")
                }
            }
            steps.append(.cacheKey(FusionPBXCacheKeys.mailbox(id, in: domain)))
            steps.append(.notification(.switchCommand(try FusionPBXCommand.messageLamp(id, at: domain.name))))
        }
        return steps
    }
}

extension [Step] {
    /// Rows first, then folders, cache keys and notifications, each once: the order in which they are taken.
    var inOrderOfTaking: [Step] {
        func rank(_ step: Step) -> Int {
            switch step {
            case .row: 0
            case .astDB: 1
            case .configurationLine: 2
            case .folder: 3
            case .message: 4
            case .timer: 5
            case .cacheKey: 6
            case .notification: 7
            }
        }
        var ordered: [Step] = []
        for (_, step) in enumerated().sorted(by: { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) })
        where !ordered.contains(step) {
            ordered.append(step)
        }
        return ordered
    }
}
