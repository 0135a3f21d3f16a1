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
            #expect(try reached(did, caller) == "PJSIP/1002")
            // FreePBX answers a blocked call, and then sends it where all of them go.
            try FreePBX.done("blocklist", "add", caller)
            _ = try Phone.callFromOutside(did, from: caller)
            #expect(try reached(did, caller) == "")
            #expect(try Phone.callFromOutside(did, from: caller + "1") == "answered")
            #expect(try reached(did, caller + "1") == "PJSIP/1002", "whole numbers only")
            try FreePBX.done("blocklist", "remove", caller)
            #expect(try Phone.callFromOutside(did, from: caller) == "answered")
            #expect(try reached(did, caller) == "PJSIP/1002")
        }
    }

    /// The phone that the last call was put through to; empty where it was none.
    private func reached(_ did: String, _ caller: String) throws -> String {
        var channels: [String] = []
        try eventually("the call's record", within: 20) {
            channels = try Lab.mysql("SELECT CONCAT('to ', SUBSTRING_INDEX(dstchannel, '-', 1)) FROM cdr WHERE did = '\(did)' AND src = '\(caller)' ORDER BY calldate, sequence;", database: "asteriskcdrdb")
            return !channels.isEmpty
        }
        _ = try Lab.mysql("DELETE FROM cdr WHERE did = '\(did)' AND src = '\(caller)';", database: "asteriskcdrdb")
        return String((channels.last ?? "").dropFirst("to ".count))
    }

    @Test("without a destination of its own a blocked call gets the tones of a number out of service")
    func destination() throws {
        let kept = try #require(try stored("dest"))
        defer { _ = try? Lab.asterisk("database put blacklist dest \(kept)") }
        _ = try Lab.asterisk("database del blacklist dest")
        #expect(try (FreePBX.done("blocklist", "show", "15550009999")["action"] as? String)?.contains("zapateller") == true)
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
        let changes = try FreePBX.list("history").filter { $0["noun"] as? String == "blocklist" }.prefix(2).compactMap { $0["id"] as? String }
        for (change, expected) in zip(changes, ["Robot", nil]) {
            #expect(try FreePBX.done("undo", change)["changed"] as? Bool == true)
            #expect(try stored(first) == expected)
        }
        _ = try Bulk.done("freepbx", "blocklist", "number,description\n\(first),Salesman\n\(second),\n")
        let listing = try FreePBX.pbxctl("blocklist", "list").output
        #expect(try Bulk.done("freepbx", "blocklist", listing).changed == false)
        let bad = try FreePBX.pbxctl("blocklist", "import", "-", input: "number,description\n19995550000,New\n,None\n")
        #expect(bad.status == 2)
        #expect(try stored("19995550000") == nil)
    }

    @Test("a thousand numbers come from a file or none of them: what is rubbish is named by its row")
    func thousand() throws {
        let numbers = (0..<1000).map { "1999777\(String($0 + 10_000).suffix(4))" }
        let lines = numbers.enumerated().map { "+\($1),\"Robot, no. \($0)\"" }
        func listed() throws -> Int { try FreePBX.list("blocklist", "list").count { ($0["number"] as? String)?.hasPrefix("+1999777") == true } }
        defer { _ = try? Lab.asterisk("database deltree blacklist/+1999777") }
        for (rubbish, said) in [("a/b,x", "row 501 (line 502)"), ("dest,x", "row 501 (line 502)"), (",x", "row 501 (line 502)"), ("\(lines[3])", "row 501 (line 502)"), ("+19997770000,x", "row 501 (line 502)"), ("1,1,1", "row 501 (line 502)")] {
            var spoiled = lines
            spoiled.insert(rubbish, at: 500)
            let refused = try FreePBX.pbxctl("blocklist", "import", "-", input: "number,description\n" + spoiled.joined(separator: "\n") + "\n")
            #expect([2, 4].contains(refused.status) && refused.errors.contains(said), "\(rubbish): \(refused.errors)")
            #expect(try listed() == 0, "\(rubbish)")
        }
        let report = try Bulk.done("freepbx", "blocklist", "number,description\n" + lines.joined(separator: "\n") + "\n")
        #expect(report.added.count == 1000)
        #expect(try listed() == 1000 && stored("+19997770999") == "Robot, no. 999")
        let prune = try FreePBX.list("blocklist", "list").filter { ($0["number"] as? String)?.hasPrefix("+1999777") != true }.compactMap { $0["number"] as? String }
        let kept = try Bulk.done("freepbx", "blocklist", "number\n" + prune.joined(separator: "\n") + "\n", "--mode", "sync", "--prune", "--yes")
        #expect(try kept.changed == true && listed() == 0)
    }

    @Test("takes text of any kind and shows it harmlessly; FreePBX's page gets no markup")
    func hostile() throws {
        let number = Numbers.did()
        defer { _ = try? FreePBX.pbxctl("blocklist", "remove", number, "--if-exists") }
        for text in ["'; DROP TABLE users; --", "<script>alert(1)</script>", "${SHELL(id)}", "a=b,c|d", "=1+1", "ОКНО 電話 🙂", "\"quoted\" \\ back"] {
            try FreePBX.done("blocklist", "add", number, "--description", text)
            #expect(try FreePBX.done("blocklist", "show", number)["description"] as? String == text)
            #expect(try stored(number)?.contains("<") == false)
            try FreePBX.done("blocklist", "remove", number)
        }
        for text in ["two\nlines", "\u{1b}[2J", "nul\u{0}", "cr\r"] where !text.contains("\u{0}") {
            #expect(try FreePBX.pbxctl("blocklist", "add", number, "--description", text).status == 2, "\(text.debugDescription)")
        }
        #expect(try stored(number) == nil)
    }

    @Test("refuses what a FreePBX cannot hold, its own settings, and a missing module or manager")
    func refusals() throws {
        let before = try Stores.fingerprint("freepbx")
        for bad in ["dest", "blocked", "", "1 2 x", "1/2", "a b", "_1555XXXXXXX", String(repeating: "1", count: 81)] {
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
