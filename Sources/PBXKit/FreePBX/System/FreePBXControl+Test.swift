/// Whether each part of a FreePBX answers and the accounts may do what is asked of them (R1 to R4). Changes nothing.
extension FreePBXControl {
    func test(_ access: WriteAccess?) -> [TestResult] {
        [testDatabase(access), testCallRecords(), testManager(access)]
    }

    private func testDatabase(_ access: WriteAccess?) -> TestResult {
        var result = TestResult(part: "database", address: system.profile.database?.value.description ?? "?")
        result.note {
            let database = try system.database()
            let version = try database.value("SELECT VERSION()") ?? ""
            let release = try database.value("SELECT value FROM admin WHERE variable = 'version'") ?? "?"
            guard let access else { return "FreePBX \(release), \(version)" }
            let schema = try database.value("SELECT DATABASE()") ?? ""
            let grants = FreePBXGrants(lines: try database.rows("SHOW GRANTS").compactMap { $0.values.first ?? nil })
            guard try FreePBXGrants.writtenTables(system).allSatisfy({ grants.allows(access.privilege, on: schema, table: $0) }) else {
                throw PBXError(
                    .notPermitted, "database \(database.address)", "the account has no \(access.privilege) on \(schema)",
                    remedy: "GRANT SELECT, INSERT, UPDATE, DELETE ON `\(schema)`.* to it")
            }
            return "FreePBX \(release), \(version), \(access.privilege) granted"
        }
        return result
    }

    private func testCallRecords() -> TestResult {
        var result = TestResult(part: "call records", address: (try? system.callRecordAddress().description) ?? "?")
        result.note {
            let database = try system.callRecordDatabase()
            let table = try system.settings().callRecordTable
            _ = try database.value("SELECT 1 FROM \(identifier: table) LIMIT 1")
            return "table \(table)"
        }
        return result
    }

    private func testManager(_ access: WriteAccess?) -> TestResult {
        var result = TestResult(part: "manager", address: (try? system.managerAddress().description) ?? "?")
        result.note {
            let manager = try system.manager()
            try manager.perform(ManagerAction("Ping"))
            let version = "Asterisk Manager \(manager.interfaceVersion)"
            guard access != nil else { return version }
            let missing = try Self.missingActions(among: manager.allowedActions())
            guard missing.isEmpty else {
                let classes = missing.compactMap { ManagerPrivilege.classes[$0.lowercased()]?.joined(separator: " or ") }
                throw PBXError(
                    .notPermitted, "manager \(manager.address.description)", "the user may not take \(missing.joined(separator: ", "))",
                    remedy: "give it \(classes.count == 1 ? "the class" : "the classes") \(classes.joined(separator: ", ")) in its write= line of manager.conf")
            }
            return "\(version), may write AstDB and configuration"
        }
        return result
    }

    /// What changes ask of the manager, less what its user may take.
    static func missingActions(among allowed: Set<String>) -> [String] {
        var needed = ["DBPut", "UpdateConfig", "Setvar"]
        // Asterisk without DBGetTree is asked on its console.
        if !allowed.contains("dbgettree") { needed.append("Command") }
        // The module that brings both may not be loaded.
        if allowed.contains("voicemailuserslist") { needed.append("VoicemailRefresh") }
        return needed.filter { !allowed.contains($0.lowercased()) }
    }
}

extension TestResult {
    /// Fills in what `body` finds, or why it failed.
    fileprivate mutating func note(_ body: () throws -> String) {
        do { detail = try body() } catch { self.error = PBXError(error) }
    }
}

extension WriteAccess {
    fileprivate var privilege: String {
        switch self {
        case .add: "INSERT"
        case .set: "UPDATE"
        case .delete: "DELETE"
        }
    }
}
