import Testing

@testable import PBXKit

@Suite("What FusionPBX's other nouns are written in")
struct FusionPBXNounTests {
    @Test("a ring group's dialplan is the one that FusionPBX's own form writes")
    func ringGroup() {
        var route = FusionPBXRingGroupRoute(name: "RG simultaneous", number: "600", uuid: "D", group: "G")
        let lines = [
            "<extension name=\"RG simultaneous\" continue=\"\" uuid=\"D\">",
            "\t<condition field=\"destination_number\" expression=\"^600$\">",
            "\t\t<action application=\"ring_ready\" data=\"\"/>",
            "\t\t<action application=\"set\" data=\"ring_group_uuid=G\"/>",
            "\t\t<action application=\"set\" data=\"record_stereo=true\"/>",
            "\t\t<action application=\"lua\" data=\"app.lua ring_groups\"/>",
            "\t</condition>", "</extension>",
        ]
        #expect(route.xml == lines.joined(separator: "\n"))
        route.setsStereo = false
        #expect(route.xml == lines.filter { !$0.contains("stereo") }.joined(separator: "\n"))
        route.ringsReady = false
        #expect(!route.xml.contains("ring_ready"))
    }

    @Test("a ring group is renamed in its first line alone, and not where that was edited by hand")
    func renaming() {
        let route = FusionPBXRingGroupRoute(name: "Old & new", number: "600", uuid: "D", group: "G")
        let edited = route.xml.replacing("ring_ready", with: "answer")
        #expect(route.renamed(edited, to: "New")?.contains("name=\"New\"") == true)
        #expect(route.renamed(edited, to: "New")?.contains("answer") == true)
        #expect(route.renamed(route.xml.replacing("continue=\"\"", with: "continue=\"true\""), to: "New") == nil)
    }

    @Test("numbers that calls are forwarded to keep digits and stars", arguments: [
        ("+1 (208) 555-1212", "12085551212"), ("*991001", "*991001"), ("1001", "1001"),
    ])
    func reduced(_ given: String, _ kept: String) throws { #expect(try FusionPBXCallForwards.reduced(given) == kept) }

    @Test("and anything else is refused", arguments: ["", "+", "user/1001", "1001,1002", "${x}", "1\n2", "٣"])
    func notReduced(_ given: String) { #expect(throws: PBXError.self) { try FusionPBXCallForwards.reduced(given) } }

    @Test("registrations are read whatever stands in their fields")
    func registrations() throws {
        let text = """
            <?xml version="1.0" encoding="ISO-8859-1"?>
            <profile>
              <registrations>
                <registration>
                    <call-id>1001-lab@127.0.0.1</call-id>
                    <user>1001@pbx.example.test</user>
                    <contact>&quot;&quot; &lt;sip:1001@127.0.0.1:6001;fs_nat=yes&gt;</contact>
                    <agent>Phone &amp; &lt;Sons&gt;</agent>
                    <status>Registered(UDP-NAT)(unknown) exp(2026-11-21 01:16:48) expsecs(3656)</status>
                    <ping-status>Unreachable</ping-status>
                    <ping-time>12.60</ping-time>
                    <host>vm & co</host>
                    <network-ip>127.0.0.1</network-ip>
                    <network-port>49388</network-port>
                    <sip-auth-realm>pbx.example.test</sip-auth-realm>
                </registration>
              </registrations>
            </profile>
            """
        let reply = try #require(FusionPBXRegistrationReply(text))
        let entry = try #require(reply.entries.first)
        #expect(reply.entries.count == 1 && entry.user == "1001@pbx.example.test" && entry["host"] == "vm & co")
        let connection = try FusionPBXConnection(profile: try FusionPBXLab.native.profile(), scope: Scope())
        let record = entry.registration("1001", try FusionPBXClock(connection: connection, domain: nil), now: 0)
        #expect(record.status == .unreachable && record.contact == "sip:1001@127.0.0.1:6001;fs_nat=yes")
        #expect(record.userAgent == "Phone & <Sons>" && record.transport == "udp" && record.port == 49388)
        #expect(record.latencyMilliseconds == 13 && record.expires?.hasPrefix("1970-01-01T") == true)
        #expect(FusionPBXRegistrationReply("Invalid Profile!\n") == nil)
    }

    @Test("calls say what an extension does", arguments: [
        (["RINGING"], ExtensionState.State.ringing), (["RINGING", "ACTIVE"], .in_use), (["HELD"], .on_hold), (["HELD", "RINGING"], .on_hold),
        (["SOMETHING"], .unknown),
    ])
    func callStates(_ states: [String], _ expected: ExtensionState.State) { #expect(FusionPBXChannels.state(states) == expected) }

    @Test("time conditions say whether they hold", arguments: [
        // 2026-11-21 is a Saturday, day 325 of the year, in the third full week.
        ("wday", "7", true), ("wday", "2-6", false), ("wday", "sat", true), ("wday", "6-1", true), ("hour", "9-17", true), ("hour", "8", false),
        ("mon", "1,11", true), ("mday", "21", true), ("year", "2026", true), ("yday", "325", true), ("mweek", "3", true), ("week", "47", true),
        ("minute-of-day", "556", true), ("time-of-day", "09:00-09:30", true), ("time-of-day", "22:00-09:00", false),
        ("date-time", "2026-11-20 00:00~2026-11-22 00:00", true), ("wday", "someday", nil), ("moon", "1", nil),
    ] as [(String, String, Bool?)])
    func times(_ kind: String, _ data: String, _ expected: Bool?) {
        let time = LocalTime(year: 2026, month: 11, day: 21, hour: 9, minute: 15)
        #expect(FusionPBXTimeRule(kind: kind, data: data).holds(at: time) == expected)
    }

    @Test("passwords are hashed as PHP does, and what PHP hashed is verified")
    func passwords() throws {
        // From the authors of bcrypt's reference implementation (crypt_blowfish, test vectors).
        #expect(try FusionPBXPassword.hash("U*U", salt: "$2y$05$CCCCCCCCCCCCCCCCCCCCC.") == "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
        let hash = try FusionPBXPassword.hash(Secret("Correct horse 1"))
        #expect(hash.hasPrefix("$2y$10$") && hash.utf8.count == 60)
        #expect(try FusionPBXPassword.hash("Correct horse 1", salt: String(hash.prefix(29))) == hash)
        #expect(throws: PBXError.self) { try FusionPBXPassword.hash(String(repeating: "x", count: 73), salt: "$2y$05$CCCCCCCCCCCCCCCCCCCCC.") }
    }

    @Test("the call center's lists are read by the names in their first line")
    func callCenter() {
        let rows = FusionPBXCallCenter.table("name|status|calls_answered\na-1|Available|3\nb|On Break|\n+OK\n")
        #expect(rows.count == 2 && rows[0] == ["name": "a-1", "status": "Available", "calls_answered": "3"] && rows[1]["status"] == "On Break")
        #expect(FusionPBXCallCenter.table("-ERR callcenter_config Command not found!").isEmpty)
    }
}
