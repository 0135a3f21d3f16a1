import Foundation
import Testing

@Suite("FreePBX: an inbound number")
struct FreePBXInboundNumberTests {
    let did = Numbers.did()

    @Test("is the row that FreePBX's form writes, and nothing else")
    func golden() throws {
        defer { FreePBX.removeInboundNumber(did) }
        try FreePBX.done("system", "needreload", "set")
        let before = try FreePBXContents.read()
        let report = try FreePBX.done("did", "add", did, "--to", "extension:1001", "--description", "Front, \"desk\"")
        #expect(report["reload_needed"] as? Bool == true)
        let after = try FreePBXContents.read()
        #expect(after.gone(since: before) == [])
        #expect(after.added(since: before) == [
            "sql callrecording_module (extension, cidnum, callrecording, display) VALUES ('\(did)','','dontcare','did');",
            "sql incoming (cidnum, extension, destination, privacyman, alertinfo, ringing, fanswer, mohclass, description, grppre, delay_answer, pricid, pmmaxretries, pmminlength, reversal, rvolume, indication_zone) VALUES ('','\(did)','from-did-direct,1001,1',0,'','','','default','Front, \\\"desk\\\"','',0,'','3','10','','0','default');",
        ])
        try FreePBX.done("did", "delete", did, "--yes")
        #expect(try FreePBXContents.read() == before)
    }

    @Test("has the documented defaults")
    func defaults() throws {
        defer { FreePBX.removeInboundNumber(did) }
        let report = try FreePBX.done("did", "add", did)
        let after = try #require(report["after"] as? [String: Any])
        #expect(after["description"] as? String == did && after["moh_class"] as? String == "default")
        #expect((after["target"] as? [String: Any])?["raw"] as? String == "app-blackhole,hangup,1")
    }

    @Test("leads to every kind of target, in words and in FreePBX's own strings", arguments: [
        ("extension:1001", "from-did-direct,1001,1", "extension"), ("voicemail:1001", "ext-local,vmu1001,1", "voicemail"),
        ("ringgroup:600", "ext-group,600,1", "ringgroup"), ("queue:700", "ext-queues,700,1", "queue"), ("ivr:1", "ivr-1,s,1", "ivr"),
        ("ivr:Main menu", "ivr-1,s,1", "ivr"), ("conference:8001", "ext-meetme,8001,1", "conference"),
        ("timecondition:2", "timeconditions,2,1", "timecondition"), ("callflow:0", "app-daynight,0,1", "callflow"),
        ("announcement:1", "app-announcement-1,s,1", "announcement"), ("recording:1", "play-system-recording,1,1", "recording"),
        ("misc:1", "ext-miscdests,1,1", "misc"), ("followme:1006", "ext-findmefollow,FM1006,1", "followme"),
        ("hangup", "app-blackhole,hangup,1", "hangup"), ("raw:app-blackhole,busy,1", "app-blackhole,busy,1", "native"),
        ("from-did-direct,0100,1", "from-did-direct,0100,1", "extension"), ("raw:ext-local,vmb1001,1", "ext-local,vmb1001,1", "voicemail"),
    ])
    func targets(word: String, raw: String, kind: String) throws {
        defer { FreePBX.removeInboundNumber(did) }
        try FreePBX.done("did", "add", did, "--to", word)
        #expect(try Lab.mysql("SELECT destination FROM incoming WHERE extension = '\(did)';") == [raw])
        let target = try #require(FreePBX.done("did", "show", did)["target"] as? [String: Any])
        #expect(target["type"] as? String == kind && target["raw"] as? String == raw)
        let listed = try FreePBX.list("did", "list").first { $0["did"] as? String == did }
        #expect((listed?["target"] as? [String: Any])?["raw"] as? String == raw)
    }

    @Test("is refused with a target that does not exist or is none, and nothing is written", arguments: [
        ("extension:7999999", 3), ("voicemail:1016", 3), ("ringgroup:1001", 3), ("queue:9", 3), ("ivr:Nothing", 3), ("followme:1016", 3),
        ("from-did-direct,7999999,1", 3), ("nowhere:1", 2), ("raw:app-blackhole", 2), ("raw:a,b,1;System(id)", 2), ("", 2),
        ("raw:from-did-direct,1001,1\nexten => x", 2), ("timecondition:'; DROP TABLE incoming; --", 3),
    ] as [(String, Int32)])
    func badTargets(target: String, status: Int32) throws {
        let before = try FreePBXContents.read()
        let outcome = try FreePBX.pbxctl("did", "add", did, "--to", target)
        #expect(outcome.status == status, "\(target): \(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(try FreePBXContents.read() == before)
    }

    @Test("is refused where it is no number", arguments: [
        "; DROP TABLE incoming", "1'2", "1 2", "12\r\n34", String(repeating: "1", count: 200), "_", "<action>", "１２",
    ])
    func badNumbers(number: String) throws {
        let before = try FreePBXContents.read()
        #expect(try FreePBX.pbxctl("did", "add", "--", number).status == 2)
        #expect(try FreePBXContents.read() == before)
    }

    @Test("exists once for every caller and once for each caller")
    func callers() throws {
        defer { FreePBX.removeInboundNumber(did) }
        try FreePBX.done("did", "add", did, "--extension", "1001")
        try FreePBX.done("did", "add", did, "--cidnum", "15550001111", "--to", "hangup")
        #expect(try FreePBX.pbxctl("did", "add", did, "--to", "hangup").status == 4)
        #expect(try FreePBX.pbxctl("did", "add", did, "--cidnum", "15550001111").status == 4)
        #expect(try FreePBX.done("did", "add", did, "--if-not-exists")["changed"] as? Bool == false)
        #expect(try FreePBX.done("did", "show", did, "--cidnum", "15550001111")["caller_id"] as? String == "15550001111")
        #expect(try FreePBX.done("did", "show", did)["caller_id"] is NSNull)
        #expect(try FreePBX.pbxctl("did", "show", did, "--cidnum", "1").status == 3)

        try FreePBX.done("did", "set", did, "--cidnum", "15550001111", "--to", "ringgroup:600")
        #expect(try Lab.mysql("SELECT cidnum, destination FROM incoming WHERE extension = '\(did)' ORDER BY cidnum;") == [
            "\tfrom-did-direct,1001,1", "15550001111\text-group,600,1",
        ])
        try FreePBX.done("did", "delete", did, "--yes")
        #expect(try Lab.mysql("SELECT cidnum FROM incoming WHERE extension = '\(did)';") == ["15550001111"])
        #expect(try Lab.mysql("SELECT cidnum FROM callrecording_module WHERE extension = '\(did)';") == ["15550001111"])
        #expect(try FreePBX.pbxctl("did", "delete", did, "--yes").status == 3, "what is left is for one caller alone")
        try FreePBX.done("did", "delete", did, "--cidnum", "15550001111", "--yes")
        #expect(try FreePBXContents.read().traces(of: did) == [])
    }

    @Test("that an import left with NULL is the route for every caller")
    func nullCaller() throws {
        defer { FreePBX.removeInboundNumber(did) }
        _ = try Lab.mysql(
            """
            INSERT INTO incoming (cidnum, extension, destination, privacyman, mohclass, description) VALUES
            (NULL, '\(did)', 'from-did-direct,1001,1', 0, 'default', 'imported');
            """)
        #expect(try FreePBX.done("did", "show", did)["description"] as? String == "imported")
        #expect(try FreePBX.pbxctl("did", "add", did).status == 4)
        try FreePBX.done("did", "set", did, "--description", "known")
        #expect(try Lab.mysql("SELECT cidnum, description, destination FROM incoming WHERE extension = '\(did)';") == ["NULL\tknown\tfrom-did-direct,1001,1"])
        try FreePBX.done("did", "delete", did, "--yes")
        #expect(try FreePBXContents.read().traces(of: did) == [])
    }

    @Test("has exactly the named columns changed")
    func set() throws {
        defer { FreePBX.removeInboundNumber(did) }
        try FreePBX.done("did", "add", did, "--to", "extension:1001", "--caller-id-prefix", "Desk: ", "--mohclass", "lounge")
        _ = try Lab.mysql("UPDATE incoming SET alertinfo = 'ring2', pmmaxretries = '7' WHERE extension = '\(did)';")
        func row() throws -> [String] {
            try Lab.mysql("SELECT destination, alertinfo, mohclass, description, grppre, pmmaxretries FROM incoming WHERE extension = '\(did)';")
        }
        try FreePBX.done("did", "set", did, "--to", "hangup")
        #expect(try row() == ["app-blackhole,hangup,1\tring2\tlounge\t\(did)\tDesk:\t7"])
        try FreePBX.done("did", "set", did, "--mohclass", "", "--caller-id-prefix", "", "--description", "")
        #expect(try row() == ["app-blackhole,hangup,1\tring2\tdefault\t\t\t7"])
        #expect(try FreePBX.done("did", "set", did, "--to", "hangup")["changed"] as? Bool == false)
        #expect(try FreePBX.pbxctl("did", "set", did).status == 2)
        #expect(try FreePBX.pbxctl("did", "set", "1999999", "--to", "hangup").status == 3)
        #expect(try FreePBX.pbxctl("did", "set", did, "--to", "extension:7999999").status == 3)
        #expect(try FreePBX.pbxctl("did", "set", did, "--no-enabled").status == 7)
        #expect(try FreePBX.pbxctl("did", "set", did, "--country-code", "1").status == 7)
    }

    @Test("is deleted by exactly its own spelling")
    func exactMatch() throws {
        defer { FreePBX.removeInboundNumber(did) }
        try FreePBX.done("did", "add", did)
        let before = try FreePBXContents.read()
        for spelling in [String(did.dropFirst()), "+" + did, did + "0", "_" + did.dropLast() + "X", " " + did] {
            let outcome = try FreePBX.pbxctl("did", "delete", spelling, "--yes")
            #expect(outcome.status == 3, "\(spelling): \(outcome.errors)")
        }
        #expect(try FreePBX.pbxctl("did", "delete", did).status == 2, "only with --yes")
        #expect(try FreePBXContents.read() == before)
        try FreePBX.done("did", "delete", did, "--yes")
    }

    @Test("takes a call from outside to its extension, and the record says so")
    func callFromOutside() throws {
        let number = Numbers.extension()
        defer {
            FreePBX.removeInboundNumber(did)
            FreePBX.remove(number)
        }
        let secret = try #require(FreePBX.done("extension", "add", number)["secret"] as? String)
        try FreePBX.done("did", "add", did, "--to", "extension:\(number)")
        try FreePBX.reload()
        let phone = try Phone(number, secret: secret)
        try phone.live("answer")
        defer { phone.stop() }
        #expect(try Phone.callFromOutside(did, from: "15550004711") == "answered")
        try eventually("the call's record") { try FreePBX.list("cdr", "query", "--did", did).count == 1 }
        let record = try #require(FreePBX.list("cdr", "query", "--did", did, "--start", "-5m").first)
        let expected: KeyValuePairs<String, any Equatable> = [
            "direction": "inbound", "src": "15550004711", "did": did, "extension": number, "disposition": "answered",
        ]
        for (key, value) in expected { #expect(FreePBX.isEqual(record[key], value), "\(key): \(record[key] ?? "")") }
        #expect(try FreePBX.list("cdr", "query", "--did", did, "--direction", "internal").isEmpty)
        #expect(try FreePBX.list("cdr", "query", "--did", did, "--direction", "inbound", "--dest", number).count == 1)
    }
}
