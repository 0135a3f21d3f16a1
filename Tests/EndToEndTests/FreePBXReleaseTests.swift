import Testing

@Suite("FreePBX: columns that other releases lack", .serialized)
struct FreePBXReleaseTests {
    private func without<Result>(_ table: String, _ column: String, _ definition: String, _ body: () throws -> Result) throws -> Result {
        _ = try Lab.mysql("ALTER TABLE \(table) DROP COLUMN \(column);")
        defer { _ = try? Lab.mysql("ALTER TABLE \(table) ADD COLUMN \(column) \(definition);") }
        return try body()
    }

    @Test("are left out of ring groups")
    func ringGroups() throws {
        let number = Numbers.extension()
        try without("ringgroups", "elsewhere", "varchar(10) DEFAULT NULL") {
            let added = try FreePBX.pbxctl("ringgroup", "add", number, "--member", "1001")
            #expect(added.status == 0, "\(added.errors)")
            #expect(try FreePBX.pbxctl("ringgroup", "delete", number, "--yes").status == 0)
        }
    }

    @Test("are left out of follow-me")
    func followMe() throws {
        let number = Numbers.extension()
        #expect(try FreePBX.pbxctl("extension", "add", number).status == 0)
        defer { _ = try? FreePBX.pbxctl("extension", "delete", number, "--yes") }
        _ = try Lab.mysql("DELETE FROM findmefollow WHERE grpnum = '\(number)';")
        try without("findmefollow", "calendar_match", "varchar(4) DEFAULT 'yes'") {
            let enabled = try FreePBX.pbxctl("followme", "enable", number)
            #expect(enabled.status == 0, "\(enabled.errors)")
        }
    }

    @Test("are not offered for administrators")
    func administrators() throws {
        let name = "old\(Numbers.extension())"
        try without("ampusers", "email", "varchar(40) DEFAULT '' AFTER username") { () throws -> Void in
            #expect(try FreePBX.pbxctl("admin", "add", name, "--password", "-", "--all-sections", "--email", "a@example.com", input: "x").status == 7)
            #expect(try FreePBX.pbxctl("admin", "add", name, "--password", "-", "--all-sections", input: "x").status == 0)
            #expect(try FreePBX.pbxctl("admin", "list").status == 0)
            #expect(try FreePBX.pbxctl("admin", "delete", name, "--yes").status == 0)
        }
    }

    @Test("leave their targets out")
    func targets() throws {
        try without("trunks", "routedisplay", "varchar(4) DEFAULT 'on'") {
            let listed = try FreePBX.pbxctl("target", "list")
            #expect(listed.status == 0 && !listed.output.contains("ext-trunk"), "\(listed.errors)")
        }
    }
}
