import Foundation
import Testing

@Suite("FreePBX: overrides", .serialized)
struct FreePBXOverrideTests {
    private func stored(_ id: String) throws -> [String?] {
        [try Lab.astDB("TC", id), try Lab.astDB("CustomDevstate", "TC\(id)"), try Lab.astDB("CustomDevstate", "TCSTICKY\(id)")]
    }

    @Test("of a time condition are written as the module writes them, shown, and undone")
    func timeCondition() throws {
        defer { _ = try? FreePBX.pbxctl("timecondition", "set", "1", "auto") }
        #expect(try FreePBX.done("timecondition", "set", "1", "auto")["changed"] as? Bool != nil)
        let dry = try FreePBX.done("timecondition", "set", "1", "closed", "--dry-run")
        #expect((dry["steps"] as? [Any])?.isEmpty == false)
        let closed = try FreePBX.done("timecondition", "set", "1", "closed")
        let after = try #require(closed["after"] as? [String: Any])
        #expect(after["state"] as? String == "not_matched" && after["override"] as? String == "not_matched_sticky")
        #expect(closed["reload_needed"] as? Bool == false)
        #expect(try stored("1") == ["false_sticky", "INUSE", "INUSE"])
        #expect(try FreePBX.done("timecondition", "set", "Office hours", "not_matched")["changed"] as? Bool == false)
        let open = try FreePBX.done("timecondition", "set", "1", "open")
        #expect((open["after"] as? [String: Any])?["state"] as? String == "matched")
        #expect(try stored("1") == ["true_sticky", "NOT_INUSE", "INUSE"])
        let change = try #require(FreePBX.list("history").first { $0["noun"] as? String == "timecondition" }?["id"] as? String)
        try FreePBX.done("undo", change)
        #expect(try stored("1") == ["false_sticky", "INUSE", "INUSE"])
        try FreePBX.done("timecondition", "set", "1", "closed", "--until", "change")
        #expect(try stored("1") == ["false", "INUSE", "NOT_INUSE"])
        try FreePBX.done("timecondition", "set", "1", "auto")
        #expect(try FreePBX.done("timecondition", "show", "1")["override"] as? String == "none")
        #expect(try Lab.astDB("CustomDevstate", "TC1") == "NOT_INUSE" && Lab.astDB("CustomDevstate", "TCSTICKY1") == "NOT_INUSE")
    }

    @Test("of a time condition decide where a real call goes")
    func call() throws {
        let did = Numbers.did()
        defer {
            FreePBX.removeInboundNumber(did)
            _ = try? Lab.mysql("UPDATE timeconditions SET truegoto = 'app-announcement-1,s,1' WHERE timeconditions_id = 2;")
            _ = try? FreePBX.pbxctl("timecondition", "set", "2", "auto")
            _ = try? FreePBX.reload()
        }
        _ = try Lab.mysql("UPDATE timeconditions SET truegoto = 'from-did-direct,1002,1' WHERE timeconditions_id = 2;")
        _ = try Lab.mysql("UPDATE timeconditions SET falsegoto = 'app-blackhole,hangup,1' WHERE timeconditions_id = 2;")
        defer { _ = try? Lab.mysql("UPDATE timeconditions SET falsegoto = 'timeconditions,1,1' WHERE timeconditions_id = 2;") }
        try FreePBX.done("did", "add", did, "--to", "timecondition:2")
        try FreePBX.reload()
        try Phone.answering("1002") {
            try FreePBX.done("timecondition", "set", "2", "open")
            #expect(try Phone.callFromOutside(did, from: "15550004713") == "answered")
            try FreePBX.done("timecondition", "set", "2", "closed")
            #expect(try Phone.callFromOutside(did, from: "15550004713") != "answered")
        }
    }

    private var timer: String { Lab.value("LAB_ASTERISK_SPOOL") + "/outgoing/pbxctl-timecondition-1.call" }
    private var isTimed: Bool { FileManager.default.fileExists(atPath: timer) }

