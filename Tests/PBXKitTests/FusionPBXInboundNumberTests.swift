import Foundation
import Testing

@testable import PBXKit

@Suite("FusionPBX inbound numbers in a real database")
struct FusionPBXInboundNumberTests {
    private func remove(_ did: String, _ system: FusionPBXSystem) throws {
        if let plan = try? system.inboundNumbers?.planDelete(did, callerID: nil) { try system.carryOut(plan) }
    }

    @Test("are written as FusionPBX's own form writes them", arguments: FusionPBXLab.allCases)
    func add(_ lab: FusionPBXLab) throws {
        let system = try lab.system()
        defer { system.close() }
        try remove("13085551313", system)
        let numbers = try #require(system.inboundNumbers)
        var change = InboundNumberChange()
        change.target = .set(.to(.extension, id: "1003"))
        change.countryCode = .set("1")
        change.callerIDPrefix = .set("SALES-")
        change.description = .set("")
        let plan = try numbers.planAdd("3085551313", callerID: nil, change)
        try system.carryOut(plan)

        let connection = try lab.connection()
        defer { connection.close() }
        let recorded = try lab.recordedRows()
        let stored = try connection.rows("v_destinations", where: "destination_number = '3085551313'")
        expectRows(stored, try #require(recorded["v_destinations"]), replacing: ["2085551313": "3085551313"])
        let dialplan = try connection.rows("v_dialplans", where: "dialplan_uuid = \(stored[0]["dialplan_uuid"])")
        let places = [
            "2085551313": "3085551313", "DIALPLAN_UUID": try #require(stored[0]["dialplan_uuid"]),
            "DOMAIN_UUID": try #require(stored[0]["domain_uuid"]),
        ]
        expectRows(dialplan, try #require(recorded["v_dialplans"]), replacing: places)
        expectRows(
            try connection.rows(
                "v_dialplan_details", where: "dialplan_uuid = \(stored[0]["dialplan_uuid"]) ORDER BY dialplan_detail_order"),
            try #require(recorded["v_dialplan_details"]), replacing: places)

        for spelling in ["13085551313", "+13085551313", "3085551313"] {
            #expect(try numbers.find(spelling, ReadOptions()).map(\.did) == ["13085551313"])
            #expect(kind { try numbers.planAdd(spelling, callerID: nil, change) } == .conflict)
        }
        let other = try lab.system(domain: FusionPBXLab.otherDomain)
        defer { other.close() }
        #expect(kind { try other.inboundNumbers?.planAdd("13085551313", callerID: nil, InboundNumberChange()) } == .conflict)
        #expect(kind { try other.inboundNumbers?.find("13085551313", ReadOptions()) } == .notFound)
        #expect(kind { try numbers.planDelete("3085551313", callerID: nil) } == .notFound, "not interchangeable")

        change = InboundNumberChange()
        change.target = .set(.to(.ringgroup, id: "600"))
        change.callerIDPrefix = .clear
        change.isEnabled = .set(false)
        try system.carryOut(try numbers.planSet("13085551313", callerID: nil, change))
        let found = try #require(try numbers.find("13085551313", ReadOptions(raw: true)).first)
        #expect(found.target?.short == "ringgroup:600")
        #expect(found.isEnabled == false && found.callerIDPrefix == nil && found.countryCode == "1")
        #expect(try numbers.planSet("13085551313", callerID: nil, change).steps.isEmpty)
        let xml = try connection.rows("v_dialplans", where: "dialplan_uuid = \(stored[0]["dialplan_uuid"])")[0]["dialplan_xml"]
        #expect(xml?.contains("600 XML pbx.example.test") == true && xml?.contains("SALES") == false)
        try remove("13085551313", system)
        for table in ["v_dialplans", "v_dialplan_details", "v_destinations"] {
            #expect(try connection.rows(table, where: "dialplan_uuid = \(stored[0]["dialplan_uuid"])").isEmpty)
        }
    }

    @Test("are dropped from the switch's cache in every spelling")
    func cache() throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        try remove("13085551414", system)
        let files = try ["13085551414", "+13085551414"].map { try FusionPBXLab.cacheFile("dialplan:public:\($0)") }
        func fill() { for file in files { _ = FileManager.default.createFile(atPath: file, contents: Data("old".utf8)) } }
        func isEmpty() -> Bool { files.allSatisfy { !FileManager.default.fileExists(atPath: $0) } }
        fill()
        #expect(!isEmpty())
        let numbers = try #require(system.inboundNumbers)
        var change = InboundNumberChange()
        change.target = .set(.to(.extension, id: "1001"))
        try system.carryOut(try numbers.planAdd("13085551414", callerID: nil, change))
        #expect(isEmpty())
        fill()
        change.target = .set(.hangup)
        try system.carryOut(try numbers.planSet("13085551414", callerID: nil, change))
        #expect(isEmpty())
        fill()
        try system.carryOut(try numbers.planDelete("13085551414", callerID: nil))
        #expect(isEmpty())
    }

    @Test("reach their target at once, with and without a plus, though somebody called in vain before")
    func routed() throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        try remove("13085551616", system)
        func call(_ number: String) throws -> Bool {
            try FusionPBXLab.ask("originate {originate_timeout=3}loopback/\(number)/public/XML &park").hasPrefix("+OK")
        }
        let spellings = ["13085551616", "+13085551616"]
        for spelling in spellings { #expect(try !call(spelling)) }
        let numbers = try #require(system.inboundNumbers)
        var change = InboundNumberChange()
        change.target = .set(.to(.extension, id: "1001"))
        try system.carryOut(try numbers.planAdd("13085551616", callerID: nil, change))
        for spelling in spellings { #expect(try call(spelling), "\(spelling)") }
        change = InboundNumberChange()
        change.isEnabled = .set(false)
        try system.carryOut(try numbers.planSet("13085551616", callerID: nil, change))
        for spelling in spellings { #expect(try !call(spelling)) }
        try remove("13085551616", system)
    }

    @Test("are all listed with where they lead", arguments: FusionPBXLab.allCases)
    func list(_ lab: FusionPBXLab) throws {
        let system = try lab.system { $0.allDomains = true }
        defer { system.close() }
        var targets: [String: String] = [:]
        try system.inboundNumbers?.forEach(ReadOptions(raw: true)) { targets[$0.did] = $0.target?.short }
        #expect(targets["12085551313"] == "ringgroup:600")
        #expect(targets["12085551616"] == "voicemail:1001")
        #expect(targets["12085551717"] == "hangup")
        #expect(targets["12085551818"] == "extension:1002")
        #expect(targets["13035550001"] == "extension:1001")
        #expect(try system.inboundNumbers?.suggestions(prefix: "1208").isEmpty == false) 
    }

    @Test("that go on with a second action keep it when the first one changes")
    func furtherActions() throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        var change = InboundNumberChange()
        change.target = .set(.to(.extension, id: "1005"))
        let plan = try #require(system.inboundNumbers).planSet("12085551818", callerID: nil, change)
        let lines = plan.lines.map { "\($0.object) \($0.field ?? "") \($0.after ?? "")" }.joined(separator: "\n")
        #expect(lines.contains("1005 XML pbx.example.test\"},{\"destination_app\":\"transfer\",\"destination_data\":\"*991002"))
    }

    @Test("refuse targets that do not exist and values that would break the dialplan")
    func refusals() throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        let numbers = try #require(system.inboundNumbers)
        func add(_ edit: (inout InboundNumberChange) -> Void) -> PBXError.Kind? {
            var change = InboundNumberChange()
            edit(&change)
            return kind { try numbers.planAdd("13085551515", callerID: nil, change) }
        }
        #expect(add { $0.target = .set(.to(.extension, id: "4711")) } == .notFound)
        #expect(add { $0.target = .set(.raw("system:reboot")) } == .usage)
        #expect(add { $0.callerIDPrefix = .set("\"/><action") } == .usage)
        #expect(add { $0.musicOnHoldClass = .set("no such class") } == .notFound)
        #expect(kind { try numbers.planAdd("13085551515", callerID: "123", InboundNumberChange()) } == .notOffered)
    }
}
