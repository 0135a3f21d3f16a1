import Testing

@testable import PBXKit

@Suite("The dialplan of an inbound number")
struct FusionPBXRouteTests {
    static let domain = Domain(name: "pbx.example.test", uuid: "DOMAIN_UUID")

    static func route(
        _ number: String, _ code: String? = nil, action: FusionPBXAction = FusionPBXAction(application: "transfer", data: "1003 XML pbx.example.test")
    ) throws -> FusionPBXRoute {
        let spelling = try FusionPBXNumberSpelling(number, countryCode: code)
        return FusionPBXRoute(
            name: spelling.national, uuid: "DIALPLAN_UUID", field: "destination_number", expression: spelling.expression,
            domain: domain, action: action)
    }

    @Test("matches what carriers dial", arguments: [
        ("12085551212", nil, ["12085551212", "+12085551212"], ["2085551212", "112085551212", "12085551212x"]),
        ("+12085551212", nil, ["12085551212", "+12085551212"], ["120855512123"]),
        ("2085551212", "1", ["2085551212", "12085551212", "+12085551212"], ["+442085551212"]),
        ("12085551212", "+1", ["2085551212", "12085551212", "+12085551212"], []),
        ("2071234567", "44", ["2071234567", "442071234567", "+442071234567"], ["4442071234567"]),
        ("2085551212", nil, ["2085551212", "+12085551212", "12085551212"], ["22085551212"]),
    ] as [(String, String?, [String], [String])])
    func matching(_ number: String, _ code: String?, _ good: [String], _ bad: [String]) throws {
        let expression = try FusionPBXNumberSpelling(number, countryCode: code).expression
        let regex = try Regex(expression)
        for text in good { #expect(try regex.firstMatch(in: text) != nil, "\(expression) \(text)") }
        for text in bad { #expect(try regex.firstMatch(in: text) == nil, "\(expression) \(text)") }
    }

    @Test("has the expression that FusionPBX makes of a country code", arguments: [
        ("2085551212", "1", "^\\+?1?(2085551212)$"), ("2071234567", "44", "^\\+?(?:44)?(2071234567)$"),
    ])
    func expressions(_ number: String, _ code: String, _ expected: String) throws {
        #expect(try FusionPBXNumberSpelling(number, countryCode: code).expression == expected)
    }

    @Test("refuses what is no number", arguments: ["", "+", "12a", "1' OR '1", "\"/><action", "1\n2", String(repeating: "1", count: 200), "٣٤"])
    func noNumbers(_ text: String) {
        #expect(kind { try FusionPBXNumberSpelling(text, countryCode: nil) } == .usage)
    }

    @Test("drops every spelling of the number from the cache")
    func spellings() throws {
        let spelling = try FusionPBXNumberSpelling("12085551212", countryCode: "1")
        #expect(Set(spelling.all) == ["2085551212", "+2085551212", "12085551212", "+12085551212"])
        #expect(spelling.displayed == "12085551212")
    }

    @Test("is written as FusionPBX's own form writes it")
    func recorded() throws {
        var route = try Self.route("2085551313", "1")
        route.callerIDPrefix = "SALES-"
        #expect(route.xml == (try FusionPBXLab.native.recordedRows())["v_dialplans"]?.first?["dialplan_xml"] ?? nil)
    }

    @Test("cannot be broken by a value")
    func injection() {
        #expect(FusionPBXXML.attribute("\"/><action application=\"system\" data='x'&") ==
            "&quot;/&gt;&lt;action application=&quot;system&quot; data='x'&amp;")
        #expect(FusionPBXXML.attribute("a\nb\u{0}c") == "a b c")
        for text in ["\"", "<", "&amp;", "${hostname}", "a\nb", "$1", "\\"] {
            #expect(kind { try FusionPBXXML.value(text, "value") } == .usage)
            #expect(kind { try FusionPBXAction(raw: "transfer:\(text)") } == .usage)
        }
        for raw in ["system:id", "bgsystem:id", "spawn:id", "set:x", "transfer", "transfer:", "", ":", "lua;x:y"] {
            #expect(kind { try FusionPBXAction(raw: raw) } == .usage, "\(raw)")
        }
    }

    @Test("is changed in place, edits by hand left alone")
    func rewriting() throws {
        let old = try Self.route("2085551313", "1")
        var new = old
        new.action = FusionPBXAction(application: "transfer", data: "600 XML pbx.example.test")
        #expect(old.rewritten(old.xml + "\n", to: new) == new.xml)
        let byHand = old.xml.replacing("\t\t<action application=\"transfer\"", with: "\t\t<action application=\"sleep\" data=\"1000\"/>\n\t\t<action application=\"transfer\"")
        let kept = try #require(old.rewritten(byHand, to: new))
        #expect(kept.contains("sleep") && kept.contains("600 XML") && !kept.contains("1003 XML"))
        new.callerIDPrefix = "A"
        let both = try #require(old.rewritten(byHand, to: new))
        #expect(both.contains("effective_caller_id_name=A#") && both.contains("600 XML") && both.contains("sleep"))
        #expect(old.rewritten(byHand.replacing("1003 XML", with: "1004 XML"), to: new) == nil)
    }
}

@Suite("FusionPBX targets")
struct FusionPBXTargetTests {
    private func decode(_ application: String, _ data: String) -> Target {
        FusionPBXTargets.decode(FusionPBXAction(application: application, data: data), in: "d.test") { number in
            ["1001": FusionPBXTargets.Owner(kind: .extension, name: "Desk"), "600": FusionPBXTargets.Owner(kind: .ringgroup, name: nil)][number]
        }
    }

