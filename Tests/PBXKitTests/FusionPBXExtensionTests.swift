import Foundation
import Testing

@testable import PBXKit

@Suite("FusionPBX extensions in a real database")
struct FusionPBXExtensionTests {
    private func removeLeftovers(_ number: String, _ system: FusionPBXSystem) throws {
        let extensions = try #require(system.extensions)
        if let plan = try? extensions.planDelete(number, mailbox: .delete, references: .cascade) {
            try system.carryOut(plan)
        }
    }

    @Test("are written as FusionPBX's own page writes them", arguments: FusionPBXLab.allCases)
    func add(_ lab: FusionPBXLab) throws {
        let system = try lab.system()
        defer { system.close() }
        try removeLeftovers("7001", system)
        let extensions = try #require(system.extensions)
        var change = ExtensionChange()
        change.name = .set("Alice Example")
        change.outboundCallerIDName = .set("Example")
        change.outboundCallerIDNumber = .set("12085557001")
        change.hasVoicemail = .set(true)
        change.email = .set("alice@example.test")
        change.voicemailPIN = .set(Secret("135791"))
        change.description = .set("golden add")
        let plan = try extensions.planAdd("7001", type: .sip, driver: nil, change)
        #expect(kind { try extensions.find("7001", ReadOptions()) } == .notFound, "planning changes nothing")
        try system.carryOut(plan)

        let connection = try lab.connection()
        defer { connection.close() }
        let recorded = try lab.recordedRows()
        let stored = try connection.rows("v_extensions", where: "extension = '7001'")
        expectRows(stored, try #require(recorded["v_extensions"]), replacing: ["1001": "7001"])
        let secret = try #require(plan.generatedSecret)
        #expect(secret.reveal { $0 } == stored[0]["password"])
        #expect(secret.reveal { $0.count } == 20)
        #expect(plan.generatedVoicemailPIN == nil)
        expectRows(
            try connection.rows("v_voicemails", where: "voicemail_id = '7001'"), try #require(recorded["v_voicemails"]),
            replacing: ["1001": "7001"])
        let audit = try connection.rows(
            "v_database_transactions", where: "transaction_new LIKE '%\"7001\"%' ORDER BY transaction_date DESC LIMIT 1")
        #expect(audit.first?["app_name"] == "extensions")
        #expect(audit.first?["transaction_new"]?.contains(secret.reveal { $0 }) == false)

        #expect(kind { try extensions.planAdd("7001", type: .sip, driver: nil, ExtensionChange()) } == .conflict)
        #expect(kind { try system.carryOut(plan) } == .conflict, "the same plan twice")
        try removeLeftovers("7001", system)
        #expect(try connection.rows("v_extensions", where: "extension = '7001'").isEmpty)
        #expect(try connection.rows("v_voicemails", where: "voicemail_id = '7001'").isEmpty)
    }

    @Test("change in the named columns only, and not at all where nothing differs", arguments: FusionPBXLab.allCases)
    func set(_ lab: FusionPBXLab) throws {
        let system = try lab.system()
        defer { system.close() }
        try removeLeftovers("7002", system)
        let extensions = try #require(system.extensions)
        try system.carryOut(try extensions.planAdd("7002", type: .sip, driver: nil, ExtensionChange()))
        let connection = try lab.connection()
        defer { connection.close() }
        let before = try #require(try connection.rows("v_extensions", where: "extension = '7002'").first)
        var change = ExtensionChange()
        change.name = .set("O'Neil 日本")
        change.ringSeconds = .set(45)
        change.recordInternalIn = .set(.always)
        change.recordInternalOut = .set(.always)
        let plan = try extensions.planSet("7002", change)
        try system.carryOut(plan)
        let after = try #require(try connection.rows("v_extensions", where: "extension = '7002'").first)
        let changed = before.columns.names.filter { before[$0] != after[$0] }
        #expect(Set(changed) == ["effective_caller_id_name", "call_timeout", "user_record", "update_date"])
        #expect(after["user_record"] == "local")
        #expect(try extensions.planSet("7002", change).steps.isEmpty)
        #expect(kind { try system.carryOut(plan) } == .conflict, "the row is no longer as the plan saw it")
        let found = try extensions.find(try #require(after["extension_uuid"]), ReadOptions(reveal: true, raw: true))
        #expect(found.name == "O'Neil 日本")
        #expect(found.ringSeconds == 45)
        #expect(found.secret == after["password"])
        #expect(found.raw != nil)

        var follow = ExtensionChange()
        follow.followsMe = .set(true)
        try system.carryOut(try extensions.planSet("7002", follow))
        #expect(try extensions.find("7002", ReadOptions()).followsMe == true)
        follow.followsMe = .set(false)
        follow.hasVoicemail = .set(true)
        follow.isEnabled = .set(false)
        try system.carryOut(try extensions.planSet("7002", follow))
        let found2 = try extensions.find("7002", ReadOptions())
        #expect(found2.followsMe == false && found2.hasVoicemail == true && found2.isEnabled == false)
        var number = ExtensionChange()
        number.followsMe = .set(true)
        #expect(kind { try extensions.planAdd("7002", type: .sip, driver: nil, number) } == .conflict, "disabled counts")
        try removeLeftovers("7002", system)
        #expect(try connection.rows("v_follow_me_destinations", where: "follow_me_destination = '7002'").isEmpty)
    }

    @Test("are forgotten by the switch's cache and its registrations after a change of secret and after deletion")
    func cache() throws {
        let lab = FusionPBXLab.native
        let system = try lab.system()
        defer { system.close() }
        try removeLeftovers("7003", system)
        let extensions = try #require(system.extensions)
        try system.carryOut(try extensions.planAdd("7003", type: .sip, driver: nil, ExtensionChange()))
        #expect(try FusionPBXLab.ask("user_data 7003@pbx.example.test param password").count == 20)
        #expect(FileManager.default.fileExists(atPath: try FusionPBXLab.cacheFile("directory:7003@pbx.example.test")))
        var change = ExtensionChange()
        change.secret = .set(Secret("Another-Secret-1"))
        try system.carryOut(try extensions.planSet("7003", change))
        #expect(try FusionPBXLab.ask("user_data 7003@pbx.example.test param password") == "Another-Secret-1")
        try removeLeftovers("7003", system)
        #expect(try FusionPBXLab.ask("user_exists id 7003 pbx.example.test") == "false")
        let told = try FusionPBXLab.commands()
        #expect(told.contains("sofia profile internal flush_inbound_reg 7003@pbx.example.test"))
        #expect(told.contains("sofia profile external flush_inbound_reg 7003@pbx.example.test"))
    }

    @Test("are not deleted while something leads to them", arguments: FusionPBXLab.allCases)
    func references(_ lab: FusionPBXLab) throws {
        let system = try lab.system()
        defer { system.close() }
        try removeLeftovers("7004", system)
        let extensions = try #require(system.extensions)
        let numbers = try #require(system.inboundNumbers)
        try? system.carryOut(try numbers.planDelete("15005550004", callerID: nil))
        try system.carryOut(try extensions.planAdd("7004", type: .sip, driver: nil, ExtensionChange()))
        var route = InboundNumberChange()
        route.target = .set(.to(.extension, id: "7004"))
        try system.carryOut(try numbers.planAdd("15005550004", callerID: nil, route))
        #expect(kind { try extensions.planDelete("7004", mailbox: .delete, references: .refuse) } == .conflict)
        let leaving = try extensions.planDelete("7004", mailbox: .keep, references: .leave)
        #expect(leaving.warnings.count == 1)
        try removeLeftovers("7004", system)
        #expect(try numbers.find("15005550004", ReadOptions()).first?.target?.kind == .hangup)
        try system.carryOut(try numbers.planDelete("15005550004", callerID: nil))
    }

    @Test("refuse numbers that something else has", arguments: ["600", "1001", "700", "*98"])
    func taken(_ number: String) throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        let extensions = try #require(system.extensions)
        let expected: PBXError.Kind = number.hasPrefix("*") ? .usage : .conflict
        #expect(kind { try extensions.planAdd(number, type: .sip, driver: nil, ExtensionChange()) } == expected)
    }

    @Test("of two domains never mix")
    func domains() throws {
        let system = try FusionPBXLab.native.system(domain: FusionPBXLab.otherDomain)
        defer { system.close() }
        let extensions = try #require(system.extensions)
        var names: Set<String> = []
        try extensions.forEach(ReadOptions()) { names.insert($0.domain ?? "") }
        #expect(names == [FusionPBXLab.otherDomain])
        #expect(kind { try FusionPBXLab.native.system(domain: nil).extensions?.find("1001", ReadOptions()) } == .usage)
        #expect(kind { try FusionPBXLab.native.system(domain: "nowhere").extensions?.find("1001", ReadOptions()) } == .notFound)
    }

    @Test("are all listed, those of every domain too", arguments: FusionPBXLab.allCases)
    func list(_ lab: FusionPBXLab) throws {
        let system = try lab.system { $0.allDomains = true }
        defer { system.close() }
        var numbers: [String] = []
        try system.extensions?.forEach(ReadOptions(reveal: false, raw: true)) {
            numbers.append($0.number)
            #expect($0.secret == nil)
        }
        #expect(numbers.count >= 60)
        var dumped = 0
        try system.extensions?.dump(nil, reveal: false) { _ in dumped += 1 }
        #expect(dumped >= 60)
        try system.extensions?.dump("1001", reveal: false) { #expect(!"\($0)".contains("password\", value: text(\"a")) }
        #expect(try system.extensions?.suggestions(prefix: "10").contains { $0.value == "1001" } == true)
    }

    @Test("refuse input that could reach the switch's scripts", arguments: [
        "; DROP TABLE v_extensions", "1001\n", "<action application=\"system\">", String(repeating: "1", count: 200), "",
        "${x}", "1001 2", "日本", "🙂", "../1001",
    ])
    func badNumbers(_ text: String) throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        #expect(kind { try system.extensions?.planAdd(text, type: .sip, driver: nil, ExtensionChange()) } == .usage)
    }

    @Test("refuse names that phones or scripts would stumble over", arguments: [
        "a\r\nb", "<b>", "say \"hi\"", "${hostname}", "back\\slash",
    ])
    func badNames(_ text: String) throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        var change = ExtensionChange()
        change.name = .set(text)
        #expect(kind { try system.extensions?.planAdd("7999", type: .sip, driver: nil, change) } == .usage)
    }
}
