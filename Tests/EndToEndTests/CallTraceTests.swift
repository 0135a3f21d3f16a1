import Foundation
import Testing

@Suite("Where a call goes")
struct CallTraceTests {
    private func trace(_ profile: String, _ number: String, _ options: String...) throws -> [[String: Any]] {
        let outcome = try Program.run(arguments: ["--profile", profile, "-o", "json", "did", "trace", number] + options)
        guard outcome.status == 0 else { throw Program.Problem("\(number): \(String(describing: outcome.status)) \(outcome.errors)") }
        return try outcome.array()
    }

    /// `role > type:id` of each step.
    private func steps(_ rows: [[String: Any]]) -> [String] {
        rows.map { "\($0["role"] as? String ?? "") > \($0["type"] ?? ""):\($0["id"] as? String ?? "")" }
    }

    // MARK: - Times

    @Test("follows what the clock says at the time asked for")
    func freePBXTimes() throws {
        // A Wednesday, in the zone of the lab's Asterisk.
        let open = try trace("freepbx", "15551230000", "--at", "2026-11-18 12:00")
        #expect(steps(open).starts(with: [" > did:15551230000", "always > timecondition:1", "match > ringgroup:600", "member > extension:1001"]), "\(steps(open))")
        #expect(open[1]["state"] as? String == "match" && open[1]["parent"] as? Int == 1 && open[2]["parent"] as? Int == 2)
        let closed = try trace("freepbx", "15551230000", "--at", "2026-11-18 18:00")
        #expect(steps(closed) == [" > did:15551230000", "always > timecondition:1", "no match > announcement:1", "always > hangup:"])
        // The last minute belongs to it, Friday ends earlier, and a holiday is another condition's.
        #expect(steps(try trace("freepbx", "15551230000", "--at", "2026-11-18 17:59:59")).contains("match > ringgroup:600"))
        #expect(!steps(try trace("freepbx", "15551230000", "--at", "2026-11-20 15:00")).contains("match > ringgroup:600"))
        #expect(steps(try trace("freepbx", "15551230000", "--at", "2026-11-20 14:59")).contains("match > ringgroup:600"))
    }

    @Test("follows what the clock says at the time asked for", arguments: FusionPBX.allCases)
    func fusionPBXTimes(desk: FusionPBX) throws {
        // Office hours are Monday to Friday, 8 to 17, in the domain's zone.
        let open = try trace(desk.rawValue, "+4930123456", "--at", "2026-11-18 12:00")
        #expect(steps(open).contains("match > ringgroup:600") && !steps(open).contains("no match > voicemail:1001"), "\(steps(open))")
        let closed = try trace(desk.rawValue, "+4930123456", "--at", "2026-11-21 12:00")
        #expect(steps(closed).suffix(1) == ["no match > voicemail:1001"], "\(steps(closed))")
    }

    @Test("an override counts more than the clock")
    func overrides() throws {
        defer { _ = try? Lab.asterisk("database put TC 1 \"\"") }
        for (value, kind) in [("true_sticky", "ringgroup"), ("false_sticky", "announcement"), ("true", "ringgroup"), ("false", "announcement")] {
            _ = try Lab.asterisk("database put TC 1 \(value)")
            for time in ["2026-11-18 12:00", "2026-11-18 20:00"] {
                let rows = try trace("freepbx", "15551230000", "--at", time)
                #expect(rows[2]["type"] as? String == kind, "\(value) \(time): \(steps(rows))")
                #expect((rows[1]["state"] as? String)?.contains("override") == true)
            }
        }
    }

    @Test("a call flow leads the way it is turned", arguments: Profiles.all)
    func callFlows(profile: String) throws {
        let (flow, did) = profile == "freepbx" ? ("0", "15551230001") : ("710", "442071234567")
        defer { _ = try? Paths.run(profile, "callflow", "set", flow, "normal") }
        for (state, kind) in [("alternate", "voicemail"), ("normal", "extension")] {
            #expect(try Paths.run(profile, "callflow", "set", flow, state).status == 0)
            let rows = try trace(profile, did)
            #expect(rows[1]["state"] as? String == state && rows[2]["type"] as? String == kind && rows[2]["role"] as? String == state, "\(steps(rows))")
        }
    }

    // MARK: - Numbers

    @Test("a number is taken as the dialplan takes it")
    func freePBXNumbers() throws {
        #expect(steps(try trace("freepbx", "15551230000", "--caller", "15559990000")) == [" > did:15551230000/15559990000", "always > hangup:"])
        #expect(steps(try trace("freepbx", "15551230000", "--caller", "15550000001")).first == " > did:15551230000")
        #expect(steps(try trace("freepbx", "15551257777")) == [" > did:_1555125XXXX", "always > misc:1", "always > external:15557654321"])
        for number in ["15551239990", "442071234567", "1555125", ""] {
            #expect(try Paths.run("freepbx", "did", "trace", number).status == 3, "\(number)")
        }
    }

