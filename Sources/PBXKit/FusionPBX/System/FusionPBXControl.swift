/// A FusionPBX as a whole. Its changes are live as soon as the switch's cache has let go of the old rows: there is no
/// mark for changes that wait.
struct FusionPBXControl: SystemControl {
    let connection: FusionPBXConnection

    func needsReload() throws -> Bool? { nil }

    func planMarkNeedsReload() throws -> Plan {
        throw PBXError.notOffered(
            "marking changes as waiting", by: .fusionpbx, nearest: "changes are live at once; `pbxctl system reload` empties the cache")
    }

    func reload() throws -> String {
        let nodes = try connection.connectedNodes()
        for node in nodes {
            try FusionPBXCache().flush(node, known: knownKeys)
            try node.eventSocket().apiChecked("reloadxml")
        }
        return "emptied the switch cache and reloaded the XML of all domains on \(Self.list(nodes))"
    }

    func checkCanApply() throws {}

    func applyPending() throws -> String? { nil }

    func reloadCore() throws -> String {
        let nodes = try connection.connectedNodes()
        for node in nodes {
            try node.eventSocket().apiChecked("reloadxml")
            try node.eventSocket().apiChecked("reloadacl")
        }
        return "reloaded XML and access lists of all domains on \(Self.list(nodes))"
    }

    func examine() -> [Finding] { FusionPBXExamination(connection: connection).findings() }

    func test(_ access: WriteAccess?) -> [TestResult] {
        [testDatabase(access)] + connection.nodes().map(testNode)
    }

    /// The keys of everything that FusionPBX's tables hold, in every domain.
    func knownKeys() throws -> [String] {
        let domains = try FusionPBXDomains(connection: connection).all(ReadOptions())
        let fixed = [
            "dialplan:mode", "dialplan:destination", "dialplan:public", "configuration:acl.conf",
            "configuration:callcenter.conf", "configuration:local_stream.conf", "configuration:sofia.conf",
        ]
        let menus = try connection.rows("v_ivr_menus", where: "TRUE").map { "configuration:ivr.conf:\($0["ivr_menu_uuid"] ?? "")" }
        let perDomain = try domains.flatMap { domain in
            try connection.rows("v_extensions", where: "domain_uuid = \(domain.uuid)")
                .flatMap { FusionPBXCacheKeys.directory($0, in: domain) }
                + connection.rows("v_destinations", where: "domain_uuid = \(domain.uuid)").flatMap { row in
                    FusionPBXCacheKeys.inbound(
                        FusionPBXNumberSpelling(row).all, context: row.filled("destination_context") ?? "public",
                        domains: domains)
                }
                + ["dialplan:\(domain.name)", FusionPBXCacheKeys.groups(of: domain)]
        }
        return FusionPBXCacheKeys.distinct(fixed + menus + perDomain).filter(FusionPBXCommand.isWord)
    }

    private static func list(_ nodes: [FusionPBXNode]) -> String { nodes.map(\.address).joined(separator: ", ") }

    /// The tables that pbxctl writes to.
    static let writtenTables = [
        "v_extensions", "v_voicemails", "v_follow_me", "v_follow_me_destinations", "v_destinations", "v_dialplans",
        "v_dialplan_details", "v_ring_groups", "v_ring_group_destinations", "v_call_flows", "v_voicemail_messages",
    ]

    private func testDatabase(_ access: WriteAccess?) -> TestResult {
        var result = TestResult(
            part: "database", address: connection.profile.database?.value.description ?? "not configured")
        do {
            let database = try connection.database()
            result.address = database.address
            _ = try database.value("SELECT 1")
            let version = try database.columns(of: "v_software").isEmpty
                ? nil : database.value("SELECT software_version FROM v_software LIMIT 1")
            result.detail = version.map { "FusionPBX \($0)" } ?? "FusionPBX"
            if let access { result.detail = try testPrivileges(access, database) }
        } catch {
            result.error = PBXError(error)
        }
        return result
    }

    private func testPrivileges(_ access: WriteAccess, _ database: any Database) throws -> String {
        let privilege =
            switch access {
            case .add: "INSERT"
            case .set: "UPDATE"
            case .delete: "DELETE"
            }
        let denied = try Self.writtenTables.filter { table in
            guard try !database.columns(of: table).isEmpty else { return false }
            return try database.value("SELECT has_table_privilege(\(table), \(privilege))::text") != "true"
        }
        guard denied.isEmpty else {
            throw PBXError(
                .notPermitted, "database \(database.address)",
                "\(privilege) is not granted on \(denied.joined(separator: ", "))",
                remedy: "grant it, or use the account of /etc/fusionpbx/config.conf")
        }
        return "\(privilege) is granted on \(Self.writtenTables.count) tables"
    }

    private func testNode(_ node: FusionPBXNode) -> TestResult {
        var result = TestResult(part: "manager", address: node.address)
        do {
            let status = try node.eventSocket().apiChecked("status")
            result.detail = status.split(separator: "\n").first.map { String($0).trimmingBlanks }
        } catch {
            result.error = PBXError(error)
        }
        return result
    }
}
