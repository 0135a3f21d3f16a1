import Foundation
import Testing

@testable import PBXKit

/// Writes to the lab's FreePBX and reads back what every store holds.
@Suite("FreePBX: writes", .serialized)
struct FreePBXWriteTests {
    let system: FreePBXSystem
    let number: String

    init() throws {
        system = try FreePBXLab.system()
        number = FreePBXLab.freeNumber()
    }

    private var extensions: any Extensions { FreePBXExtensions(system: system) }

    /// Everything that mentions the number, in any store.
    private func traces() throws -> [String] {
        var found: [String] = []
        for table in ["users:extension", "devices:id", "sip:id", "findmefollow:grpnum", "kvstore_FreePBX_modules_Voicemail:key",
            "kvstore_FreePBX_modules_Paging:id"]
        {
            let parts = table.split(separator: ":").map(String.init)
            let count = try system.database().value(
                "SELECT COUNT(*) FROM \(identifier: parts[0]) WHERE \(identifier: parts[1]) = \(number)")
            if count != "0" { found.append("\(count ?? "") rows of \(parts[0])") }
        }
        for family in ["AMPUSER", "DEVICE", "CW", "CF", "CFB", "CFU", "DND", "CALLTRACE", "CustomPresence", "CustomDevstate", "registrar"] {
            try system.astDB().forEachKey(of: family) { path, _ in
                if path.key.contains(number) { found.append("\(family)/\(path.key)") }
            }
        }
        for category in try system.manager().getConfig("voicemail.conf").categories {
            for line in category.lines where line.name.contains(number) { found.append("[\(category.name)] \(line.name)") }
        }
        let folder = try system.mailboxFolder(number, context: "default")
        for path in [folder, "\(folder).deleted"] where FileManager.default.fileExists(atPath: path) { found.append(path) }
        return found.sorted()
    }

    private func full() -> ExtensionChange {
        var change = ExtensionChange()
        change.name = .set("Zoë \"Z\" <日本> 🎉, Sales")
        change.hasVoicemail = .set(true)
        change.email = .set("zoe@example.com,z@example.com")
        change.followsMe = .set(true)
        change.emergencyCallerIDNumber = .set("15550009911")
        change.outboundCallerIDNumber = .set("\"Zoë\" <15550001234>")
        change.recordInternalIn = .set(.always)
        change.recordExternalOut = .set(.never)
        change.recordPriority = .set(3)
        change.accountCode = .set("A-7")
        change.ringSeconds = .set(25)
        return change
    }

    @Test func `add, change and delete leave nothing behind`() throws {
        defer { system.close() }
        #expect(try traces() == [])
        let plan = try extensions.planAdd(number, type: .sip, driver: nil, full())
        #expect(plan.generatedSecret?.reveal { $0.count } == 32)
        let pin = try #require(plan.generatedVoicemailPIN).reveal { $0 }
        #expect(try traces() == [], "planning changes nothing")
        try system.carryOut(plan)

        var found = try extensions.find(number, ReadOptions(reveal: true, raw: true))
        #expect(found.name == "Zoë \"Z\" (日本) 🎉, Sales")
        #expect(found.driver == .pjsip)
        #expect(found.hasVoicemail == true && found.email == "zoe@example.com,z@example.com" && found.voicemailPIN == pin)
        #expect(found.followsMe == true && found.ringSeconds == 25 && found.recordPriority == 3)
        #expect(found.recordInternalIn == "always" && found.recordExternalOut == "never" && found.recordOnDemand == "enabled")
        #expect(found.outboundCallerIDName == "Zoë" && found.outboundCallerIDNumber == "15550001234")
        #expect(found.emergencyCallerIDNumber == "15550009911" && found.accountCode == "A-7")
        #expect(found.secret == plan.generatedSecret?.reveal { $0 })
        #expect(try FreePBXReloadMark(system: system).isSet())

        var listed: Extension?
        try extensions.forEach(ReadOptions(reveal: true)) { if $0.number == number { listed = $0 } }
        found.raw = nil
        #expect(listed == found)

        #expect(throws: PBXError.self) { try extensions.planAdd(number, type: .sip, driver: nil, ExtensionChange()) }
        #expect(try !extensions.planSet(number, full2(found)).changesSomething, "the same values change nothing")

        var change = ExtensionChange()
        change.name = .set("Front desk")
        change.outboundCallerIDNumber = .set("15550005678")
        try system.carryOut(extensions.planSet(number, change))
        let changed = try extensions.find(number, ReadOptions(reveal: true))
        found.name = "Front desk"
        found.outboundCallerIDNumber = "15550005678"
        #expect(changed == found)

        #expect(try FreePBXLab.reload(system) == "Reload Complete")
        try FileManager.default.createDirectory(
            atPath: system.mailboxFolder(number, context: "default") + "/INBOX", withIntermediateDirectories: true)

        let deletion = try extensions.planDelete(number, mailbox: .delete, references: .refuse)
        try system.carryOut(deletion)
        let left = try traces()
        #expect(left == [])
        #expect(throws: PBXError.self) { try extensions.find(number, ReadOptions()) }
        #expect(try FreePBXLab.reload(system) == "Reload Complete")
        let leftAfterReload = try traces()
        #expect(leftAfterReload == [])
    }

