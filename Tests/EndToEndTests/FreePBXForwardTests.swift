import Foundation
import Testing

@Suite("FreePBX: forwards and do-not-disturb", .serialized)
struct FreePBXForwardTests {
    private func states(_ number: String) throws -> [String] {
        try ["CF", "DEVCF", "DND", "DEVDND"].map { try Lab.astDB("CustomDevstate", "\($0)\(number)") ?? "-" }
    }

    @Test("are set and cleared as FreePBX's own modules do")
    func golden() throws {
        let number = Numbers.extension()
        #expect(try FreePBX.pbxctl("extension", "add", number).status == 0)
        defer { _ = try? FreePBX.pbxctl("extension", "delete", number, "--yes") }
        // Golden cases B9 and BA.
        for (kind, family, destination) in [("all", "CF", "15550002222"), ("busy", "CFB", "15550003333"), ("no_answer", "CFU", "15550004444")] {
            let set = try FreePBX.pbxctl("forward", "set", number, destination, "--kind", kind)
            #expect(set.status == 0, "\(set.errors)")
            #expect(try Lab.astDB(family, number) == destination)
            #expect(try FreePBX.pbxctl("forward", "set", number, destination, "--kind", kind).object()["changed"] as? Bool == false)
        }
        #expect(try FreePBX.pbxctl("dnd", "on", number).status == 0)
        #expect(try Lab.astDB("DND", number) == "YES")
        #expect(try states(number) == ["BUSY", "BUSY", "BUSY", "BUSY"])
        #expect(try FreePBX.pbxctl("dnd", "status", number, "--exit-code").status == 0)
        let listed = try FreePBX.pbxctl("forward", "list").array().filter { $0["extension"] as? String == number }
        #expect(listed.count == 3 && listed.allSatisfy { $0["enabled"] as? Bool == true })

        for kind in ["all", "busy", "no_answer"] { #expect(try FreePBX.pbxctl("forward", "clear", number, "--kind", kind).status == 0) }
        #expect(try FreePBX.pbxctl("dnd", "off", number).status == 0)
        for family in ["CF", "CFB", "CFU", "DND"] { #expect(try Lab.astDB(family, number) == nil) }
        #expect(try states(number) == ["NOT_INUSE", "NOT_INUSE", "UNAVAILABLE", "UNAVAILABLE"])
        #expect(try FreePBX.pbxctl("dnd", "status", number, "--exit-code").status == 9)
        let own = try FreePBX.pbxctl("forward", "list", number).array()
        #expect(own.map { $0["kind"] as? String } == ["all", "busy", "no_answer"] && own.allSatisfy { $0["enabled"] as? Bool == false })
    }

    @Test("refuse unknown extensions, bad numbers, kinds FreePBX has not, and a missing manager or module")
    func refusals() throws {
        #expect(try FreePBX.pbxctl("forward", "set", "4711", "1001").status == 3)
        #expect(try FreePBX.pbxctl("forward", "list", "4711").status == 3)
        #expect(try FreePBX.pbxctl("dnd", "on", "4711").status == 3)
        #expect(try FreePBX.pbxctl("forward", "set", "1001", "one").status == 2)
        #expect(try FreePBX.pbxctl("forward", "set", "1001", "1001").status == 2)
        #expect(try FreePBX.pbxctl("forward", "set", "1001", "1002", "--kind", "unregistered").status == 7)
        #expect(try FreePBX.withoutManager("forward", "list").status == 5)
        #expect(try FreePBX.withoutManager("dnd", "on", "1001").status == 5)
        _ = try Lab.mysql("UPDATE modules SET enabled = 0 WHERE modulename IN ('callforward', 'donotdisturb');")
        defer { _ = try? Lab.mysql("UPDATE modules SET enabled = 1 WHERE modulename IN ('callforward', 'donotdisturb');") }
        let forward = try FreePBX.pbxctl("forward", "set", "1001", "1002")
        #expect(forward.status == 7 && forward.errors.contains("module callforward is not installed"))
        #expect(try FreePBX.pbxctl("dnd", "on", "1001").status == 7)
    }
}
