/// Adding, changing and deleting users of the web interface. The switch knows nothing of them: there is nothing that it
/// would have to forget.
extension FusionPBXAdministrators {
    func planAdd(_ username: String, _ change: AdministratorChange) throws -> Plan {
        let username = try name(username)
        let domain = try connection.domain()
        guard let secret = change.password.newValue else {
            throw PBXError(.usage, "administrator \(username)", "has no password", remedy: "give one with --password-file")
        }
        guard let email = change.email.newValue?.nonEmpty else {
            throw PBXError(.usage, "administrator \(username)", "has no e-mail address, which FusionPBX asks for", remedy: "add --email ADDRESS")
        }
        guard let sections = change.sections.newValue, !sections.isEmpty else {
            throw PBXError(
                .usage, "administrator \(username)", "is in no group", remedy: "name groups with --sections, or add --all-sections")
        }
        let groups = try groups(sections, in: domain)
        let address = try FusionPBXValues.email(email, "e-mail")
        try FusionPBXPassword.check(secret, connection.settings(of: domain))
        try requireFree(username, in: domain)

        var plan = Plan(.add, "admin", username)
        let user = FusionPBXRandom.uuid()
        let hasContacts = try connection.has("contact_nickname", in: "v_contacts")
        let contact = FusionPBXRandom.uuid()
        plan.steps.append(try connection.insertion(
            into: "v_users", identity: ["domain_uuid", "username"],
            [
                ("user_uuid", user), ("domain_uuid", domain.uuid), ("contact_uuid", hasContacts ? contact : nil),
                ("username", username), ("password", try FusionPBXPassword.hash(secret)), ("user_email", address),
                ("user_type", "default"), ("user_enabled", "true"), ("add_user", "pbxctl"), ("add_date", Self.stamp()),
            ]))
        if hasContacts {
            plan.steps.append(try connection.insertion(
                into: "v_contacts", identity: ["contact_uuid"],
                [("contact_uuid", contact), ("domain_uuid", domain.uuid), ("contact_type", "user"), ("contact_nickname", username)]))
            let primary = try connection.database().columns(of: "v_contact_emails").first { $0.name == "email_primary" }
            plan.steps.append(try connection.insertion(
                into: "v_contact_emails", identity: ["contact_email_uuid"],
                [
                    ("contact_email_uuid", FusionPBXRandom.uuid()), ("domain_uuid", domain.uuid), ("contact_uuid", contact),
                    ("email_primary", primary?.dataType == "boolean" ? "true" : "1"), ("email_address", address),
                ]))
        }
        plan.steps += try groups.map { try membership(of: user, in: $0, domain) }
        return plan
    }

    func planSet(_ username: String, _ change: AdministratorChange) throws -> Plan {
        let row = try row(of: username)
        let domain = try connection.domain()
        let username = row["username"] ?? username
        var plan = Plan(.set, "admin", username)
        var values: FusionPBXConnection.Values = []
        switch change.password {
        case .keep: break
        case .clear: throw PBXError(.usage, "the password", "cannot be empty")
        case .set(let secret):
            try FusionPBXPassword.check(secret, connection.settings(of: domain))
            if try !FusionPBXPassword.matches(secret, row["password"] ?? "") {
                values += [("password", try FusionPBXPassword.hash(secret)), ("salt", nil)]
            }
        }
        switch change.email {
        case .keep: break
        case .clear: throw PBXError(.usage, "the e-mail address", "cannot be empty: FusionPBX asks for it")
        case .set(let text): values.append(("user_email", try FusionPBXValues.email(text, "e-mail")))
        }
        if let step = try connection.update(place.table, row, values) { plan.steps.append(step) }
        if change.sections == .clear { throw PBXError(.usage, "the groups of \(username)", "cannot be none") }
        if let sections = change.sections.newValue {
            plan.steps += try membershipSteps(row, groups(sections, in: domain), domain)
        }
        return plan
    }

