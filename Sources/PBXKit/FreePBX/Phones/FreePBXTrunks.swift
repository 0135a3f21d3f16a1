/// Trunks of a FreePBX: `trunks` and `pjsip` (for chan_sip `sip`), with what Asterisk says about them now.
///
/// FreePBX: `Core.class.php`: `listTrunks`, `disableTrunk`, `enableTrunk`. Names in Asterisk are a PJSIP trunk's name, and
/// any other's channel id.
struct FreePBXTrunks: Trunks {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (Trunk) throws -> Void) throws {
        try system.requireTables("trunks", of: "core")
        let rows = try system.database().rows("SELECT * FROM trunks ORDER BY trunkid")
        let settings = try settings(of: rows)
        func peer(_ row: Row) -> String {
            (row["tech"] == "pjsip" ? settings[row["trunkid"] ?? ""]?["trunk_name"] : nil) ?? row["channelid"] ?? ""
        }
        let enabled = rows.filter { $0["disabled"] != "on" }
        let live = try FreePBXTrunkStatus(
            system.manager(), endpoints: enabled.filter { $0["tech"] == "pjsip" }.map(peer), hasChanSIP: enabled.contains { $0["tech"] == "sip" })
        for row in rows {
            let id = row["trunkid"] ?? ""
            let technology = row["tech"] ?? ""
            let own = settings[id] ?? [:]
            var trunk = Trunk(id: id, technology: technology == "sip" ? "chan_sip" : technology, isEnabled: row["disabled"] != "on")
            trunk.name = row.filled("name") ?? row.filled("channelid").map { "\(technology.uppercased())/\($0)" }
            trunk.callerID = row.filled("outcid")
            trunk.maximumCalls = row.number("maxchans")
            trunk.context = own["context"]
            trunk.username = own["username"] ?? own["defaultuser"]
            trunk.server = Self.server(own)
            trunk.registers = technology == "pjsip" ? own["registration"] == "send" : own["register"].map { !$0.isEmpty }
            (trunk.status, trunk.detail, trunk.latencyMilliseconds) = live.status(
                technology, peer: peer(row), own, isEnabled: trunk.isEnabled)
            if options.raw { trunk.raw = Self.raw(row, technology, own, reveals: options.reveal) }
            try body(trunk)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Trunk {
        try FreePBXFinder<Trunk>(title: "trunk", command: "trunk", id: \.id, name: \.name)
            .find(identifier) { try forEach(options, $0) }
    }

    func planSet(_ identifier: String, enabled isEnabled: Bool) throws -> Plan {
        let trunk = try find(identifier, ReadOptions())
        guard let row = try system.rows("trunks", where: "trunkid", is: trunk.id).first else {
            throw PBXError(.notFound, "trunk \(FreePBXInput.shown(identifier))", "does not exist", remedy: "see `pbxctl trunk list`")
        }
        var builder = FreePBXPlanBuilder(.set, trunk.id, noun: "trunk")
        // Anything but `on` is an enabled one.
        guard trunk.isEnabled != isEnabled else { return try builder.finished(system.astDB(), reloadNeeded: false) }
        let value = SQL.Value.text(isEnabled ? "off" : "on")
        builder.update("trunks", key: [.init("trunkid", .text(trunk.id))], row: row, to: [.init("disabled", value)])
        if row["tech"] == "pjsip", let setting = try system.rows("pjsip", where: "id", is: trunk.id, and: "keyword", is: "disabletrunk").first {
            builder.update("pjsip", key: [.init("id", .text(trunk.id)), .init("keyword", .text("disabletrunk"))], row: setting, to: [.init("data", value)])
        }
        return try builder.finished(system.astDB(), reloadNeeded: true)
    }

    // MARK: - Settings

    /// By trunk: the keywords of its rows, and `register` for chan_sip's registration.
    private func settings(of rows: [Row]) throws -> [String: [String: String]] {
        var settings: [String: [String: String]] = [:]
        let technologies = Set(rows.compactMap { $0["tech"] })
        if technologies.contains("pjsip"), try system.catalogue().has("pjsip") {
            try system.database().forEachRow("SELECT id, keyword, data FROM pjsip") { row in
                if let id = row.text(0), let keyword = row.text(1), let data = row.text(2), !data.isEmpty { settings[id, default: [:]][keyword] = data }
            }
        }
        if technologies.contains("sip"), try system.catalogue().has("sip") {
            try system.database().forEachRow("SELECT id, keyword, data FROM sip WHERE id LIKE 'tr-peer-%' OR id LIKE 'tr-reg-%'") { row in
                guard let id = row.text(0), let keyword = row.text(1), let data = row.text(2), !data.isEmpty else { return }
                let number = String(id.split(separator: "-").last ?? "")
                settings[number, default: [:]][id.hasPrefix("tr-reg-") ? "register" : keyword] = data
            }
        }
        return settings
    }

    private static func server(_ own: [String: String]) -> String? {
        guard let host = own["sip_server"] ?? own["host"], !["", "dynamic"].contains(host) else { return nil }
        guard let port = own["sip_server_port"] ?? own["port"], !port.isEmpty else { return host }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func raw(_ row: Row, _ technology: String, _ own: [String: String], reveals: Bool) -> Cell {
        // A registration line holds the password, too.
        let secrets: Set<String> = ["secret", "register", "password", "md5_cred"]
        let settings = own.sorted { $0.key < $1.key }.map { keyword, data in
            Cell.Entry(keyword, .text(secrets.contains(keyword) && !reveals ? Step.hidden : data))
        }
        return .object(Cell.Object([
            Cell.Entry("trunks", FreePBXRaw.object(row)), Cell.Entry(technology, .object(Cell.Object(settings))),
        ]))
    }
}