    /// The values that `full` set, as they can be given again.
    private func full2(_ found: Extension) -> ExtensionChange {
        var change = full()
        change.voicemailPIN = .set(Secret(found.voicemailPIN ?? ""))
        change.secret = .set(Secret(found.secret ?? ""))
        change.outboundCallerIDName = .set("Zoë")
        change.outboundCallerIDNumber = .set("15550001234")
        return change
    }

    @Test func `what fails half-way is undone`() throws {
        defer { system.close() }
        var plan = try extensions.planAdd(number, type: .sip, driver: nil, full())
        // A folder on another file system cannot be renamed aside; by then everything else is written.
        plan.steps.append(.row(RowStep(table: "users", key: [], before: nil, after: [.init("no_such_column", .null)])))
        #expect(throws: PBXError.self) { try system.carryOut(plan) }
        #expect(try traces() == [])

        plan.steps.removeLast()
        plan.steps.append(.folder(FolderStep(path: "/proc/self")))
        #expect(throws: (any Error).self) { try system.carryOut(plan) }
        #expect(try traces() == [])
    }

    @Test func `a key that changed meanwhile is a conflict`() throws {
        defer { system.close() }
        let plan = try extensions.planAdd(number, type: .virtual, driver: nil, ExtensionChange())
        try system.astDB().take([AstDBStep(family: "AMPUSER", key: "\(number)/cidname", before: nil, after: "Somebody else")])
        let error = #expect(throws: PBXError.self) { try system.carryOut(plan) }
        #expect(error?.kind == .conflict)
        #expect(try traces() == ["AMPUSER/\(number)/cidname"])
        try system.astDB().take([AstDBStep(family: "AMPUSER", key: "\(number)/cidname", before: nil, after: nil)])
    }

