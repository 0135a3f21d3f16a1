/// Users of the web interface: `v_users` with their groups.
///
/// FusionPBX: `core/users/user_edit.php`. What somebody may do comes from groups; there are no permissions per user.
struct FusionPBXAdministrators: FusionPBXObjects, Administrators {
    let connection: FusionPBXConnection
    static let fullAccess = "superadmin"

    var place: FusionPBXPlace {
        FusionPBXPlace(title: "administrator", table: "v_users", uuid: "user_uuid", number: "username", name: nil, enabled: "user_enabled")
    }

    /// FusionPBX 4.4 has `v_group_users` instead.
    func membershipTable() throws -> String {
        try connection.database().columns(of: "v_user_groups").isEmpty ? "v_group_users" : "v_user_groups"
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [Administrator] {
        let table = try membershipTable()
        let groups = try connection.children(table, "user_uuid", of: rows, order: "group_name")
        let extensions = try numbers(of: rows)
        return rows.map { row in
            let memberships = groups[row["user_uuid"] ?? ""] ?? []
            var administrator = Administrator(username: row["username"] ?? "")
            administrator.groups = memberships.compactMap { $0.filled("group_name") }
            administrator.hasFullAccess = administrator.groups.contains(Self.fullAccess)
            administrator.email = row.filled("user_email")
            administrator.extension = extensions[row["user_uuid"] ?? ""]
            administrator.isEnabled = row.isTrue("user_enabled")
            administrator.domain = domains[row["domain_uuid"]]?.name
            if options.raw {
                let user = Row(columns: row.columns, values: zip(row.columns.names, row.values).map { name, value in
                    Self.secrets.contains(name) && !options.reveal && value != nil ? Step.hidden : value
                })
                administrator.raw = Row.raw([(place.table, [user]), (table, memberships)], reveal: options.reveal)
            }
            return administrator
        }
    }

    private static let secrets: Set = ["password", "salt", "api_key", "user_totp_secret"]

    /// The first extension assigned to each user.
    private func numbers(of rows: [Row]) throws -> [String: String] {
        let list = "{\(rows.compactMap { $0["user_uuid"] }.joined(separator: ","))}"
        let pairs = try connection.database().rows(
            """
            SELECT u.user_uuid::text, min(e.extension) FROM v_extension_users u
            JOIN v_extensions e ON e.extension_uuid = u.extension_uuid
            WHERE u.user_uuid = ANY(\(list)::uuid[]) GROUP BY u.user_uuid
            """)
        return Dictionary(pairs.compactMap { row in row.values[0].flatMap { user in row.values[1].map { (user, $0) } } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Throws `.conflict` where the name is taken in the domain, or with the setting users/unique anywhere.
    func requireFree(_ username: String, in domain: Domain) throws {
        let isGlobal = try connection.settings(of: domain).text("users", "unique") == "global"
        let scope: SQL = isGlobal ? "TRUE" : "u.domain_uuid = \(domain.uuid)"
        let taken = try connection.database().firstRow(
            """
            SELECT d.domain_name FROM v_users u LEFT JOIN v_domains d ON d.domain_uuid = u.domain_uuid
            WHERE \(scope) AND u.username = \(username) LIMIT 1
            """)
        if let taken {
            throw PBXError(
                .conflict, "administrator \(FusionPBXValues.shown(username))", "already exists in \(taken.values[0] ?? "no domain")",
                remedy: "choose another name, or change it with `pbxctl admin set`")
        }
    }

    /// Throws `.conflict` unless somebody else of this FusionPBX has full access too.
    func requireAnother(than uuid: String?, _ username: String) throws {
        let table = try membershipTable()
        let others = try connection.database().value(
            """
            SELECT 1 FROM v_users u JOIN \(identifier: table) g ON g.user_uuid = u.user_uuid
            WHERE g.group_name = \(Self.fullAccess) AND u.user_enabled::text = 'true'
              AND u.user_uuid::text IS DISTINCT FROM \(uuid) LIMIT 1
            """)
        guard others != nil else {
            throw PBXError(
                .conflict, "administrator \(username)", "is the last one with full access",
                remedy: "give somebody else the group superadmin first")
        }
    }

    /// Asked again under the lock: two that go at the same time must not both go.
    func recheck(_ plan: Plan) throws {
        let table = try membershipTable()
        for case .row(let step) in plan.steps where step.after == nil && step.table == table {
            func text(_ name: String) -> String? {
                if case .text(let text)? = step.before?.first(where: { $0.name == name })?.value { text } else { nil }
            }
            if text("group_name") == Self.fullAccess { try requireAnother(than: text("user_uuid"), plan.id) }
        }
    }
}