    private func endTimers() {
        _ = try? FreePBX.pbxctl("timecondition", "set", "1", "auto")
        _ = try? Lab.mysql("DELETE FROM cdr WHERE dst = 'musiconhold' AND dcontext = 'app-blackhole';", database: "asteriskcdrdb")
    }

    @Test("of a time condition end at the time they are given, by Asterisk alone")
    func until() throws {
        defer { endTimers() }
        let dry = try FreePBX.done("timecondition", "set", "1", "closed", "--until", "+2h", "--dry-run")
        #expect((dry["steps"] as? [[String: Any]])?.contains { $0["store"] as? String == "timer" } == true && !isTimed)
        let moment = Int(Date().timeIntervalSince1970) + 12
        let report = try FreePBX.done("timecondition", "set", "1", "closed", "--until", "@\(moment)")
        let after = try #require(report["after"] as? [String: Any])
        #expect(after["override"] as? String == "not_matched_sticky" && after["state"] as? String == "not_matched")
        let until = try #require(after["override_until"] as? String)
        #expect(try Date(until, strategy: .iso8601).timeIntervalSince1970 == Double(moment))
        #expect(try isTimed && stored("1") == ["false_sticky", "INUSE", "INUSE"])
        try eventually("the end", within: 45) { try stored("1") == ["", "NOT_INUSE", "NOT_INUSE"] }
        #expect(Date().timeIntervalSince1970 >= Double(moment))
        try eventually("the file goes") { !isTimed }
        let shown = try FreePBX.done("timecondition", "show", "1")
        #expect(shown["override"] as? String == "none" && shown["override_until"] is NSNull)
    }

    @Test("that somebody has made since another one do not end with it")
    func others() throws {
        defer { endTimers() }
        try FreePBX.done("timecondition", "set", "1", "closed", "--until", "@\(Int(Date().timeIntervalSince1970) + 10)")
        _ = try Lab.asterisk("database put TC 1 true_sticky")
        try eventually("Asterisk has seen to it", within: 45) { !isTimed }
        Thread.sleep(forTimeInterval: 0.5)
        #expect(try Lab.astDB("TC", "1") == "true_sticky")
    }

    @Test("get another end, lose it, and have it back when that is undone")
    func ends() throws {
        defer { endTimers() }
        func end() throws -> String? { try FreePBX.done("timecondition", "show", "1")["override_until"] as? String }
        func undo() throws {
            let change = try #require(FreePBX.list("history").first { $0["noun"] as? String == "timecondition" }?["id"] as? String)
            try FreePBX.done("undo", change)
        }
        try FreePBX.done("timecondition", "set", "1", "closed", "--until", "+2h")
        let first = try #require(try end())
        #expect(try FreePBX.done("timecondition", "set", "1", "closed", "--until", first)["changed"] as? Bool == false)
        try FreePBX.done("timecondition", "set", "1", "open", "--until", "+4h")
        let second = try #require(try end())
        #expect(second > first && isTimed)
        try undo()
        #expect(try end() == first && stored("1") == ["false_sticky", "INUSE", "INUSE"])
        #expect(try String(contentsOfFile: timer, encoding: .utf8).contains("\"false_sticky\""))
        try FreePBX.done("timecondition", "set", "1", "closed")
        #expect(try end() == nil && !isTimed && stored("1")[0] == "false_sticky")
        try undo()
        #expect(try end() == first)
        try FreePBX.done("timecondition", "set", "1", "auto")
        #expect(!isTimed)
        let saved = try FileManager.default.attributesOfItem(atPath: Lab.value("LAB_ASTERISK_SPOOL"))
        try FreePBX.done("timecondition", "set", "1", "closed", "--until", "18:00")
        // A trace of a time after the end goes by the clock again.
        func trace(_ days: Double) throws -> String {
            let moment = Int(Date().timeIntervalSince1970 + days * 86_400)
            return try FreePBX.pbxctl("did", "trace", "15551230000", "--at", "@\(moment)", "-o", "ndjson").output
        }
        #expect(try trace(0).contains("override not matched sticky") && !trace(2).contains("override"))
        let file = try FileManager.default.attributesOfItem(atPath: timer)
        #expect(file[.ownerAccountID] as? Int == saved[.ownerAccountID] as? Int && file[.posixPermissions] as? Int == 0o640)
    }

