import Foundation
import Testing

@Suite("FreePBX: calls that are up", .serialized)
struct FreePBXLiveCallTests {
    /// A call of 1003 to 1012 that lasts long enough, while `body` runs.
    private func call(_ body: () throws -> Void) throws {
        try Phone.answering("1012") {
            let caller = try Running(Phone.script, ["call", "1003", "1012", "--hold", "20"], environment: Lab.environment.merging(["PATH": "/usr/bin:/bin:/usr/sbin"]) { $1 })
            defer {
                _ = try? FreePBX.pbxctl("call", "hangup", "1012")
                caller.signal(SIGTERM)
                _ = caller.finish()
            }
            try eventually("two parties that talk") { try own().filter { $0["state"] as? String == "up" && !($0["bridged_to"] is NSNull) }.count == 2 }
            try body()
        }
    }

    /// Other suites have calls, too.
    private func own() throws -> [[String: Any]] {
        try FreePBX.list("call", "list").filter { ["1003", "1012"].contains($0["extension"] as? String) }
    }

    @Test("are listed with who calls whom, and end when they are told to", arguments: ["extension", "id", "call_id", "channel"])
    func listed(by key: String) throws {
        try call {
            let parties = try own()
            let caller = try #require(parties.first { $0["extension"] as? String == "1003" })
            let callee = try #require(parties.first { $0["extension"] as? String == "1012" })
            for party in parties {
                #expect(party["src"] as? String == "1003" && party["dst"] as? String == "1012", "\(party)")
                #expect((party["channel"] as? String)?.hasPrefix("PJSIP/\(party["extension"] as? String ?? "")-") == true)
                #expect((party["duration_seconds"] as? Int).map { (0...30).contains($0) } == true && party["domain"] is NSNull)
                let started = try #require((party["started"] as? String).flatMap { ISO8601DateFormatter().date(from: $0) })
                #expect(abs(started.timeIntervalSinceNow) < 30)
            }
            #expect(caller["call_id"] as? String == callee["call_id"] as? String && caller["id"] as? String == caller["call_id"] as? String)
            #expect(caller["bridged_to"] as? String == callee["channel"] as? String && callee["bridged_to"] as? String == caller["channel"] as? String)
            #expect(caller["application"] as? String == "Dial")
            let channels = try Lab.asterisk("core show channels concise")
            #expect(channels.contains(caller["channel"] as? String ?? "?") && channels.contains(callee["channel"] as? String ?? "?"))

            let name = try #require(caller[key] as? String)
            let tried = try FreePBX.list("call", "hangup", name, "--dry-run")
            #expect(!tried.isEmpty && tried.contains { $0[key] as? String == name })
            #expect(try own().count == 2, "a dry run ends nothing")
            let ended = try FreePBX.list("call", "hangup", name)
            #expect(ended.map { $0["id"] as? String } == tried.map { $0["id"] as? String })
            #expect(try !Lab.asterisk("core show channels concise").contains(caller["channel"] as? String ?? "?"))
            try eventually("the other party is gone as well") { try own().isEmpty }
            #expect(try FreePBX.pbxctl("call", "hangup", name).status == 3)
        }
    }

    @Test("are told into a pipe as they come and go")
    func watched() throws {
        let watching = try Running.pbxctl("--profile", "freepbx", "call", "list", "--watch", "--interval", "1", "-o", "ndjson")
        defer { watching.signal(SIGKILL) }
        try call { try Running.until("the call") { watching.outputSoFar.contains("\"extension\": \"1012\"") } }
        try Running.until("its end") { watching.outputSoFar.contains("\"state\": \"ended\"") }
        let records = try watching.outputSoFar.split(separator: "\n").compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        let states = records.filter { $0["extension"] as? String == "1012" }.compactMap { $0["state"] as? String }
        #expect(states.contains("up") && states.last == "ended", "\(states)")
    }

