import Foundation
import Testing

@Suite("Calls put together from their legs")
struct WholeCallTests {
    private typealias Leg = TestCalls.Leg

    /// A call that two phones were rung for, the second of which answered; a busy one; one that only the mailbox answered.
    private func add(to calls: TestCalls) throws {
        let day = TestCalls.day
        var first = Leg(id: 1, call: 1, start: day, destination: "600", duration: 65, billed: 55, disposition: "answered", sequence: 1)
        // Asterisk says of each leg what became of it; FreeSWITCH's first leg lasts as long as the call.
        if calls.isFreePBX { first = Leg(id: 1, call: 1, start: day, destination: "600", duration: 5, sequence: 1) }
        try calls.add([
            first, Leg(id: 2, call: 1, start: day + 2, destination: "1001", duration: 8, sequence: 2),
            Leg(id: 3, call: 1, start: day + 5, destination: "1002", duration: 60, billed: 55, disposition: "answered", sequence: 3),
            Leg(id: 4, call: 4, start: day + 100, destination: "1003", disposition: "busy", sequence: 4),
            Leg(id: 5, call: 5, start: day + 200, destination: "1004", duration: 30, billed: 20, disposition: "voicemail", sequence: 5),
        ])
    }

    @Test("are one record each, which says what became of the whole call", arguments: Profiles.all)
    func byCall(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try add(to: calls)
        let found = try calls.list("--by-call")
        #expect(found.map { $0["id"] as? String } == [5, 4, 1].map(calls.id))
        #expect(found.map { $0["leg_count"] as? Int } == [1, 1, 3])
        #expect(found.map { $0["disposition"] as? String } == ["voicemail", "busy", "answered"])
        let call = try #require(found.last)
        #expect(call["call_id"] as? String == calls.id(1) && call["src"] as? String == calls.number && call["dst"] as? String == "600")
        #expect(call["start"] as? String == "2010-01-01T00:00:00+00:00" && call["end"] as? String == "2010-01-01T00:01:05+00:00")
        #expect(call["answer"] as? String == "2010-01-01T00:00:10+00:00")
        #expect(call["duration_seconds"] as? Int == 65 && call["billable_seconds"] as? Int == 55)
        #expect(call["leg"] is NSNull)
        // In a table, too.
        let csv = try Program.run("--profile", profile, "cdr", "query", "--by-call", "--src", calls.number, "-o", "csv", "--fields", "dst,leg_count")
        #expect(csv.lines == ["dst,leg_count", "1004,1", "1003,1", "600,3"])
    }

    @Test("are found by any of their legs, and by what holds for all of them", arguments: Profiles.all)
    func conditions(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try add(to: calls)
        func ids(_ options: String...) throws -> [String?] { try calls.run("query", ["--by-call"] + options).array().map { $0["id"] as? String } }
        #expect(try ids("--dest", "1002") == [calls.id(1)])
        #expect(try ids("--dest", "1002", "--limit", "5") == [calls.id(1)])
        #expect(try ids("--disposition", "answered") == [calls.id(1)])
        #expect(try ids("--disposition", "no_answer") == [], "its legs are, the call is not")
        #expect(try ids("--min-duration", "61") == [calls.id(1)])
        #expect(try ids("--limit", "2") == [5, 4].map(calls.id))
        #expect(try ids("--limit", "1", "--oldest-first") == [calls.id(1)])
        // A call begins with its first leg.
        #expect(try ids("--start", "@\(TestCalls.day + 3)") == [5, 4].map(calls.id))
        #expect(try ids("--end", "@\(TestCalls.day + 3)") == [calls.id(1)])
        #expect(try calls.list("--by-call", "--end", "@\(TestCalls.day + 3)").first?["leg_count"] as? Int == 3)
    }

