import Foundation
import Testing

/// What narrows a listing: texts, patterns, switches, registrations, call records.
@Suite("Listings: filters")
struct ListingFilterTests {
    private func names(_ profile: String, _ arguments: String...) throws -> [String] {
        let outcome = try Program.run(arguments: ["--profile", profile, "-o", "name"] + arguments)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        return outcome.lines
    }

    private func done(_ profile: String, _ arguments: [String]) throws {
        let outcome = try Program.run(arguments: ["--profile", profile] + arguments)
        guard outcome.status == 0 else { throw Program.Problem("\(arguments): \(outcome.errors)") }
    }

    private func delete(_ profile: String, _ noun: String, _ ids: [String]) {
        for id in ids { _ = try? Program.run(arguments: ["--profile", profile, noun, "delete", id, "--yes", "--if-exists"]) }
    }

    private static let day = 86_400
    private static func ago(_ days: Int) -> Int { Int(Date().timeIntervalSince1970) - days * day }

    @Test("--search and --match take every character as itself, but for the pattern's own", arguments: Profiles.all)
    func texts(_ profile: String) throws {
        let (first, second) = (Numbers.extension(), Numbers.extension())
        defer { delete(profile, "extension", [first, second]) }
        try done(profile, ["extension", "add", first, "--name", "Filter 50%_a!\(first)"])
        try done(profile, ["extension", "add", second, "--name", "Filter 50xya!\(second)"])
        #expect(try names(profile, "extension", "list", "--search", "50%_A!") == [first])
        #expect(try names(profile, "extension", "list", "--search", "filter 50") == [first, second])
        #expect(try names(profile, "extension", "list", "--search", "filter 50", "--match", second) == [second])
        #expect(try names(profile, "extension", "list", "--match", "\(first.dropLast())?").contains(first))
        #expect(try names(profile, "extension", "list", "--match", "*\(first.suffix(3))").contains(first))
        for nothing in ["' OR 1=1 --", "50%%", "a!!"] {
            #expect(try names(profile, "extension", "list", "--search", nothing) == [], "\(nothing)")
        }
        for nothing in ["%", "_", "\\*", "' OR '1", String(first.dropLast())] {
            #expect(try names(profile, "extension", "list", "--match", nothing) == [], "\(nothing)")
        }
    }

    @Test("--unused-since lists extensions that no call was from or to", arguments: Profiles.all)
    func unused(_ profile: String) throws {
        let calls = TestCalls(profile)
        let (recent, old, rung, caller, never) = (
            Numbers.extension(), Numbers.extension(), Numbers.extension(), Numbers.extension(), Numbers.extension())
        let all = [recent, old, rung, caller, never]
        defer {
            calls.remove()
            delete(profile, "extension", all)
        }
        for number in all { try done(profile, ["extension", "add", number, "--name", "Unused \(number)"]) }
        try calls.add([
            TestCalls.Leg(id: 1, call: 1, start: Self.ago(10), destination: recent),
            TestCalls.Leg(id: 2, call: 2, start: Self.ago(100), destination: old),
            TestCalls.Leg(id: 3, call: 3, start: Self.ago(5), destination: "600"),
            TestCalls.Leg(id: 4, call: 4, start: Self.ago(5), destination: "600"),
        ])
        if calls.isFreePBX {
            // A member of a group, and a caller whose number the record's own columns do not have.
            _ = try calls.sql("UPDATE cdr SET dstchannel = 'PJSIP/\(rung)-0000002a' WHERE uniqueid = '\(calls.id(3))';")
            _ = try calls.sql("UPDATE cdr SET cnum = '', channel = 'PJSIP/\(caller)-0000002b' WHERE uniqueid = '\(calls.id(4))';")
        } else {
            _ = try calls.sql(
                """
                UPDATE v_xml_cdr SET extension_uuid = (SELECT extension_uuid FROM v_extensions WHERE extension = '\(rung)'), direction = 'inbound'
                WHERE xml_cdr_uuid = '\(calls.id(3))';
                UPDATE v_xml_cdr SET source_number = '\(caller)' WHERE xml_cdr_uuid = '\(calls.id(4))';
                """)
        }
        func listed(_ time: String) throws -> Set<String> {
            Set(try names(profile, "extension", "list", "--unused-since", time)).intersection(all)
        }
        #expect(try listed("90d") == [old, never])
        #expect(try listed("-200d") == [never])
        #expect(try listed("7d") == [recent, old, never])
        #expect(try listed("@\(Self.ago(1))") == Set(all))
        #expect(try names(profile, "extension", "list", "--unused-since", "200d", "--match", "\(never.prefix(3))*", "--search", "unused") == [never])
    }

