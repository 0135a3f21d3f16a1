/// What the web users of an extension are shown to be doing: `v_users.user_status`.
struct FusionPBXUserStatus {
    let connection: FusionPBXConnection

    private static let disturbed = "Do Not Disturb"
    private static let available = "Available"

    /// The status of an extension's users follows do-not-disturb, and their call center agents are logged out by it.
    ///
    /// FusionPBX: `scripts/do_not_disturb.lua`; the agents are known to the switch by their uuid.
    func steps(_ row: Row, doNotDisturb isOn: Bool, in domain: Domain) throws -> [Step] {
        let users = try users(of: row, in: domain)
        var steps: [Step] = []
        for user in users {
            let status = user.filled("user_status")
            // Who has set something else since does not become available by it.
            guard isOn || status == Self.disturbed else { continue }
            if let step = try connection.update("v_users", user, [("user_status", isOn ? Self.disturbed : Self.available)]) {
                steps.append(step)
            }
        }
        guard isOn, try connection.has("user_uuid", in: "v_call_center_agents") else { return steps }
        for user in users {
            let agents = try connection.rows(
                "v_call_center_agents", where: "domain_uuid = \(domain.uuid) AND user_uuid = \(user["user_uuid"])")
            steps += try agents.compactMap { $0.filled("call_center_agent_uuid") }
                .map { .notification(.switchCommand(try FusionPBXCommand.logOut(agent: $0))) }
        }
        return steps
    }

    private func users(of row: Row, in domain: Domain) throws -> [Row] {
        guard try connection.has("user_status", in: "v_users"), try connection.has("user_uuid", in: "v_extension_users") else { return [] }
        return try connection.rows(
            "v_users",
            where: """
                domain_uuid = \(domain.uuid) AND user_uuid IN (
                    SELECT user_uuid FROM v_extension_users WHERE extension_uuid = \(row["extension_uuid"]))
                ORDER BY username
                """)
    }

    /// The status of each extension's first user that has one.
    static let ofExtensions: SQL = """
        SELECT DISTINCT ON (l.extension_uuid) l.extension_uuid, u.user_status
        FROM v_extension_users l JOIN v_users u ON u.user_uuid = l.user_uuid
        WHERE u.user_status <> '' ORDER BY l.extension_uuid, u.username
        """

    /// The word for a status that Asterisk has for it as well.
    static func presence(_ status: String) -> String? {
        switch status {
        case "Available", "Available (On Demand)": "available"
        case "On Break": "away"
        case "Do Not Disturb": "dnd"
        case "Logged Out": "unavailable"
        default: nil
        }
    }
}
