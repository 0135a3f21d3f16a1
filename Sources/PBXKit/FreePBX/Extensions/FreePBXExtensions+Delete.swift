/// Planning the end of an extension: all that FreePBX deletes, and what it forgets.
extension FreePBXExtensions {
    func planDelete(_ number: String, mailbox: MailboxFate, references: ReferenceHandling) throws -> Plan {
        try system.checkExtensionsCanBeWritten()
        system.forgetVoicemailFile()
        let user = try userRowOrNothing(number)
        var builder = FreePBXPlanBuilder(.delete, number)
        if user == nil { builder.warn("only parts of the extension were there: \(try parts(number))") }
        try handle(references, number, in: &builder)
        try deleteRows(number, user, in: &builder)
        try deleteKeys(number, in: &builder)
        try deleteMailbox(number, user, mailbox, in: &builder)
        return try builder.finished(try system.astDB(), reloadNeeded: true)
    }

    private func handle(_ handling: ReferenceHandling, _ number: String, in builder: inout FreePBXPlanBuilder) throws {
        let references = FreePBXReferences(system: system, number: number)
        let found = try references.found()
        switch handling {
        case .refuse:
            guard !found.isEmpty else { return }
            throw FreePBXReferences.refusal("extension \(number)", found)
        case .cascade: references.remove(found, in: &builder)
        // FreePBX's own form takes its queue memberships along, too.
        case .leave:
            references.remove(found.filter { $0.place.form == .queueMember }, in: &builder)
            let left = found.filter { $0.place.form != .queueMember }
            if !left.isEmpty { builder.warn("these still lead to \(number): \(FreePBXReferences.list(left))") }
        }
    }

    // MARK: - Rows

    private func deleteRows(_ number: String, _ user: Row?, in builder: inout FreePBXPlanBuilder) throws {
        let catalogue = try system.catalogue()
        if let user { builder.delete(user, from: "users", by: ["extension"]) }
        for row in try system.rows("devices", where: "id", is: number) { builder.delete(row, from: "devices", by: ["id"]) }
        for table in ["sip", "iax", "dahdi"] where catalogue.has(table) {
            for row in try system.rows(table, where: "id", is: number) {
                let secrets: Set<String> = row["keyword"]?.contains("secret") == true ? ["data"] : []
                builder.delete(row, from: table, by: ["id", "keyword"], hiding: secrets)
            }
        }
        if let row = try FreePBXFollowMe(system: system, number: number).row() {
            builder.delete(row, from: FreePBXFollowMe.table, by: ["grpnum"])
        }
        let paging = "kvstore_FreePBX_modules_Paging"
        if catalogue.has(paging) {
            let rows = try system.rows(paging, where: "id", is: number, and: "key", is: "intercom-override")
            for row in rows { builder.delete(row, from: paging, by: ["key", "id"]) }
        }
        try releaseUserManager(number, in: &builder)
    }

    /// The person stays, without an extension. FreePBX: `functions.inc/guihooks.php` of userman.
    private func releaseUserManager(_ number: String, in builder: inout FreePBXPlanBuilder) throws {
        let database = try system.database()
        let catalogue = try system.catalogue()
        guard catalogue.has("userman_users") else { return }
        for row in try system.rows("userman_users", where: "default_extension", is: number) {
            builder.update(
                "userman_users", key: [.init("id", .init(row["id"]))], row: row, to: [.init("default_extension", .text("none"))])
            try deleteContact(ofUser: row["id"] ?? "", number, in: &builder)
        }
        guard catalogue.has("userman_users_settings") else { return }
        let assigned = try database.rows(
            """
            SELECT u.username AS username FROM userman_users_settings AS s JOIN userman_users AS u ON u.id = s.uid
            WHERE s.module = 'global' AND s.`key` = 'assigned' AND s.val LIKE \("%\"\(number)\"%")
            """)
        for user in assigned.compactMap({ $0["username"] }) {
            builder.warn("User Manager's user \(user) still has the extension assigned")
        }
    }

    private func deleteContact(ofUser user: String, _ number: String, in builder: inout FreePBXPlanBuilder) throws {
        let database = try system.database()
        let catalogue = try system.catalogue()
        let tables = ["contactmanager_entry_numbers", "contactmanager_entry_emails"]
        guard catalogue.has("contactmanager_group_entries"), tables.allSatisfy({ catalogue.has($0) }) else { return }
        let entries: SQL = """
            SELECT e.id FROM contactmanager_group_entries AS e
            JOIN contactmanager_entry_numbers AS n ON n.entryid = e.id
            WHERE e.user = \(user) AND n.number = \(number) AND n.type = 'internal'
            """
        for table in tables {
            let own: SQL = table.hasSuffix("numbers") ? " AND number = \(number)" : ""
            for row in try database.rows("SELECT * FROM \(identifier: table) WHERE entryid IN (\(entries))\(own)") {
                builder.delete(row, from: table, by: ["id"])
            }
        }
    }

    // MARK: - AstDB

    private func deleteKeys(_ number: String, in builder: inout FreePBXPlanBuilder) throws {
        let astDB = try system.astDB()
        for family in ["AMPUSER", "DEVICE", "ZULU"] {
            for path in try astDB.keys(of: family, below: number) { builder.set(path.family, path.key, to: nil) }
        }
        for family in ["CW", "CF", "CFB", "CFU", "DND", "CALLTRACE", "CustomPresence"] { builder.set(family, number, to: nil) }
        for state in ["FOLLOWME", "CF", "DEVCF", "DND", "DEVDND"] {
            builder.set("CustomDevstate", "\(state)\(number)", to: nil)
        }
        for path in try astDB.keys(of: "QPENALTY", where: { $0.hasSuffix("/agents/\(number)") }) {
            builder.set(path.family, path.key, to: nil)
        }
        try forgetContacts(number, in: &builder)
        // Users that share this phone keep their others. FreePBX: `delDevice`.
        let owner = try astDB.value(of: AstDBPath(family: "DEVICE", key: "\(number)/user"))
        if let owner, owner != number, Self.isNumber(owner) {
            let path = AstDBPath(family: "AMPUSER", key: "\(owner)/device")
            let rest = try astDB.value(of: path)?.split(separator: "&").filter { $0 != number[...] }.joined(separator: "&")
            builder.set(path.family, path.key, to: rest.flatMap { $0.isEmpty ? nil : $0 })
        }
    }

    // MARK: - Mailbox

    private func deleteMailbox(_ number: String, _ user: Row?, _ fate: MailboxFate, in builder: inout FreePBXPlanBuilder) throws {
        let stored = user?["voicemail"] ?? ""
        let isExpected = !stored.isEmpty && stored != "novm"
        let context = isExpected ? stored : FreePBXMailboxPlan.context
        try FreePBXMailboxPlan(system: system, number: number).remove(context: context, isExpected: isExpected, in: &builder)
        guard fate == .delete else { return }
        guard let host = try system.host() else {
            if stored != "novm" { builder.warn("the messages of mailbox \(number) stay on the PBX: its files cannot be reached from here") }
            return
        }
        let folder = try system.mailboxFolder(number, context: context)
        if try host.status(of: folder) != nil { builder.remove(folder: folder) }
        // Asterisk without mailbox aliases is shown the mailbox through a link.
        let link = try system.mailboxFolder(number, context: "device")
        if try host.linkTarget(of: link) != nil { builder.remove(folder: link) }
    }
}