    @Test("that end with the clock's next change end with the call that sees it")
    func change() throws {
        let did = Numbers.did()
        defer {
            FreePBX.removeInboundNumber(did)
            _ = try? FreePBX.pbxctl("timecondition", "set", "2", "auto")
            _ = try? FreePBX.reload()
        }
        try FreePBX.done("did", "add", did, "--to", "timecondition:2")
        try FreePBX.reload()
        let isMatched = try FreePBX.done("timecondition", "show", "2")["state"] as? String == "matched"
        let report = try FreePBX.done("timecondition", "set", "2", isMatched ? "open" : "closed", "--until", "change")
        #expect((report["warnings"] as? [String])?.contains { $0.contains("next call") } == true)
        #expect(try Lab.astDB("TC", "2") == (isMatched ? "true" : "false"))
        _ = try Phone.callFromOutside(did, from: "15550004714")
        #expect(try Lab.astDB("TC", "2") == "")
    }

    @Test("are refused with an end that is none, and where Asterisk cannot end them")
    func refusals() throws {
        let before = try stored("1")
        for time in ["25:00", "tomorrow", "2020-01-01", "-2h", "2050-01-01", "@1"] {
            #expect(try FreePBX.pbxctl("timecondition", "set", "1", "closed", "--until", time).status == 2, "\(time)")
        }
        let away = try FreePBX.environment(replacing: ["asterisk_spool": "/nonexistent"])
        let refused = try FreePBX.pbxctl("timecondition", "set", "1", "closed", "--until", "18:00", environment: away)
        #expect(refused.status == 5 && refused.errors.contains("pbxctl timecondition set 1 auto"), "\(refused.errors)")
        #expect(try FreePBX.pbxctl("timecondition", "set", "1", "ajar").status == 2)
        #expect(try FreePBX.pbxctl("timecondition", "set", "1", "auto", "--until", "change").status == 2)
        #expect(try FreePBX.pbxctl("timecondition", "set", "99", "open").status == 3)
        #expect(try FreePBX.withoutManager("timecondition", "set", "1", "open").status == 5)
        #expect(try stored("1") == before && !isTimed)
        #expect(try FreePBX.pbxctl("timecondition", "set", "1", "open", environment: away).status == 0, "without an end no file is needed")
        try FreePBX.done("timecondition", "set", "1", "auto")
    }