    func planDelete(_ username: String) throws -> Plan {
        let row = try row(of: username)
        let username = row["username"] ?? username
        let uuid = row["user_uuid"]
        let memberships = try connection.rows(try membershipTable(), where: "user_uuid = \(uuid)")
        if memberships.contains(where: { $0["group_name"] == Self.fullAccess }) { try requireAnother(than: uuid, username) }
        var plan = Plan(.delete, "admin", username)
        plan.steps.append(connection.deletion(from: place.table, row))
        plan.steps += memberships.map { deletion($0) }
        plan.steps += try connection.rows("v_user_settings", where: "user_uuid = \(uuid)")
            .map { connection.deletion(from: "v_user_settings", $0) }
        return plan
    }

    private func name(_ text: String) throws -> String {
        let name = try FusionPBXValues.line(text, "user name")
        let first = name.first.map { $0.isASCII && $0.isLetter } ?? false
        guard first, name.utf8.count <= 64, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-@+".contains($0)) })
        else {
            throw PBXError(
                .usage, "user name '\(FusionPBXValues.shown(text))'", "is not made of letters and digits, a letter first",
                remedy: "letters, digits and . _ - @ + are possible")
        }
        return name
    }

    private struct Group {
        var uuid: String
        var name: String
    }

    /// The groups of these names, global ones or the domain's. What is none is taken for one of FreePBX's sections.
    private func groups(_ sections: [String], in domain: Domain) throws -> [Group] {
        let rows = try connection.rows(
            "v_groups", where: "domain_uuid IS NULL OR domain_uuid = \(domain.uuid) ORDER BY domain_uuid NULLS LAST, group_name")
        let names = FusionPBXCacheKeys.distinct(sections.map { $0 == "*" ? Self.fullAccess : $0 })
        return try names.map { name in
            guard let row = rows.first(where: { $0["group_name"] == name }), let uuid = row["group_uuid"] else {
                let known = FusionPBXCacheKeys.distinct(rows.compactMap { $0["group_name"] })
                throw PBXError.notOffered(
                    "section \(FusionPBXValues.shown(name))", by: .fusionpbx, nearest: "the groups are \(known.joined(separator: ", "))")
            }
            return Group(uuid: uuid, name: name)
        }
    }

    private func membership(of user: String, in group: Group, _ domain: Domain) throws -> Step {
        let table = try membershipTable()
        return try connection.insertion(
            into: table, identity: ["user_uuid", "group_name"],
            [
                (table == "v_user_groups" ? "user_group_uuid" : "group_user_uuid", FusionPBXRandom.uuid()),
                ("domain_uuid", domain.uuid), ("group_name", group.name), ("group_uuid", group.uuid), ("user_uuid", user),
            ])
    }

    private func deletion(_ row: Row) -> Step {
        connection.deletion(from: row.has("user_group_uuid") ? "v_user_groups" : "v_group_users", row)
    }

    private func membershipSteps(_ row: Row, _ groups: [Group], _ domain: Domain) throws -> [Step] {
        let user = row["user_uuid"] ?? ""
        let stored = try connection.rows(try membershipTable(), where: "user_uuid = \(user)")
        let gone = stored.filter { membership in !groups.contains { $0.name == membership["group_name"] } }
        if gone.contains(where: { $0["group_name"] == Self.fullAccess }) { try requireAnother(than: user, row["username"] ?? "") }
        let come = groups.filter { group in !stored.contains { $0["group_name"] == group.name } }
        return try come.map { try membership(of: user, in: $0, domain) } + gone.map { deletion($0) }
    }

    /// FusionPBX: `v_users.add_date` is text of this shape.
    private static func stamp() -> String {
        let now = LocalTime(Timestamp.now(), offset: 0)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(now.year)-\(two(now.month))-\(two(now.day)) \(two(now.hour)):\(two(now.minute)):\(two(now.second)).000000+0000"
    }
}