    @Test("a number is taken as the dialplan takes it", arguments: FusionPBX.allCases)
    func fusionPBXNumbers(desk: FusionPBX) throws {
        let profile = desk.rawValue
        for spelling in ["2085551414", "12085551414", "+12085551414"] {
            #expect(steps(try trace(profile, spelling)).prefix(2) == [" > did:12085551414", "always > ivr:700"])
        }
        #expect(steps(try trace(profile, "2085559876")).contains("always > conference:750"), "by an expression")
        #expect(steps(try trace(profile, "12085551818")).filter { $0.hasPrefix("always") } == ["always > extension:1002", "always > voicemail:1002"])
        let off = try trace(profile, "12085551717")
        #expect(off.count == 1 && off[0]["enabled"] as? Bool == false, "one that is switched off takes no calls")
        #expect(try Paths.run(profile, "did", "trace", "19990000000").status == 3)
        #expect(try Paths.run(profile, "did", "trace", "13035550001").status == 3, "another tenant's")
    }

    // MARK: - Shapes

    @Test("menus show every option, once; a way back is a loop")
    func menus() throws {
        let rows = try trace("freepbx", "15551230800")
        let found = steps(rows)
        for expected in ["option 1 > ringgroup:600", "option 2 > queue:700", "option 3 > ivr:2", "option 9 > ivr:1", "time-out > extension:1001"] {
            #expect(found.contains(expected), "\(expected) of \(found)")
        }
        #expect(rows.first { $0["role"] as? String == "option 9" }?["repeats"] as? String == "loop")
        #expect(rows.contains { $0["repeats"] as? String == "above" })
    }

    @Test("an extension's forwards, follow-me and do-not-disturb are followed")
    func habits() throws {
        let kept = try Paths.keepFreePBX()
        defer { kept.restore() }
        func to(_ number: String) throws -> [String] {
            _ = try Lab.mysql("UPDATE incoming SET destination = 'from-did-direct,\(number),1' WHERE extension = '15551230001';")
            return Array(steps(try trace("freepbx", "15551230001")).dropFirst(2))
        }
        #expect(try to("1011") == ["forward all > extension:1012", "mailbox > voicemail:1012"])
        #expect(try to("1013") == ["forward busy > extension:1012", "mailbox > voicemail:1012", "mailbox > voicemail:1013"])
        #expect(try to("1006").starts(with: ["follow-me > followme:1006", "member > external:15557654321", "member > extension:1007"]))
        #expect(try to("1010") == ["mailbox > voicemail:1010"])
        #expect(try to("1001") == ["mailbox > voicemail:1001"], "its follow-me is off")
    }

    @Test("what is not there is said to be missing", arguments: Profiles.all)
    func missing(profile: String) throws {
        let kept = try Paths.keep(profile)
        defer { kept.restore() }
        let isFree = profile == "freepbx"
        try Paths.sql(
            profile, isFree ? "UPDATE daynight SET dest = 'ivr-99,s,1' WHERE ext = '0' AND dmode = 'day';"
                : "UPDATE v_call_flows SET call_flow_data = '6398 XML \(FusionPBX.domain)' WHERE call_flow_extension = '710'")
        let rows = try trace(profile, isFree ? "15551230001" : "442071234567")
        #expect(rows.count == 3 && rows[2]["exists"] as? Bool == false, "\(steps(rows))")
        let tree = try Program.run("--profile", profile, "-o", "table", "did", "trace", isFree ? "15551230001" : "442071234567")
        #expect(tree.status == 0 && tree.output.contains("does not exist"))
    }

    @Test("is drawn as a tree, for Graphviz and for Mermaid", arguments: Profiles.all)
    func pictures(profile: String) throws {
        let did = profile == "freepbx" ? "15551230800" : "12085551414"
        let environment = ["LANG": "C.UTF-8", "TERM": "xterm"]
        let tree = try Program.run("--profile", profile, "-o", "table", "did", "trace", did, environment: environment)
        #expect(tree.lines.first?.hasPrefix("did:\(did) Menu") == true)
        #expect(tree.lines.contains { $0.hasPrefix("   ├─ option 1: ") }, "\(tree.output)")
        let plain = try Program.run("--profile", profile, "-o", "table", "did", "trace", did)
        #expect(plain.lines.contains { $0.hasPrefix("   |- option 1: ") })
        let dot = try Program.run("--profile", profile, "did", "trace", did, "--graphviz")
        #expect(dot.output.hasPrefix("digraph call {") && dot.output.contains("[label=\"option 1\"];") && dot.output.hasSuffix("}\n"))
        let mermaid = try Program.run("--profile", profile, "did", "trace", did, "--mermaid")
        #expect(mermaid.output.hasPrefix("flowchart LR\n") && mermaid.output.contains("-->|\"option 1\"|"))
        // What names hold breaks out of neither.
        for line in mermaid.lines.dropFirst() where line.contains("[\"") { #expect(line.filter { $0 == "\"" }.count == 2, "\(line)") }
        #expect(try Program.run("--profile", profile, "did", "trace", did, "--mermaid", "--graphviz").status == 2)
        let rows = try Program.run("--profile", profile, "did", "trace", did, "--fields", "step,role,type,id").lines
        #expect(rows.first == "step\trole\ttype\tid" && rows.count > 5)
    }
}