    @Test("show the inner channels of a call that is nothing else, and every column with --raw")
    func inner() throws {
        _ = try Lab.asterisk("channel originate Local/s@app-blackhole application Wait 20")
        // A context that lets it stand for a moment; where there is none, the call is refused and nothing is listed.
        let listed = try FreePBX.list("call", "list", "--raw")
        for call in listed { #expect((call["raw"] as? [String: Any])?["Uniqueid"] as? String == call["id"] as? String) }
        _ = try FreePBX.pbxctl("call", "hangup", "--all", "--dry-run")
        for call in listed where (call["channel"] as? String)?.hasPrefix("Local/s@app-blackhole") == true {
            _ = try FreePBX.pbxctl("call", "hangup", call["id"] as? String ?? "")
        }
    }

    @Test("are ended one by one or all, never by mistake")
    func refused() throws {
        for words in [["call", "hangup"], ["call", "hangup", "1001", "--all"]] {
            let outcome = try FreePBX.pbxctl(arguments: words)
            #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains("--all"), "\(outcome.errors)")
        }
        for name in ["9999", "1001", "1795000000.1", "", "\u{1B}[2J", "x'; --"] {
            let outcome = try FreePBX.pbxctl("call", "hangup", "--", name)
            #expect(outcome.status == 3 && outcome.output.isEmpty && !outcome.errors.contains("\u{1B}"), "\(name): \(outcome.errors)")
        }
        #expect(try FreePBX.withoutManager("call", "list").status == 5)
        #expect(try FreePBX.withoutManager("call", "hangup", "1001").status == 5)
        #expect(try FreePBX.pbxctl("--domain", "x", "call", "list").status == 7)
    }

    @Test("are left alone by a manager user who may only look")
    func notPermitted() throws {
        try call {
            let before = try own().count
            let outcome = try FreePBX.withReporter("call", "hangup", "1012")
            #expect(outcome.status == 6 && outcome.output.isEmpty && outcome.errors.contains("system or call"), "\(outcome.errors)")
            #expect(try own().count == before)
        }
    }
}

@Suite("FusionPBX: calls that are up")
struct FusionPBXLiveCallTests {
    private func office(_ nodes: Int = 1) throws -> FusionPBXOffice {
        let office = try FusionPBXOffice(modes: Array(repeating: "normal", count: nodes))
        for node in office.switches {
            try node.write(
                "registrations", "1001@\(FusionPBXOffice.domain) internal 127.0.0.1:7001", "1002@\(FusionPBXOffice.domain) internal 127.0.0.1:7002")
            try node.write("outcomes", "* = answer after 0.05 for 30")
        }
        return office
    }

    private func list(_ office: FusionPBXOffice, _ words: String...) throws -> [[String: Any]] {
        try office.run(["call", "list"] + words).array()
    }

    /// Both parties of a call from 1001 to 1002 are there.
    private func call(_ office: FusionPBXOffice) throws -> [[String: Any]] {
        try office.done("call", "originate", "1001", "1002", "--wait")
        try eventually("two parties") { try list(office).filter { $0["state"] as? String == "up" && !($0["bridged_to"] is NSNull) }.count >= 2 }
        return try list(office)
    }

    @Test("are listed with domain and who talks to whom, and end when they are told to", arguments: ["id", "call_id", "extension", "channel"])
    func listed(by key: String) throws {
        let office = try office()
        defer { office.close() }
        #expect(try list(office).isEmpty)
        let parties = try call(office)
        #expect(Set(parties.compactMap { $0["extension"] as? String }) == ["1001", "1002"], "\(parties)")
        #expect(Set(parties.compactMap { $0["call_id"] as? String }).count == 1)
        #expect(parties.allSatisfy { $0["domain"] as? String == FusionPBXOffice.domain && ($0["channel"] as? String)?.hasPrefix("loopback/") == false })
        let first = try #require(parties.first)
        let name = try #require(first[key] as? String)
        let tried = try office.run(["call", "hangup", name, "--dry-run"]).array()
        #expect(try !tried.isEmpty && tried.contains { $0[key] as? String == name } && list(office).count == parties.count)
        let ended = try office.run(["call", "hangup", name])
        #expect(try ended.status == 0 && ended.array().count == tried.count, "\(ended.errors)")
        for party in tried { #expect(try office.node.ask("uuid_exists \(party["id"] as? String ?? "")") == "false") }
        #expect(try office.pbxctl("call", "hangup", name).status == 3)
    }

    @Test("of another domain are not seen and not ended, but by those who ask for all")
    func domains() throws {
        let office = try office()
        defer { office.close() }
        let parties = try call(office)
        let elsewhere = ["--domain", FusionPBXOffice.branch]
        #expect(try office.run(elsewhere + ["call", "list"]).array().isEmpty)
        #expect(try office.run(elsewhere + ["call", "hangup", parties[0]["id"] as? String ?? ""]).status == 3)
        #expect(try office.run(elsewhere + ["call", "hangup", "--all"]).array().isEmpty)
        #expect(try list(office).count == parties.count)
        #expect(try office.run(elsewhere + ["call", "list", "--all-domains"]).array().count == parties.count)
        #expect(try office.run(elsewhere + ["call", "hangup", "--all", "--all-domains"]).array().count == parties.count)
        #expect(try list(office).isEmpty)
    }

    @Test("are found on every node, and ended on the one that has them")
    func nodes() throws {
        let office = try office(2)
        defer { office.close() }
        let parties = try call(office)
        let busy = try office.switches.filter { try $0.ask("show channels count").contains("0 total") == false && $0.ask("show channels as json").contains("uuid") }
        #expect(busy.count == 1)
        #expect(try office.run(["call", "hangup", "--all"]).array().count == parties.count)
        for node in office.switches {
            #expect(try !node.ask("show channels as json").contains("uuid"))
            let kills = try node.commands().filter { $0.hasPrefix("api uuid_kill") }
            #expect(kills.isEmpty == (node !== busy[0]), "\(kills)")
        }
    }

    @Test("of a switch that is down are status 5")
    func down() throws {
        let office = try office()
        defer { office.close() }
        office.node.stop()
        for words in [["call", "list"], ["call", "hangup", "--all"], ["call", "hangup", "1001"]] { #expect(try office.run(words).status == 5) }
    }
}
