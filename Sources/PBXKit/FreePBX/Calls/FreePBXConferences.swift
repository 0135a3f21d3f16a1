/// Conference rooms of a FreePBX: `meetme`, `CONFERENCE/…` in AstDB, which FreePBX holds to be right where the two
/// differ, and who is in them now. FreePBX: `Conferences.class.php`.
struct FreePBXConferences: Listing {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (Conference) throws -> Void) throws {
        try system.requireTables("meetme", of: "conferences")
        let rows = try system.database().rows("SELECT * FROM meetme WHERE \(try options.filter.freePBX("exten", "COALESCE(description, '')")) ORDER BY LENGTH(exten), exten")
        guard !rows.isEmpty else { return }
        var live: [String: String] = [:]
        try system.astDB().forEachKey(of: "CONFERENCE") { path, value in live[path.key] = value }
        let members = try members()
        for row in rows {
            let number = row["exten"] ?? ""
            var conference = Conference(number: number)
            conference.name = row.filled("description")
            conference.hasPIN = (live["\(number)/userpin"] ?? row["userpin"])?.isEmpty == false
            conference.hasAdministratorPIN = (live["\(number)/adminpin"] ?? row["adminpin"])?.isEmpty == false
            conference.members = members.map { $0[number] ?? 0 }
            if options.raw { conference.raw = FreePBXRaw.object(row, hiding: options.reveal ? [] : ["userpin", "adminpin"]) }
            try body(conference)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Conference {
        try FreePBXFinder<Conference>(title: "conference", command: "conference", id: \.number, name: \.name)
            .find(identifier) { try forEach(options, $0) }
    }

    /// How many are in each room that is open; nil where Asterisk's ConfBridge does not run (setting `ASTCONFAPP`).
    private func members() throws -> [String: Int]? {
        do {
            let rooms = try system.manager().list(ManagerAction("ConfbridgeListRooms"))
            let pairs = rooms.compactMap { room in room["Conference"].map { ($0, room["Parties"].flatMap { Int($0) } ?? 0) } }
            return Dictionary(pairs, uniquingKeysWith: { $1 })
        } catch let error as ManagerError where error.message.hasPrefix("No active conferences") {
            return [:]
        } catch let error as ManagerError where error.isUnknownAction {
            return nil
        }
    }
}