    @Test("--unregistered lists exactly those whose registration says so", arguments: Profiles.all)
    func unregistered(_ profile: String) throws {
        let outcome = try Program.run("--profile", profile, "registration", "list", "-o", "json")
        let records = try outcome.array()
        func having(_ status: (String) -> Bool) -> Set<String> {
            Set(records.filter { status($0["status"] as? String ?? "") }.compactMap { $0["extension"] as? String })
        }
        let expected = having { $0 == "unregistered" }.subtracting(having { $0 != "unregistered" })
        #expect(!expected.isEmpty)
        #expect(try Set(names(profile, "extension", "list", "--unregistered")) == expected)
    }

    @Test("--unregistered changes when a phone comes")
    func registering() throws {
        let phone = try Phone("1003")
        phone.stop()
        defer { phone.stop() }
        #expect(try phone.register().isRegistered)
        #expect(try !names("freepbx", "extension", "list", "--unregistered").contains("1003"))
    }

    @Test("--enabled goes by what the switch goes by", arguments: FusionPBX.allCases)
    func enabled(_ version: FusionPBX) throws {
        let (number, did) = (Numbers.extension(), Numbers.did())
        defer {
            delete(version.rawValue, "extension", [number])
            delete(version.rawValue, "did", [did])
        }
        try done(version.rawValue, ["extension", "add", number, "--name", "Off"])
        try done(version.rawValue, ["extension", "set", number, "--no-enabled"])
        try done(version.rawValue, ["did", "add", did, "--to", "extension:\(number)", "--no-enabled"])
        for (noun, id) in [("extension", number), ("did", did)] {
            #expect(try names(version.rawValue, noun, "list", "--no-enabled").contains(id))
            let on = try names(version.rawValue, noun, "list", "--enabled")
            #expect(!on.contains(id) && !on.isEmpty)
        }
        let groups = try names(version.rawValue, "ringgroup", "list")
        #expect(try names(version.rawValue, "ringgroup", "list", "--enabled") + names(version.rawValue, "ringgroup", "list", "--no-enabled") == groups)
    }

    @Test("--enabled is not offered by a FreePBX", arguments: ["extension", "did", "ringgroup"])
    func noSwitch(_ noun: String) throws {
        #expect(try FreePBX.pbxctl(noun, "list", "--enabled").status == 7)
    }

    @Test("--never-called-since lists inbound numbers that no call came in on", arguments: Profiles.all)
    func neverCalled(_ profile: String) throws {
        let calls = TestCalls(profile)
        let (called, uncalled) = (Numbers.did(), Numbers.did())
        defer {
            calls.remove()
            delete(profile, "did", [called, uncalled])
        }
        for number in [called, uncalled] { try done(profile, ["did", "add", number, "--to", "extension:1001"]) }
        try calls.add([TestCalls.Leg(id: 1, call: 1, start: Self.ago(10)), TestCalls.Leg(id: 2, call: 2, start: Self.ago(100))])
        let (recent, old) = (calls.id(1), calls.id(2))
        _ = try calls.sql(
            calls.isFreePBX
                ? "UPDATE cdr SET did = '\(called)' WHERE uniqueid = '\(recent)'; UPDATE cdr SET did = '\(uncalled)' WHERE uniqueid = '\(old)';"
                : """
                UPDATE v_xml_cdr SET direction = 'inbound', caller_destination = '+\(called)' WHERE xml_cdr_uuid = '\(recent)';
                UPDATE v_xml_cdr SET direction = 'inbound', caller_destination = '\(uncalled)' WHERE xml_cdr_uuid = '\(old)';
                """)
        func listed(_ time: String) throws -> Set<String> {
            Set(try names(profile, "did", "list", "--never-called-since", time, "--match", "1999555*")).intersection([called, uncalled])
        }
        #expect(try listed("90d") == [uncalled])
        #expect(try listed("101d") == [])
        #expect(try listed("9d") == [called, uncalled])
    }