    @Test("of the whole table are as many as there are calls", arguments: Profiles.all)
    func all(profile: String) throws {
        let calls = TestCalls(profile)
        let end = ["--end", "-2d"]
        let found = try Program.run(arguments: ["--profile", profile, "cdr", "query", "--by-call", "--limit", "all", "-o", "name"] + end).lines
        let until = calls.isFreePBX ? "calldate <= NOW() - INTERVAL 2 DAY" : "start_stamp <= now() - interval '2 days'"
        let expected = calls.isFreePBX
            ? "SELECT COUNT(DISTINCT IF(linkedid = '', uniqueid, linkedid)) FROM cdr WHERE \(until);"
            : "SELECT count(DISTINCT coalesce(originating_leg_uuid::text, CASE WHEN leg = 'b' THEN bridge_uuid END, xml_cdr_uuid::text)) FROM v_xml_cdr WHERE \(until) AND domain_uuid = \(FusionPBX.identifier())"
        let count = try Int(#require(calls.sql(expected).first)) ?? 0
        #expect(Set(found).count == found.count && abs(found.count - count) <= 2, "\(found.count) \(count)")
        // The newest few are the first of all.
        let few = try Program.run(arguments: ["--profile", profile, "cdr", "query", "--by-call", "--limit", "25", "-o", "name"] + end).lines
        #expect(Array(found.prefix(25)) == few)
    }

    // MARK: - cdr show

    @Test("one call is shown with its legs, by the id of any of them", arguments: Profiles.all)
    func show(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try add(to: calls)
        for number in [1, 2, 3] {
            let call = try Program.run("--profile", profile, "cdr", "show", calls.id(number), "-o", "json").object()
            #expect(call["id"] as? String == calls.id(1) && call["disposition"] as? String == "answered" && call["duration_seconds"] as? Int == 65)
            let legs = try #require(call["legs"] as? [[String: Any]])
            #expect(legs.map { $0["id"] as? String } == [1, 2, 3].map(calls.id))
            #expect(legs.map { $0["dst"] as? String } == ["600", "1001", "1002"])
            #expect((call["recordings"] as? [Any])?.isEmpty == true)
        }
        let table = try Program.run("--profile", profile, "cdr", "show", calls.id(1), "-o", "table")
        #expect(table.status == 0 && table.output.contains("legs  ") && table.output.contains("1002"))
        let picked = try Program.run("--profile", profile, "cdr", "show", calls.id(4), "-o", "csv", "--fields", "dst,disposition", "--no-header")
        #expect(picked.lines == ["1003,busy"])
    }

    @Test("recordings are shown with path and size, or as missing", arguments: Profiles.all)
    func recordings(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        let name = "external-600-\(calls.number)-20100101-000000-\(TestCalls.day).1.wav"
        let folder = calls.isFreePBX
            ? "\(Lab.value("LAB_ASTERISK_SPOOL"))/monitor/2010/01/01" : "\(Lab.value("LAB_FUSION_RECORDINGS"))/\(FusionPBX.domain)/archive/2010/Jan/01"
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(repeating: 0x52, count: 1234).write(to: URL(filePath: path))
        try calls.add([
            .init(id: 1, call: 1, start: TestCalls.day, disposition: "answered", recording: calls.isFreePBX ? name : path),
            .init(id: 2, call: 1, start: TestCalls.day + 1, sequence: 2, recording: calls.isFreePBX ? "gone-\(name)" : "\(folder)/gone.wav"),
            .init(id: 3, call: 3, start: TestCalls.day + 1, sequence: 3, recording: calls.isFreePBX ? "../../../etc/passwd" : "/a/../../etc/passwd"),
        ])
        let found = try #require(Program.run("--profile", profile, "cdr", "show", calls.id(1), "-o", "json").object()["recordings"] as? [[String: Any]])
        #expect(found.count == 2 && found[0]["path"] as? String == path && found[0]["exists"] as? Bool == true && found[0]["size_bytes"] as? Int == 1234)
        #expect(found.last?["exists"] as? Bool == false && found.last?["size_bytes"] is NSNull)
        let astray = try Program.run("--profile", profile, "cdr", "show", calls.id(3), "-o", "json")
        #expect(astray.status == 0 && !astray.output.contains("\"exists\": true"), "\(astray.output)")
    }

    @Test("what is no call is status 3, another tenant's too", arguments: Profiles.all)
    func notFound(profile: String) throws {
        for id in ["nix", "", "1.2", "1262304000.999", "' OR 1=1 --", "77777777-7777-4777-8777-777777777777", String(repeating: "9", count: 5000)] {
            let outcome = try Program.run("--profile", profile, "cdr", "show", "-o", "json", "--", id)
            #expect(outcome.status == 3 && outcome.output.isEmpty, "\(id.prefix(40)): \(outcome.errors)")
        }
        guard profile != "freepbx" else { return }
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try calls.add([.init(id: 1, call: 1, start: TestCalls.day)])
        #expect(try Program.run("--profile", profile, "--domain", FusionPBX.branch, "cdr", "show", calls.id(1)).status == 3)
        #expect(try Program.run("--profile", profile, "cdr", "show", calls.id(1), "--all-domains").status == 0)
    }
}
