import Foundation
import Testing

@Suite("FusionPBX: trunks", .serialized)
struct FusionPBXTrunkTests {
    private func uuid(_ office: FusionPBXOffice, _ name: String) throws -> String {
        try office.sql("SELECT gateway_uuid FROM v_gateways WHERE gateway = '\(name)'").first ?? "none"
    }

    @Test("are listed with what the switch says, and answer a monitor", arguments: FusionPBX.allCases)
    func live(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        func trunk(_ name: String) throws -> [String: Any] { try office.run(["trunk", "show", name, "-o", "json"]).object() }
        let carrier = try trunk("carrier")
        #expect(carrier["status"] as? String == "up" && carrier["detail"] as? String == "REGED" && carrier["registers"] as? Bool == true)
        #expect(carrier["server"] as? String == "127.0.0.1:5099" && carrier["technology"] as? String == "sofia" && carrier["profile"] as? String == "external")
        #expect(try trunk("backup")["status"] as? String == "unknown", "neither registered nor asked")
        #expect(try trunk("retired")["status"] as? String == "disabled")
        #expect(try !office.run(["trunk", "list", "--raw", "-o", "json"]).output.contains("NotARealSecret"))
        #expect(try office.run(["trunk", "list", "--exit-code", "-q"]).status == 0)
        try office.node.write("gateways", "\(uuid(office, "carrier")) FAIL_WAIT UP")
        let down = try office.run(["trunk", "list", "--exit-code"])
        #expect(down.status == 9 && down.errors.contains("carrier") && down.errors.contains("FAIL_WAIT"), "\(down.errors)")
        #expect(try office.run(["trunk", "show", "backup", "--exit-code"]).status == 0)
        try office.node.write("gateways", "\(uuid(office, "carrier")) REGED DOWN")
        #expect(try trunk("carrier")["status"] as? String == "down")
        #expect(try office.run(["trunk", "show", uuid(office, "carrier")]).status == 0)
        #expect(try office.run(["trunk", "show", "nosuch"]).status == 3)
    }

    @Test("without a switch have no status, and no monitor is told that all is well")
    func unanswered() throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let listed = try office.run(["trunk", "list", "-o", "json"])
        #expect(listed.status == 0 && listed.errors.contains("is not known"), "\(listed.errors)")
        #expect(try listed.array().first { $0["trunk"] as? String == "carrier" }?["status"] is NSNull)
        #expect(try office.run(["trunk", "list", "--exit-code"]).status == 5)
    }

    @Test("are switched off and on in the database, the cache and the switch, and undone", arguments: FusionPBX.allCases)
    func toggle(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let backup = try uuid(office, "backup")
        defer { _ = try? office.sql("UPDATE v_gateways SET enabled = 'true' WHERE gateway = 'backup'") }
        func isLoaded() throws -> Bool { try office.run(["trunk", "show", "backup", "-o", "json"]).object()["detail"] as? String == "NOREG" }
        #expect(try isLoaded())
        let count = try office.node.entries().count
        let report = try office.done("trunk", "disable", "backup")
        #expect((report["after"] as? [String: Any])?["status"] as? String == "disabled")
        let told = try office.node.entries().dropFirst(count).map(\.command)
        #expect(told.contains { $0.contains("configuration:sofia.conf") }, "\(told)")
        let kill = try #require(told.firstIndex { $0.hasSuffix("sofia profile external killgw \(backup)") })
        let scan = try #require(told.firstIndex { $0.hasSuffix("sofia profile external rescan") })
        #expect(kill < scan)
        #expect(try office.sql("SELECT enabled::text FROM v_gateways WHERE gateway = 'backup'") == ["false"])
        #expect(try office.done("trunk", "disable", "backup")["changed"] as? Bool == false)
        try office.done("trunk", "enable", "backup")
        #expect(try isLoaded())
        // Undoing that it was switched on takes it out of the switch, too.
        try office.done("trunk", "disable", "backup")
        try office.done("trunk", "enable", "backup")
        let change = try #require(office.run(["history", "-o", "json"]).array().first { $0["noun"] as? String == "trunk" }?["id"] as? String)
        try office.done("undo", change)
        #expect(try office.sql("SELECT enabled::text FROM v_gateways WHERE gateway = 'backup'") == ["false"])
        try office.sql("UPDATE v_gateways SET enabled = 'true' WHERE gateway = 'backup'")
        #expect(try office.run(["trunk", "show", "backup", "-o", "json"]).object()["detail"] as? String == "not loaded")
    }
}