    @Test func `mailbox and follow-me come and go on an existing extension`() throws {
        defer { system.close() }
        // Asterisk 21 and later have no chan_sip.
        let driver: Extension.Driver = try FreePBXLab.setting("LAB_ASTERISK_VERSION") == "16" ? .chan_sip : .pjsip
        try system.carryOut(extensions.planAdd(number, type: .sip, driver: driver, ExtensionChange()))
        #expect(try extensions.find(number, ReadOptions()).driver == driver)
        var on = ExtensionChange()
        on.hasVoicemail = .set(true)
        on.followsMe = .set(true)
        on.ringAloneSeconds = .set(12)
        let plan = try extensions.planSet(number, on)
        #expect(plan.generatedVoicemailPIN != nil && plan.reloadNeeded)
        try system.carryOut(plan)
        let found = try extensions.find(number, ReadOptions())
        #expect(found.hasVoicemail == true && found.followsMe == true)
        #expect(try system.astDB().value(of: AstDBPath(family: "AMPUSER", key: "\(number)/followme/prering")) == "12")
        #expect(try system.astDB().value(of: AstDBPath(family: "CustomDevstate", key: "FOLLOWME\(number)")) == "BUSY")
        #expect(try system.database().value("SELECT pre_ring FROM findmefollow WHERE grpnum = \(number)") == "12")
        // Twice the same way: a doubled line would stop FreePBX's reload.
        for _ in 0..<2 {
            var off = ExtensionChange()
            off.hasVoicemail = .set(false)
            off.followsMe = .clear
            try system.carryOut(extensions.planSet(number, off))
            #expect(try extensions.find(number, ReadOptions()).hasVoicemail == false)
            try system.carryOut(extensions.planSet(number, on))
            #expect(try FreePBXLab.reload(system) == "Reload Complete")
        }
        try system.carryOut(extensions.planDelete(number, mailbox: .delete, references: .refuse))
        #expect(try traces() == [])
    }

    @Test func `a hundred extensions come and go quickly`() throws {
        defer { system.close() }
        let numbers = (0..<100).map { _ in FreePBXLab.freeNumber() }
        let clock = ContinuousClock()
        let adding = try clock.measure {
            for number in numbers { try system.carryOut(extensions.planAdd(number, type: .sip, driver: nil, full())) }
        }
        let deleting = try clock.measure {
            for number in numbers {
                try system.carryOut(extensions.planDelete(number, mailbox: .delete, references: .refuse))
            }
        }
        print("100 extensions with mailboxes: added in \(adding), deleted in \(deleting)")
        #expect(adding < .seconds(30) && deleting < .seconds(30))
    }

    @Test func `an extension of which only parts are left is cleaned up`() throws {
        defer { system.close() }
        try system.carryOut(extensions.planAdd(number, type: .sip, driver: nil, full()))
        try system.database().execute("DELETE FROM users WHERE extension = \(number)")
        let taken = #expect(throws: PBXError.self) {
            try extensions.planAdd(number, type: .sip, driver: nil, ExtensionChange())
        }
        #expect(taken?.remedy?.contains("pbxctl extension delete \(number)") == true)
        let plan = try extensions.planDelete(number, mailbox: .delete, references: .refuse)
        #expect(plan.warnings.contains { $0.contains("devices, sip, findmefollow, AMPUSER of AstDB, DEVICE of AstDB") })
        try system.carryOut(plan)
        #expect(try traces() == [])
        #expect(
            #expect(throws: PBXError.self) {
                try extensions.planDelete(number, mailbox: .delete, references: .refuse)
            }?.kind == .notFound)
    }

    @Test func `another extension's device is no leftover`() throws {
        defer { system.close() }
        try system.database().execute(
            "INSERT INTO devices (id, tech, dial, devicetype, user, description) VALUES (\(number), 'pjsip', '', 'adhoc', '1001', '')")
        defer { _ = try? system.database().execute("DELETE FROM devices WHERE id = \(number)") }
        #expect(
            #expect(throws: PBXError.self) {
                try extensions.planDelete(number, mailbox: .delete, references: .refuse)
            }?.kind == .notFound)
    }

    @Test func `a new extension does not inherit keys and phones of its number's former owner`() throws {
        defer { system.close() }
        try system.astDB().take([
            AstDBStep(family: "registrar", key: "contact/\(number);@0123", before: nil, after: "{}"),
            AstDBStep(family: "AMPUSER", key: "\(number)/screen", before: nil, after: "nomemory"),
        ])
        try system.carryOut(extensions.planAdd(number, type: .sip, driver: nil, ExtensionChange()))
        let found = try traces()
        #expect(!found.contains { $0.hasPrefix("registrar") || $0.hasSuffix("/screen") })
        #expect(found.contains("AMPUSER/\(number)/cidname"))
        try system.carryOut(extensions.planDelete(number, mailbox: .delete, references: .refuse))
        #expect(try traces() == [])
    }
}