    @Test("are read back in pbxctl's words", arguments: [
        ("transfer", "1001 XML d.test", "extension:1001"), ("transfer", "600 XML d.test", "ringgroup:600"),
        ("transfer", "*991001 XML d.test", "voicemail:1001"), ("hangup", "", "hangup"),
        ("lua", "streamfile.lua hello.wav", "recording:hello.wav"),
        ("transfer", "*98 XML d.test", "raw:transfer:*98 XML d.test"),
        ("transfer", "1001 XML other.test", "raw:transfer:1001 XML other.test"),
        ("transfer", "", "raw:transfer:"), ("transfer", "1001", "raw:transfer:1001"), ("bridge", "user/1", "raw:bridge:user/1"),
        ("", "", "raw::"), ("lua", "x.lua", "raw:lua:x.lua"),
    ])
    func decoding(_ application: String, _ data: String, _ short: String) {
        #expect(decode(application, data).short == short)
    }

    @Test("survive the way to the database and back", arguments: FusionPBXLab.allCases)
    func roundTrip(_ lab: FusionPBXLab) throws {
        let connection = try lab.connection()
        defer { connection.close() }
        let domain = try connection.domain()
        let targets = FusionPBXTargets(connection: connection)
        for text in ["extension:1001", "voicemail:1001", "ringgroup:600", "hangup", "raw:transfer:*98 XML pbx.example.test"] {
            let action = try targets.encode(try TargetRequest(text), in: domain)
            let back = FusionPBXTargets.decode(action, in: domain.name) { number in
                number == "600" ? .init(kind: .ringgroup, name: nil) : number == "1001" ? .init(kind: .extension, name: nil) : nil
            }
            #expect(back.short == text)
        }
        #expect(kind { try targets.encode(.to(.extension, id: "4711"), in: domain) } == .notFound)
        #expect(kind { try targets.encode(.to(.queue, id: "x'; DROP"), in: domain) } == .notFound)
        #expect(kind { try targets.encode(.to(.announcement, id: "1"), in: domain) } == .notOffered)
    }
}

@Suite("FusionPBX values and commands")
struct FusionPBXValueTests {
    @Test("record a mixture of directions only where FusionPBX has a word for it")
    func recording() throws {
        var change = ExtensionChange()
        #expect(try FusionPBXRecording(userRecord: nil).changed(by: change).userRecord() == nil)
        change.recordExternalIn = .set(.always)
        #expect(try FusionPBXRecording(userRecord: nil).changed(by: change).userRecord() == "inbound")
        change.recordInternalIn = .set(.always)
        #expect(kind { try FusionPBXRecording(userRecord: nil).changed(by: change).userRecord() } == .notOffered)
        for word in ["all", "local", "inbound", "outbound"] {
            #expect(try FusionPBXRecording(userRecord: word).userRecord() == word)
        }
        change = ExtensionChange()
        change.recordExternalIn = .set(.never)
        #expect(try FusionPBXRecording(userRecord: "inbound").changed(by: change).userRecord() == nil)
        #expect(kind { try FusionPBXRecording(userRecord: "outbound").changed(by: change).userRecord() } == .notOffered)
    }

    @Test("never flush registrations without a user, nor let a key out of its quotes")
    func commands() throws {
        #expect(try FusionPBXCommand.flushRegistrations(of: "1001", at: "d.test", profile: "internal") ==
            "sofia profile internal flush_inbound_reg 1001@d.test")
        #expect(kind { try FusionPBXCommand.flushRegistrations(of: "", at: "d.test", profile: "internal") } == .usage)
        for key in ["a\"b", "a b", "a\nb", "", "a;b", "a\\b", "a'b"] {
            #expect(kind { try FusionPBXCommand.deleteFromCache([key]) } == .usage)
        }
        #expect(try FusionPBXCommand.deleteFromCache(["directory:1@d"]) ==
            "lua ~local c=require \"resources.functions.cache\"; stream:write(tostring(c.del(\"directory:1@d\"))..\"\\n\")")
    }

    @Test("refuse secrets that FusionPBX's directory cannot carry", arguments: ["", " x", "a\"b", "a<b", "a&b", "a'b", "a\nb", "pässword"])
    func secrets(_ text: String) {
        #expect(kind { try FusionPBXValues.password(Secret(text)) } == .usage)
    }
}
