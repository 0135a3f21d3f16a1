/// What an extension left behind that was deleted by hand or in part: its number cannot be used again.
struct FreePBXLeftoverRule: CheckRule {
    let name = "leftover"
    let summary = "An extension that is no more has left keys or rows behind."
    let severity = CheckSeverity.warning
    let kinds = [PBXKind.freepbx]

    func withoutSwitch(on kind: PBXKind) -> CheckView { .nothing }

    func findings(on pbx: CheckedPBX) throws -> [CheckFinding] {
        guard let system = pbx.system as? FreePBXSystem else { return [] }
        return try Self.leftovers(in: system).map { number, stores in
            finding(
                CallNode(.extension, number), "does not exist, but is in \(stores.joined(separator: ", "))",
                remedy: "pbxctl extension delete \(number)")
        }
    }

    /// Numbers without an extension, and the stores that still have them.
    private static func leftovers(in system: FreePBXSystem) throws -> [(number: String, stores: [String])] {
        let catalogue = try system.catalogue()
        let database = try system.database()
        var users: Set<String> = []
        try database.forEachRow("SELECT extension FROM users") { row in if let number = row.text(0) { users.insert(number) } }
        var found: [String: [String]] = [:]
        // A device may be another extension's.
        var owned: Set<String> = []
        func note(_ number: String, _ store: String) {
            guard !number.isEmpty, !users.contains(number), !(found[number] ?? []).contains(store) else { return }
            found[number, default: []].append(store)
        }
        if catalogue.has("devices") {
            try database.forEachRow("SELECT id, user FROM devices") { row in
                let number = row.text(0) ?? ""
                if let user = row.text(1), user != number, users.contains(user) { owned.insert(number) } else { note(number, "devices") }
            }
        }
        for (table, column) in [("sip", "id"), ("findmefollow", "grpnum")] where catalogue.has(table, column) {
            // Trunks of chan_sip have rows there, too.
            let condition: SQL = table == "sip" ? " WHERE keyword = 'account' AND id NOT LIKE 'tr-%'" : ""
            try database.forEachRow("SELECT DISTINCT \(identifier: column) FROM \(identifier: table)\(condition)") { row in note(row.text(0) ?? "", table) }
        }
        for family in ["AMPUSER", "DEVICE", "CF", "CFB", "CFU", "DND"] {
            for number in try heads(of: family, in: system.astDB()) where number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                note(number, "\(family) of AstDB")
            }
        }
        return found.filter { !owned.contains($0.key) }.map { (number: $0.key, stores: $0.value) }
            .sorted { ($0.number.utf8.count, $0.number) < ($1.number.utf8.count, $1.number) }
    }

    /// What the keys of a family begin with, in no order.
    private static func heads(of family: String, in astDB: FreePBXAstDB) throws -> [String] {
        if let heads = try astDB.database.heads(of: family) { return heads }
        var heads: Set<String> = []
        try astDB.forEachKey(of: family) { path, _ in heads.insert(FreePBXAstDBTree.head(of: path.key)) }
        return Array(heads)
    }

    var fix: CheckFix? {
        CheckFix(summary: "Deletes what they left; messages of their mailboxes stay.") { pbx in
            guard let system = pbx.system as? FreePBXSystem else { return [] }
            let extensions = FreePBXExtensions(system: system)
            return try Self.leftovers(in: system).compactMap { number, _ in
                // Forwards alone are none of the parts that deleting an extension knows.
                guard (try? extensions.parts(number)) != nil else { return try Self.keysOnly(number, system) }
                return try extensions.planDelete(number, mailbox: .keep, references: .leave)
            }
        }
    }

    private static func keysOnly(_ number: String, _ system: FreePBXSystem) throws -> Plan {
        var builder = FreePBXPlanBuilder(.delete, number)
        for family in ["CF", "CFB", "CFU", "DND"] { builder.set(family, number, to: nil) }
        return try builder.finished(system.astDB(), reloadNeeded: false)
    }
}