    @Test("a call counts for the one route it took: by number, by pattern, by caller")
    func routes() throws {
        let calls = TestCalls("freepbx")
        let did = Numbers.did()
        let routes = [("_1999777X1X", ""), ("_1999777.", ""), (did, ""), (did, "4155550100"), (did, "_4155551XX")]
        defer {
            calls.remove()
            _ = try? Lab.mysql("DELETE FROM incoming WHERE extension LIKE '\\_1999777%' OR extension = '\(did)';")
        }
        for (number, caller) in routes {
            _ = try Lab.mysql("INSERT INTO incoming (extension, cidnum, destination, description) VALUES ('\(number)', '\(caller)', 'from-did-direct,1001,1', 'routes');")
        }
        func unused() throws -> Set<String> {
            let found = try FreePBX.list("did", "list", "--never-called-since", "30d", "--search", "routes")
            return Set(found.map { "\($0["did"] as? String ?? "")/\($0["caller_id"] as? String ?? "")" })
        }
        #expect(try unused().count == 5)
        try calls.add([TestCalls.Leg(id: 1, call: 1, start: Self.ago(2)), TestCalls.Leg(id: 2, call: 2, start: Self.ago(2))])
        _ = try calls.sql("UPDATE cdr SET did = '1999777210' WHERE uniqueid = '\(calls.id(1))';")
        _ = try calls.sql("UPDATE cdr SET did = '\(did)', cnum = '4155551234' WHERE uniqueid = '\(calls.id(2))';")
        // 4155551234 is not one of _4155551XX: it has a digit more.
        #expect(try unused() == ["_1999777./", "\(did)/4155550100", "\(did)/_4155551XX"])
        _ = try calls.sql("UPDATE cdr SET cnum = '4155550100' WHERE uniqueid = '\(calls.id(2))';")
        #expect(try unused() == ["_1999777./", "\(did)/", "\(did)/_4155551XX"])
        _ = try calls.sql("UPDATE cdr SET cnum = '415555123' WHERE uniqueid = '\(calls.id(2))';")
        #expect(try unused() == ["_1999777./", "\(did)/", "\(did)/4155550100"])
    }

    @Test("every listing of named things can be searched", arguments: Profiles.all, [
        "extension", "did", "ringgroup", "queue", "ivr", "timecondition", "callflow", "conference", "announcement", "recording", "route", "admin", "blocklist",
    ])
    func nouns(_ profile: String, _ noun: String) throws {
        let all = try Program.run("--profile", profile, "-o", "json", noun, "list")
        if all.status == 7 { return }
        let records = try all.array()
        #expect(try names(profile, noun, "list", "--search", "no such thing %").isEmpty)
        #expect(try names(profile, noun, "list", "--match", "no such thing*").isEmpty)
        #expect(try names(profile, noun, "list", "--match", "*") == names(profile, noun, "list"))
        guard let text = records.lazy.compactMap({ $0["name"] as? String ?? $0["description"] as? String ?? $0["username"] as? String }).first
        else { return }
        let found = try Program.run("--profile", profile, "-o", "json", noun, "list", "--search", text.uppercased()).array()
        #expect(!found.isEmpty && found.count <= records.count, "\(text)")
    }

    @Test("what cannot be meant is a usage error before any connection", arguments: [
        ["extension", "list", "--unused-since", "whenever"], ["extension", "list", "--unused-since", "2099-01-01"],
        ["did", "list", "--never-called-since", "90x"], ["extension", "list", "--match", ""], ["did", "list", "--match", "1\\"],
    ])
    func usage(_ line: [String]) throws {
        let outcome = try Program.run(
            arguments: ["--profile", "gone"] + line,
            environment: ["PBXCTL_CONFIG": Scratch.file(
                "[gone]\nkind = freepbx\ndatabase = mysql://x:y@127.0.0.1:1/x\nmanager = ami://x:y@127.0.0.1:1\n")])
        #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
    }

    @Test("call records that begin later than asked for are told of", arguments: Profiles.all)
    func shortHistory(_ profile: String) throws {
        let outcome = try Program.run("--profile", profile, "extension", "list", "--unused-since", "1990-01-01", "-o", "name")
        #expect(outcome.status == 0 && outcome.errors.contains("no call records from before"), "\(outcome.errors)")
        let recent = try Program.run("--profile", profile, "extension", "list", "--unused-since", "1d", "-o", "name")
        #expect(recent.status == 0 && recent.errors.isEmpty, "\(recent.errors)")
    }
}