    @Test("agents log in and out of Asterisk's queue with name, penalty and lamp, and pause")
    func agents() throws {
        defer {
            for words in [["logout", "701", "1003"], ["unpause", "700", "1001"]] { _ = try? FreePBX.pbxctl(arguments: ["queue", "agent"] + words) }
            _ = try? Lab.asterisk("database del QPENALTY 701/agents/1003")
            for key in ["QUEUE1003*701", "QUEUE1001*700"] { _ = try? Lab.asterisk("database del CustomDevstate \(key)") }
        }
        func member(_ outcome: [String: Any], _ agent: String) -> [String: Any]? {
            (outcome["members"] as? [[String: Any]])?.first { $0["agent"] as? String == agent }
        }
        _ = try Lab.asterisk("database put QPENALTY 701/agents/1003 3")
        let queue = try FreePBX.done("queue", "agent", "login", "701", "1003")
        let own = try #require(member(queue, "1003"))
        #expect(own["static"] as? Bool == false && own["penalty"] as? Int == 3 && own["paused"] as? Bool == false)
        #expect(try own["name"] as? String == Lab.astDB("AMPUSER", "1003/cidname"))
        #expect(try Lab.astDB("CustomDevstate", "QUEUE1003*701") == "INUSE")
        #expect(try Lab.asterisk("queue show 701").contains("Local/1003@from-queue/n"))
        #expect(try FreePBX.pbxctl("queue", "agent", "login", "701", "1003").status == 0, "a second time")
        #expect(try member(FreePBX.done("queue", "agent", "pause", "701", "1003", "--reason", "lunch"), "1003")?["paused"] as? Bool == true)
        #expect(try Lab.asterisk("queue show 701").contains("paused"))
        #expect(try member(FreePBX.done("queue", "agent", "unpause", "701", "1003"), "1003")?["paused"] as? Bool == false)
        #expect(try member(FreePBX.done("queue", "agent", "logout", "701", "1003"), "1003") == nil)
        #expect(try Lab.astDB("CustomDevstate", "QUEUE1003*701") == "NOT_INUSE")
        #expect(try FreePBX.pbxctl("queue", "agent", "logout", "701", "1003").status == 0, "a second time")
        // A fixed member stays, and can pause.
        let fixed = try FreePBX.pbxctl("queue", "agent", "logout", "700", "1001")
        #expect(fixed.status == 4 && fixed.errors.contains("queue agent pause 700 1001"), "\(fixed.errors)")
        #expect(try member(FreePBX.done("queue", "agent", "pause", "Support", "1001"), "1001")?["paused"] as? Bool == true)
        #expect(try member(FreePBX.done("queue", "agent", "unpause", "700", "1001"), "1001")?["paused"] as? Bool == false)
        for words in [["login", "999", "1003"], ["login", "701", "9999"], ["pause", "701", "1005"], ["pause", "701", "x"]] {
            #expect(try FreePBX.pbxctl(arguments: ["queue", "agent"] + words).status == 3, "\(words)")
        }
        _ = try Lab.asterisk("database put QPENALTY 701/dynmemberonly yes")
        defer { _ = try? Lab.asterisk("database put QPENALTY 701/dynmemberonly no") }
        #expect(try FreePBX.pbxctl("queue", "agent", "login", "701", "1005").status == 4)
        #expect(try FreePBX.withReporter("queue", "agent", "login", "701", "1003").status == 6)
    }

    @Test("a call is shown with all its parties, and the other party goes where it is sent")
    func transfer() throws {
        try Phone.answering("1012") {
            try Phone.answering("1013") {
                let caller = try Running(Phone.script, ["call", "1004", "1012", "--hold", "25"], environment: Lab.environment.merging(["PATH": "/usr/bin:/bin:/usr/sbin"]) { $1 })
                defer {
                    _ = try? FreePBX.pbxctl("call", "hangup", "1004")
                    caller.signal(SIGTERM)
                    _ = caller.finish()
                }
                func shown(_ word: String) throws -> [[String: Any]] {
                    let outcome = try FreePBX.pbxctl("call", "show", word)
                    return outcome.status == 0 ? try outcome.array() : []
                }
                try eventually("two parties that talk") { try shown("1012").filter { !($0["bridged_to"] is NSNull) }.count == 2 }
                #expect(Set(try shown("1012").compactMap { $0["extension"] as? String }) == ["1004", "1012"])
                #expect(try FreePBX.pbxctl("call", "transfer", "1012", "no where").status == 2)
                let moved = try FreePBX.list("call", "transfer", "1012", "1013")
                #expect(moved.count == 1 && moved[0]["extension"] as? String == "1004", "\(moved)")
                try eventually("the caller talks to 1013") { try Set(shown("1013").compactMap { $0["extension"] as? String }) == ["1004", "1013"] }
                #expect(try shown("1012").isEmpty)
            }
        }
        #expect(try FreePBX.pbxctl("call", "show", "1012").status == 3)
        #expect(try FreePBX.pbxctl("call", "transfer", "1012", "1013").status == 3)
    }
}
