/// IVRs of a FreePBX: `ivr_details` and `ivr_entries`. FreePBX: `Ivr.class.php`.
struct FreePBXIVRs: Listing {
    let system: FreePBXSystem

    func forEach(_ options: ReadOptions, _ body: (IVR) throws -> Void) throws {
        try system.requireTables("ivr_details", "ivr_entries", of: "ivr")
        let rows = try system.database().rows("SELECT * FROM ivr_details WHERE \(try options.filter.freePBX("name", "COALESCE(description, '')")) ORDER BY id")
        let entries = Dictionary(
            grouping: try system.database().rows("SELECT * FROM ivr_entries ORDER BY ivr_id, LENGTH(selection), selection"),
            by: { $0["ivr_id"] ?? "" })
        let destinations = rows.flatMap { [$0["invalid_destination"], $0["timeout_destination"]].compactMap { $0 } }
            + entries.values.joined().compactMap { $0["dest"] }
        let names = try FreePBXTargetNames(of: destinations, in: system)
        let recordings = try system.recordingNames()
        for row in rows {
            let id = row["id"] ?? ""
            var ivr = IVR(id: id)
            ivr.name = row.filled("name")
            ivr.announcement = row.filled("announcement").flatMap { recordings[$0] }
            ivr.timeoutSeconds = row.number("timeout_time")
            ivr.options = (entries[id] ?? []).compactMap { entry in
                names.target(entry["dest"]).map { IVR.Option(digits: entry["selection"] ?? "", target: $0) }
            }
            ivr.invalidTarget = names.target(row["invalid_destination"])
            ivr.timeoutTarget = names.target(row["timeout_destination"])
            // Off, the context of extensions, or the number of a directory.
            ivr.directDial = row.filled("directdial").map { $0 != "0" && $0.lowercased() != "disabled" } ?? false
            if options.raw {
                ivr.raw = .object(Cell.Object([
                    Cell.Entry("ivr_details", FreePBXRaw.object(row)),
                    Cell.Entry("ivr_entries", .list((entries[id] ?? []).map { FreePBXRaw.object($0) })),
                ]))
            }
            try body(ivr)
        }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> IVR {
        try FreePBXFinder<IVR>(title: "IVR", command: "ivr", id: \.id, name: \.name).find(identifier) { try forEach(options, $0) }
    }
}

extension FreePBXSystem {
    /// Display names of system recordings by number; none without the module.
    func recordingNames() throws -> [String: String] {
        guard try catalogue().has("recordings") else { return [:] }
        var names: [String: String] = [:]
        try database().forEachRow("SELECT id, displayname FROM recordings") { row in
            if let id = row.text(0), let name = row.text(1), !name.isEmpty { names[id] = name }
        }
        return names
    }
}
