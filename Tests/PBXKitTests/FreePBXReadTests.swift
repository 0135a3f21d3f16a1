import Foundation
import Testing

@testable import PBXKit

/// Reads of the lab's FreePBX, and calls placed on it.
@Suite("FreePBX: reads and calls", .serialized)
struct FreePBXReadTests {
    let system: FreePBXSystem

    init() throws { system = try FreePBXLab.system() }

    @Test func `extensions are listed in the natural order, each as it is shown alone`() throws {
        defer { system.close() }
        let extensions = FreePBXExtensions(system: system)
        var all: [Extension] = []
        try extensions.forEach(ReadOptions(reveal: true)) { all.append($0) }
        let numbers = all.map(\.number)
        #expect(numbers == numbers.sorted { ($0.count, $0) < ($1.count, $1) })
        #expect(numbers.count >= 60)
        for listed in all.prefix(15) {
            let shown = try extensions.find(listed.number, ReadOptions(reveal: true))
            #expect(shown == listed)
        }
        #expect(try extensions.suggestions(prefix: String(numbers[0].prefix(2))).contains { $0.value == numbers[0] })
    }

    @Test func `a dump holds every store`() throws {
        defer { system.close() }
        let extensions = FreePBXExtensions(system: system)
        let number = try #require(try system.database().value("SELECT MIN(extension) FROM users WHERE voicemail <> 'novm'"))
        var dumps: [Cell] = []
        try extensions.dump(number, reveal: false) { dumps.append($0) }
        guard case .object(let object) = try #require(dumps.first) else { return }
        #expect(object.entries.map(\.key) == ["extension", "users", "devices", "sip", "iax", "findmefollow", "voicemail.conf", "astdb"])
        #expect("\(object)".contains("cidname") && "\(object)".contains("(hidden)"))
        let secret = try system.database().value("SELECT data FROM sip WHERE id = \(number) AND keyword = 'secret'") ?? "?"
        #expect(!"\(object)".contains(secret))
        var count = 0
        try extensions.dump(nil, reveal: false) { _ in count += 1 }
        #expect(count >= 60)
    }

    @Test func `call records come newest first within their conditions`() throws {
        defer { system.close() }
        let records = FreePBXCallRecords(system: system)
        var query = CallRecordQuery()
        query.limit = 100
        let found = try records.rows(query)
        #expect(found.count == 100)
        let starts = found.compactMap { $0[.start].flatMap { Timestamp($0) } }
        #expect(starts.count == 100 && starts == starts.sorted(by: >))
        let newest = try #require(starts.first), oldest = try #require(starts.last)
        query.limit = nil
        query.start = Int(oldest.seconds)
        query.end = Int(newest.seconds)
        let between = try records.rows(query)
        #expect(Array(between.prefix(100)) == found)
        for direction in CallRecord.Direction.allCases {
            query = CallRecordQuery()
            query.limit = 50
            query.direction = direction
            let some = try records.rows(query, ReadOptions(raw: true))
            #expect(some.allSatisfy { $0[.direction] == direction.rawValue } && !some.isEmpty, "\(direction)")
        }
        for disposition in [CallRecord.Disposition.answered, .no_answer, .busy, .failed, .voicemail] {
            query = CallRecordQuery()
            query.limit = 20
            query.disposition = disposition
            let some = try records.rows(query)
            #expect(some.allSatisfy { $0[.disposition] == disposition.rawValue }, "\(disposition)")
        }
        query = CallRecordQuery()
        query.source = "'; DROP TABLE cdr; --"
        try records.stream(query, [.id], ReadOptions()) { _, _ in Issue.record("nothing matches") }
        let clock = ContinuousClock()
        var count = 0
        let time = try clock.measure { try records.stream(CallRecordQuery(), [.id], ReadOptions()) { _, _ in count += 1 } }
        print("\(count) call records in \(time)")
    }

