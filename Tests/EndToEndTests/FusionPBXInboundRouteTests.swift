import Foundation
import Testing

@Suite("FusionPBX: inbound numbers, read back from the stores")
struct FusionPBXInboundRouteTests {
    /// Whether somebody who dials a number from outside is let in, through the lab's dialplan and its cache.
    private func connects(_ office: FusionPBXOffice, _ dialled: String) throws -> Bool {
        try office.node.ask("originate {originate_timeout=3}loopback/\(dialled)/public/XML &park").hasPrefix("+OK")
    }

    @Test("are written as FusionPBX's own form wrote them", arguments: FusionPBX.allCases)
    func golden(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        try office.node.write("registrations", "1003@\(FusionPBXOffice.domain) internal 127.0.0.1:7003")
        let national = String(Numbers.did().dropFirst())
        defer { office.removeDID("1\(national)") }
        try office.done(
            "did", "add", national, "--country-code", "1", "--to", "extension:1003", "--caller-id-prefix", "SALES-", "--description", "")
        let recorded = try version.recordedRows()
        let destination = try #require(try office.rows("v_destinations", "destination_number = '\(national)'").first)
        let route = try #require(destination["dialplan_uuid"] ?? nil)
        let places = ["2085551313": national, "DIALPLAN_UUID": route, "DOMAIN_UUID": try #require(destination["domain_uuid"] ?? nil)]
        var form = try #require(recorded["v_destinations"]?.first)
        // JSON's own blanks and order are PostgreSQL's matter.
        let actions = form.removeValue(forKey: "destination_actions")
        #expect(actions != nil && (destination["destination_actions"] ?? nil)?.contains("1003 XML pbx.example.test") == true)
        expectRow(destination, form, replacing: places)
        expectRow(
            try #require(try office.rows("v_dialplans", "dialplan_uuid = '\(route)'").first),
            try #require(recorded["v_dialplans"]?.first), replacing: places)
        let details = try office.rows("v_dialplan_details", "dialplan_uuid = '\(route)' ORDER BY dialplan_detail_order")
        let wanted = try #require(recorded["v_dialplan_details"])
        #expect(details.count == wanted.count)
        for (row, form) in zip(details, wanted) { expectRow(row, form, replacing: places) }
        for dialled in ["1\(national)", "+1\(national)", national] { #expect(try connects(office, dialled), "\(dialled)") }
        try office.done("did", "delete", "1\(national)", "--yes")
        #expect(try office.places(of: route).isEmpty && office.places(of: national).isEmpty)
    }

    @Test("are routed at once though somebody called in vain before, and no longer after deletion", arguments: FusionPBX.allCases)
    func routing(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        try office.node.write("registrations", "1001@\(FusionPBXOffice.domain) internal 127.0.0.1:7001", "1002@\(FusionPBXOffice.domain) internal 127.0.0.1:7002")
        let did = Numbers.did()
        defer { office.removeDID(did) }
        for dialled in [did, "+\(did)"] { #expect(try !connects(office, dialled), "not yet") }
        try office.done("did", "add", did, "--to", "extension:1001")
        for dialled in [did, "+\(did)"] { #expect(try connects(office, dialled), "\(dialled)") }
        try office.node.write("outcomes", "1001 = busy", "1002 = answer")
        #expect(try !connects(office, did))
        try office.done("did", "set", did, "--to", "extension:1002")
        #expect(try connects(office, "+\(did)"))
        try office.done("did", "set", did, "--no-enabled")
        #expect(try !connects(office, did))
        try office.done("did", "set", did, "--enabled")
        #expect(try connects(office, did))
        try office.node.cache("directory:1001@\(FusionPBXOffice.domain)")
        try office.done("did", "delete", did, "--yes")
        for dialled in [did, "+\(did)"] { #expect(try !connects(office, dialled), "no longer") }
        #expect(try office.node.isCached("directory:1001@\(FusionPBXOffice.domain)"), "other entries stay")
    }

    @Test("are changed in the named columns only", arguments: FusionPBX.allCases)
    func set(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let did = Numbers.did()
        defer { office.removeDID(did) }
        try office.done("did", "add", did, "--to", "extension:1001", "--caller-id-prefix", "A-")
        func read() throws -> ([String: String?], [String: String?]) {
            let row = try #require(try office.rows("v_destinations", "destination_number = '\(did)'").first)
            let route = try #require(row["dialplan_uuid"] ?? nil)
            return (row, try #require(try office.rows("v_dialplans", "dialplan_uuid = '\(route)'").first))
        }
        let stamps = FusionPBXExtensionSetTests.stamps
        for (options, destination, dialplan) in [
            (["--description", "Other"], ["destination_description"], ["dialplan_description"]),
            (["--to", "ringgroup:600"], ["destination_actions", "destination_data"], ["dialplan_xml"]),
            (["--to", "hangup"], ["destination_actions", "destination_app", "destination_data"], ["dialplan_xml"]),
            (["--caller-id-prefix", ""], ["destination_cid_name_prefix"], ["dialplan_xml"]),
            (["--no-enabled"], ["destination_enabled"], ["dialplan_enabled"]),
            (["--mohclass", "jazz"], ["destination_hold_music"], ["dialplan_xml"]),
        ] {
            let before = try read()
            let outcome = try office.run(["did", "set", did] + options)
            #expect(outcome.status == 0, "\(options): \(outcome.errors)")
            let after = try read()
            #expect(differences(before.0, after.0).subtracting(stamps) == Set(destination), "\(options)")
            #expect(differences(before.1, after.1).subtracting(stamps) == Set(dialplan), "\(options)")
            #expect(try office.run(["did", "set", did] + options).object()["changed"] as? Bool == false, "\(options) again")
        }
    }

    @Test("lead to every kind of target, and say so again", arguments: [
        ("extension:1001", "transfer", "1001 XML pbx.example.test"), ("extension:1045", "transfer", "2045 XML pbx.example.test"),
        ("voicemail:1001", "transfer", "*991001 XML pbx.example.test"), ("ringgroup:600", "transfer", "600 XML pbx.example.test"),
        ("ivr:700", "transfer", "700 XML pbx.example.test"), ("queue:800", "transfer", "800 XML pbx.example.test"),
        ("callflow:710", "transfer", "710 XML pbx.example.test"), ("timecondition:720", "transfer", "720 XML pbx.example.test"),
        ("hangup", "hangup", nil), ("raw:transfer:1001 XML pbx.example.test", "transfer", "1001 XML pbx.example.test"),
        ("raw:bridge:sofia/external/x@192.0.2.1", "bridge", "sofia/external/x@192.0.2.1"), ("raw:playback:a.wav", "playback", "a.wav"),
    ] as [(String, String, String?)])
    func targets(_ word: String, _ application: String, _ data: String?) throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let did = Numbers.did()
        defer { office.removeDID(did) }
        try office.done("did", "add", did, "--to", word)
        let row = try #require(try office.rows("v_destinations", "destination_number = '\(did)'").first)
        #expect(row["destination_app"] == application && row["destination_data"] == .some(data))
        let shown = try #require(try office.done("did", "show", did)["target"] as? [String: Any])
        let kind = try #require(shown["type"] as? String ?? shown["kind"] as? String)
        if !word.hasPrefix("raw:") { #expect(word.hasPrefix(kind), "\(shown)") }
    }

    @Test("are refused when the target is not there, or would run something", arguments: [
        ("extension:9999", 3), ("ringgroup:1", 3), ("queue:x", 3), ("recording:none.wav", 3), ("announcement:1", 7),
        ("raw:system:id", 2), ("raw:set:x=1", 2), ("raw:lua", 2), ("nowhere", 2), ("extension:", 2),
        ("raw:transfer:1001\"/><action application=\"system\" data=\"id", 2), ("raw:transfer:${system(id)} XML x", 2),
        ("raw:playback:<x>", 2), ("extension:' OR 1=1 --", 3), ("raw:bridge:a&b", 2),
    ])
    func badTargets(_ word: String, _ status: Int32) throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let before = try office.fingerprint()
        let outcome = try office.pbxctl("did", "add", Numbers.did(), "--to", word)
        #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(try office.fingerprint() == before)
    }

    @Test("keep descriptions that look like code as text, and the dialplan whole", arguments: FusionPBX.allCases, [
        "<action application=\"system\" data=\"id\"/>", "'; DROP TABLE v_destinations; --", "a & b \"c\" ]]>", "${system(id)}", "日本 😀",
    ])
    func descriptions(_ version: FusionPBX, _ text: String) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let did = Numbers.did()
        defer { office.removeDID(did) }
        try office.done("did", "add", did, "--to", "extension:1001", "--description", text)
        let row = try #require(try office.rows("v_destinations", "destination_number = '\(did)'").first)
        #expect(row["destination_description"] == text)
        let route = try #require(row["dialplan_uuid"] ?? nil)
        let xml = try #require(try office.rows("v_dialplans", "dialplan_uuid = '\(route)'").first?["dialplan_xml"] ?? nil)
        #expect(!xml.contains("system") && !xml.contains("DROP"))
        #expect(try office.done("did", "show", did)["description"] as? String == text)
    }

    @Test("belong to one domain: in another they are a conflict, however they are spelt", arguments: FusionPBX.allCases)
    func otherDomain(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version, offline: true)
        defer { office.close() }
        let did = Numbers.did()
        defer { office.removeDID(did) }
        try office.done("did", "add", did)
        let before = try office.fingerprint()
        for domain in [FusionPBXOffice.domain, FusionPBXOffice.branch] {
            for spelling in [[did], ["+\(did)"], [String(did.dropFirst()), "--country-code", "1"]] {
                let outcome = try office.run(["--domain", domain, "did", "add"] + spelling)
                #expect(outcome.status == 4 && outcome.errors.contains(FusionPBXOffice.domain), "\(spelling): \(outcome.errors)")
            }
        }
        #expect(try office.pbxctl("--domain", FusionPBXOffice.branch, "did", "show", did).status == 3)
        #expect(try office.pbxctl("--domain", FusionPBXOffice.branch, "did", "delete", did, "--yes").status == 3)
        #expect(try office.pbxctl("--domain", FusionPBXOffice.branch, "did", "show", did, "--all-domains").status == 0)
        #expect(try office.fingerprint() == before)
    }

    @Test("are hung up and described by themselves when nothing is said")
    func defaults() throws {
        let office = try FusionPBXOffice(offline: true)
        defer { office.close() }
        let did = Numbers.did()
        defer { office.removeDID(did) }
        try office.done("did", "add", did)
        let row = try #require(try office.rows("v_destinations", "destination_number = '\(did)'").first)
        #expect(row["destination_app"] == "hangup" && row["destination_description"] == did)
        #expect(row["destination_hold_music"] == .some(nil) && row["destination_enabled"] == "true")
        for bad in ["", "12a", "1;2", String(repeating: "1", count: 200), "+", "1 2"] {
            #expect(try office.pbxctl("did", "add", "--", bad).status == 2, "\(bad)")
        }
        #expect(try office.pbxctl("did", "add", Numbers.did(), "--cidnum", "1").status == 7)
        #expect(try office.pbxctl("did", "add", Numbers.did(), "--mohclass", "no such").status == 3)
    }
}
