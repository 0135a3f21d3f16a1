import Foundation
import Testing

@Suite("FreePBX: the block list", .serialized)
struct FreePBXBlockListTests {
    private func stored(_ number: String) throws -> String? { try Lab.astDB("blacklist", number) }

    @Test("is written as the module writes it, and read back; a second time changes nothing; undo takes it back")
    func golden() throws {
        let number = Numbers.did()
        defer { _ = try? FreePBX.pbxctl("blocklist", "remove", number, "--if-exists") }
        let dry = try FreePBX.pbxctl("blocklist", "add", number, "--dry-run").object()
        #expect((dry["steps"] as? [Any])?.count == 1)
        #expect(try stored(number) == nil)

        let added = try FreePBX.done("blocklist", "add", "+1 (999) 555-" + number.suffix(4))
        #expect(added["id"] as? String == "+" + number)
        #expect(try stored("+" + number) == "1")
        try FreePBX.done("blocklist", "remove", "+" + number)
        #expect(try stored("+" + number) == nil)

        let remark = "Café \"Zwölf\" & <more>, Łąka"
        let report = try FreePBX.done("blocklist", "add", number, "--description", remark)
        #expect((report["after"] as? [String: Any])?["description"] as? String == remark)
        #expect(report["before"] is NSNull && report["reload_needed"] as? Bool == false)
        #expect(try stored(number) == "Caf&eacute; &quot;Zw&ouml;lf&quot; &amp; &lt;more&gt;, Łąka")
        #expect(try FreePBX.pbxctl("blocklist", "add", number).status == 4)
        #expect(try FreePBX.done("blocklist", "add", number, "--if-not-exists")["changed"] as? Bool == false)
        let shown = try FreePBX.done("blocklist", "show", number)
        #expect(shown["action"] as? String == "hangup" && shown["direction"] as? String == "inbound" && shown["enabled"] as? Bool == true)

        let removed = try FreePBX.done("blocklist", "remove", number)
        #expect(removed["after"] is NSNull)
        #expect(try FreePBX.pbxctl("blocklist", "remove", number).status == 3)
        #expect(try FreePBX.done("blocklist", "remove", number, "--if-exists")["changed"] as? Bool == false)
        let change = try #require(FreePBX.list("history").first { $0["id"] as? String != nil && $0["noun"] as? String == "blocklist" }?["id"] as? String)
        #expect(try FreePBX.done("undo", change)["changed"] as? Bool == true)
        #expect(try stored(number)?.hasPrefix("Caf&eacute;") == true)
    }

    @Test("a blocked caller is not put through, and is again once removed")
    func call() throws {
        let (did, caller) = (Numbers.did(), "15550004712")
        defer {
            FreePBX.removeInboundNumber(did)
            _ = try? FreePBX.pbxctl("blocklist", "remove", caller, "--if-exists")
            _ = try? FreePBX.reload()
        }
        try FreePBX.done("did", "add", did, "--to", "extension:1002")
        try FreePBX.reload()
        try Phone.answering("1002") {
            #expect(try Phone.callFromOutside(did, from: caller) == "answered")
            try FreePBX.done("blocklist", "add", caller)
            #expect(try Phone.callFromOutside(did, from: caller) != "answered")
            #expect(try Phone.callFromOutside(did, from: caller + "1") == "answered", "whole numbers only")
            try FreePBX.done("blocklist", "remove", caller)
            #expect(try Phone.callFromOutside(did, from: caller) == "answered")
        }
    }

    @Test("is imported as FreePBX's own file, all or nothing; its listing imports as no change")
    func importing() throws {
        let (first, second) = (Numbers.did(), Numbers.did())
        defer { for number in [first, second] { _ = try? FreePBX.pbxctl("blocklist", "remove", number, "--if-exists") } }
        let report = try Bulk.done("freepbx", "blocklist", "number,description\n\(first),Robot\n\(second),\n")
        #expect(report.added == [first, second])
        #expect(try stored(first) == "Robot")
        #expect(try stored(second) == "1")
        let other = try Bulk.done("freepbx", "blocklist", "number,description\n\(first),Salesman\n\(second),\n")
        #expect(other.set == [first] && other.unchanged == 1)
        #expect(try stored(first) == "Salesman")
        let listing = try FreePBX.pbxctl("blocklist", "list").output
        #expect(try Bulk.done("freepbx", "blocklist", listing).changed == false)
        let bad = try FreePBX.pbxctl("blocklist", "import", "-", input: "number,description\n19995550000,New\n,None\n")
        #expect(bad.status == 2)
        #expect(try stored("19995550000") == nil)
    }

    @Test("refuses what a FreePBX cannot hold, its own settings, and a missing module or manager")
    func refusals() throws {
        let before = try Stores.fingerprint("freepbx")
        for bad in ["dest", "blocked", "", "1 2 x", "1/2", "a b", String(repeating: "1", count: 81)] {
            #expect(try FreePBX.pbxctl("blocklist", "add", bad).status == 2, "\(bad)")
        }
        #expect(try FreePBX.pbxctl("blocklist", "add", "19995550001", "--description", "1").status == 2)
        #expect(try FreePBX.pbxctl("blocklist", "add", "19995550001", "--description", String(repeating: "é", count: 100)).status == 2)
        for words in [["--direction", "outbound"], ["--extension", "1001"], ["--country-code", "44"], ["--action", "busy"], ["--no-enabled"], ["--name", "x"]] {
            #expect(try FreePBX.pbxctl(arguments: ["blocklist", "add", "19995550001"] + words).status == 7, "\(words)")
        }
        #expect(try FreePBX.pbxctl("blocklist", "show", "19995550001").status == 3)
        #expect(try FreePBX.withoutManager("blocklist", "list").status == 5)
        #expect(try FreePBX.withReporter("blocklist", "add", "19995550001").status == 6)
        #expect(try Stores.fingerprint("freepbx") == before)
        _ = try Lab.mysql("UPDATE modules SET enabled = 0 WHERE modulename = 'blacklist';")
        defer { _ = try? Lab.mysql("UPDATE modules SET enabled = 1 WHERE modulename = 'blacklist';") }
        #expect(try FreePBX.pbxctl("blocklist", "list").status == 7)
    }
}
