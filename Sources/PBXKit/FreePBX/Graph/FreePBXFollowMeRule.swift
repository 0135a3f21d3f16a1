/// What the web interface shows of follow-me and what calls go by: FreePBX keeps both.
struct FreePBXFollowMeRule: CheckRule {
    let name = "followme-drift"
    let summary = "Follow-me of an extension is one thing in FreePBX's table and another in AstDB, which calls go by."
    let severity = CheckSeverity.warning
    let kinds = [PBXKind.freepbx]

    func withoutSwitch(on kind: PBXKind) -> CheckView { .nothing }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        guard let system = pbx.system as? FreePBXSystem else { return [] }
        return try Self.drifting(in: system).map { drift in
            finding(
                CallNode(.followme, drift.number), "the table and AstDB differ: \(drift.keys.joined(separator: ", "))",
                remedy: "pbxctl check --fix \(name)")
        }
    }

    private struct Drift {
        var number: String
        /// The keys below `AMPUSER/<number>/followme/` that are missing or differ.
        var keys: [String]
    }

    private static func drifting(in system: FreePBXSystem) throws -> [Drift] {
        guard try system.catalogue().has(FreePBXFollowMe.table) else { return [] }
        let rows = try system.database().rows(
            """
            SELECT f.grpnum, f.grplist, f.postdest, f.strategy, f.pre_ring, f.grptime FROM findmefollow AS f
            JOIN users AS u ON u.extension = f.grpnum ORDER BY LENGTH(f.grpnum), f.grpnum
            """)
        let keys = ["grplist", "postdest", "strategy", "prering", "grptime", "ddial"]
        let values = try Self.values(keys, of: rows.map { $0["grpnum"] ?? "" }, in: system.astDB())
        return rows.enumerated().compactMap { index, row in
            let live = Dictionary(uniqueKeysWithValues: zip(keys, values[(index * keys.count)..<((index + 1) * keys.count)]))
            let wanted = ["grplist": row["grplist"], "postdest": row["postdest"], "strategy": row["strategy"], "prering": row["pre_ring"], "grptime": row["grptime"]]
            let differing = keys.filter { key in
                let value = live[key] ?? nil
                return key == "ddial" ? value == nil : value == nil || value != (wanted[key] ?? nil) ?? ""
            }
            return differing.isEmpty ? nil : Drift(number: row["grpnum"] ?? "", keys: differing)
        }
    }

    /// For each number the values of all keys.
    private static func values(_ keys: [String], of numbers: [String], in astDB: FreePBXAstDB) throws -> [String?] {
        let paths = numbers.flatMap { number in keys.map { "\(number)/followme/\($0)" } }
        guard let found = try astDB.database.values(keys.map { "followme/\($0)" }, belowHeadsOf: "AMPUSER") else {
            return try astDB.values(of: paths.map { AstDBPath(family: "AMPUSER", key: $0) })
        }
        return paths.map { found["/AMPUSER/\($0)"] }
    }

    var fix: CheckFix? {
        CheckFix(summary: "Brings the two together: list and times as AstDB has them, all else as the table has it, as FreePBX itself does.") { pbx in
            guard let system = pbx.system as? FreePBXSystem else { return [] }
            let lists = FreePBXFollowMeLists(system: system)
            return try Self.drifting(in: system).map { try lists.planAgreement($0.number) }
        }
    }
}