    @Test func `messages of a mailbox`() throws {
        defer { system.close() }
        let voicemail = FreePBXVoicemail(system: system)
        let root = try system.spoolDirectory() + "/voicemail/default"
        let mailbox = try #require(try FileManager.default.contentsOfDirectory(atPath: root).sorted().first { name in
            FileManager.default.fileExists(atPath: "\(root)/\(name)/INBOX/msg0000.txt")
        })
        var messages: [VoicemailMessage] = []
        try voicemail.forEachMessage(of: mailbox, ReadOptions()) { messages.append($0) }
        #expect(!messages.isEmpty)
        for message in messages {
            #expect(message.durationSeconds != nil && message.received != nil && (message.sizeBytes ?? 0) > 44)
        }
        print(messages.map { "\($0.id) \($0.folder) \($0.received ?? "") \($0.callerIDName ?? "-") \($0.callerIDNumber ?? "-")" })
        let unknown = #expect(throws: PBXError.self) { try voicemail.forEachMessage(of: "999999", ReadOptions()) { _ in } }
        #expect(unknown?.kind == .notFound)
    }

    @Test func `each part says how it is`() throws {
        defer { system.close() }
        let control = FreePBXControl(system: system)
        for access in [nil] + WriteAccess.allCases.map(Optional.some) {
            let results = control.test(access)
            #expect(results.map(\.part) == ["database", "call records", "manager"])
            #expect(results.allSatisfy { $0.error == nil }, "\(results)")
        }
        print(control.test(.add).map { "\($0.part) \($0.address) \($0.detail ?? "")" })
    }

    @Test func `inbound numbers are added, changed and deleted`() throws {
        defer { system.close() }
        let numbers = FreePBXInboundNumbers(system: system)
        let did = "1555" + FreePBXLab.freeNumber()
        let target = try #require(try system.database().value("SELECT MIN(extension) FROM users"))
        var change = InboundNumberChange()
        change.target = .set(.to(.extension, id: target))
        try system.carryOut(numbers.planAdd(did, callerID: nil, change))
        let found = try numbers.find(did, ReadOptions())
        #expect(found.count == 1 && found[0].target?.short == "extension:\(target)" && found[0].description == did)
        #expect(found[0].musicOnHoldClass == "default" && found[0].target?.name != nil)
        let taken = #expect(throws: PBXError.self) { try numbers.planAdd(did, callerID: nil, change) }
        #expect(taken?.kind == .conflict)
        try system.carryOut(numbers.planAdd(did, callerID: "15559999999", InboundNumberChange()))
        #expect(try numbers.find(did, ReadOptions()).map(\.callerID) == [nil, "15559999999"])

        // An import leaves NULL where FreePBX writes ''.
        try system.database().execute("UPDATE incoming SET cidnum = NULL WHERE extension = \(did) AND cidnum = ''")
        var second = InboundNumberChange()
        second.description = .set("O'Brien's 日本 line")
        second.target = .set(.hangup)
        let plan = try numbers.planSet(did, callerID: nil, second)
        try system.carryOut(plan)
        #expect(try !numbers.planSet(did, callerID: nil, second).changesSomething)
        #expect(try numbers.find(did, ReadOptions())[0].description == "O'Brien's 日本 line")

        var missing = InboundNumberChange()
        missing.target = .set(.to(.queue, id: "99999"))
        let absent = #expect(throws: PBXError.self) { try numbers.planSet(did, callerID: nil, missing) }
        #expect(absent?.kind == .notFound)

        try system.carryOut(numbers.planDelete(did, callerID: nil))
        try system.carryOut(numbers.planDelete(did, callerID: "15559999999"))
        #expect(try system.database().value("SELECT COUNT(*) FROM incoming WHERE extension = \(did)") == "0")
        #expect(try system.database().value("SELECT COUNT(*) FROM callrecording_module WHERE extension = \(did)") == "0")
        let gone = #expect(throws: PBXError.self) { try numbers.planDelete(did, callerID: nil) }
        #expect(gone?.kind == .notFound)
    }

    @Test func `every seeded inbound number is understood`() throws {
        defer { system.close() }
        var count = 0
        try FreePBXInboundNumbers(system: system).forEach(ReadOptions(raw: true)) { number in
            count += 1
            #expect(number.target?.raw.isEmpty == false)
        }
        #expect(count > 0)
    }

    @Test func `what refers to an extension stands in the way of deleting it`() throws {
        defer { system.close() }
        let extensions = FreePBXExtensions(system: system)
        let number = FreePBXLab.freeNumber()
        try system.carryOut(extensions.planAdd(number, type: .virtual, driver: nil, ExtensionChange()))
        let group = FreePBXLab.freeNumber()
        try system.database().execute(
            """
            INSERT INTO ringgroups (grpnum, strategy, grptime, grplist, description, postdest)
            VALUES (\(group), 'ringall', 20, \("\(number)-15551234567#"), 'test', \("from-did-direct,\(number),1"))
            """)
        var change = InboundNumberChange()
        change.target = .set(.to(.extension, id: number))
        try system.carryOut(FreePBXInboundNumbers(system: system).planAdd("1\(number)", callerID: nil, change))
        let error = #expect(throws: PBXError.self) {
            try extensions.planDelete(number, mailbox: .delete, references: .refuse)
        }
        #expect(error?.kind == .conflict)
        #expect(error?.why == "is still used by inbound number 1\(number), ring group \(group), failover of ring group \(group)")
        try system.carryOut(extensions.planDelete(number, mailbox: .delete, references: .cascade))
        #expect(try system.database().value("SELECT grplist FROM ringgroups WHERE grpnum = \(group)") == "15551234567#")
        #expect(try system.database().value("SELECT postdest FROM ringgroups WHERE grpnum = \(group)") == FreePBXTargets.hangup)
        #expect(try FreePBXInboundNumbers(system: system).find("1\(number)", ReadOptions())[0].target?.kind == .hangup)
        try system.carryOut(FreePBXInboundNumbers(system: system).planDelete("1\(number)", callerID: nil))
        try system.database().execute("DELETE FROM ringgroups WHERE grpnum = \(group)")
    }
}
