import Foundation
import Testing

@testable import PBXKit

@Suite("FusionPBX call records, voicemail and the system as a whole")
struct FusionPBXReadingTests {
    @Test("call records come newest first, those of other legs left out", arguments: FusionPBXLab.allCases)
    func records(_ lab: FusionPBXLab) throws {
        let system = try lab.system { $0.timeZone = "America/Boise" }
        defer { system.close() }
        var query = CallRecordQuery()
        query.limit = 2000
        var starts: [String] = []
        var kinds: Set<String> = []
        for record in try system.callRecords?.rows(query) ?? [] {
            starts.append(record[.start] ?? "")
            kinds.insert(record[.disposition] ?? "nil")
            #expect(record[.leg] == "a" || record[.leg] == nil)
            #expect(record[.hangupCause] != "LOSE_RACE")
            #expect(record[.domain] == FusionPBXLab.domain)
        }
        #expect(starts.count == 2000)
        #expect(starts.first?.hasSuffix("-07:00") == true || starts.first?.hasSuffix("-06:00") == true)
        #expect(starts == starts.sorted(by: >))
        #expect(kinds.isSuperset(of: ["answered", "no_answer"]) && !kinds.contains("nil"))
    }

    @Test("call records are narrowed by the database", arguments: FusionPBXLab.allCases)
    func filters(_ lab: FusionPBXLab) throws {
        let system = try lab.system()
        defer { system.close() }
        func count(_ edit: (inout CallRecordQuery) -> Void, _ check: ([CallRecord.Field: String]) -> Bool = { _ in true }) throws -> Int {
            var query = CallRecordQuery()
            edit(&query)
            let records = try system.callRecords?.rows(query) ?? []
            for record in records {
                let isAsAsked = check(record)
                #expect(isAsAsked)
            }
            return records.count
        }
        let all = try count { _ in }
        #expect(all > 1000)
        #expect(try count({ $0.includesAllLegs = true }) > all)
        #expect(try count({ $0.source = "1001" }) < all)
        #expect(try count({ $0.disposition = .busy }) { $0[.disposition] == "busy" } > 0)
        #expect(try count({ $0.direction = .internal }) { $0[.direction] == "internal" } > 0)
        #expect(try count({ $0.direction = .inbound; $0.limit = 50 }) { $0[.did] != nil } == 50)
        #expect(try count({ $0.minimumDurationSeconds = 60 }) { Int($0[.duration] ?? "") ?? 0 >= 60 } < all)
        #expect(try count({ $0.destination = "x' OR '1'='1" }) == 0)
        #expect(try count({ $0.did = "12085551212"; $0.limit = 5 }) { $0[.did] == "12085551212" } > 0)
        #expect(try count({ $0.start = Int(Date().timeIntervalSince1970) + 86_400 }) == 0)
    }

    @Test("messages are listed new before old, with their files", arguments: FusionPBXLab.allCases)
    func voicemail(_ lab: FusionPBXLab) throws {
        let system = try lab.system()
        defer { system.close() }
        var messages: [VoicemailMessage] = []
        try system.voicemail?.forEachMessage(of: "1001", ReadOptions()) { messages.append($0) }
        #expect(messages.count == 5)
        let flags = messages.map { $0.isRead ? 1 : 0 }
        #expect(flags == flags.sorted())
        #expect(messages.contains { ($0.sizeBytes ?? 0) > 0 })
        #expect(messages.allSatisfy { $0.received != nil })
        #expect(kind { try system.voicemail?.forEachMessage(of: "4711", ReadOptions()) { _ in } } == .notFound)
    }

    @Test("the system answers what it is asked", arguments: FusionPBXLab.allCases)
    func control(_ lab: FusionPBXLab) throws {
        let system = try lab.system()
        defer { system.close() }
        #expect(try system.control.needsReload() == nil)
        #expect(kind { _ = try system.control.planMarkNeedsReload() } == .notOffered)
        #expect(system.control.test(nil).allSatisfy { $0.error == nil })
        #expect(WriteAccess.allCases.allSatisfy { system.control.test($0).allSatisfy { $0.error == nil } })
        #expect(try system.domains?.all(ReadOptions()).count == 2)
        #expect(try system.domains?.find("PBX.example.test", ReadOptions(raw: true)).name == FusionPBXLab.domain)
        _ = try system.control.reloadCore()
    }

    @Test("a reload empties the cache")
    func reload() throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        let file = try FusionPBXLab.cacheFile("directory:1009@pbx.example.test")
        _ = FileManager.default.createFile(atPath: file, contents: Data("old".utf8))
        _ = try system.control.reload()
        #expect(!FileManager.default.fileExists(atPath: file))
    }
}

@Suite("FusionPBX parts that are down")
struct FusionPBXFailureTests {
    private func profile(_ edit: (inout Profile) throws -> Void) throws -> Profile {
        var profile = try FusionPBXLab.native.profile()
        profile.connectTimeout = .seconds(2)
        try edit(&profile)
        return profile
    }

    private func plan() throws -> Plan {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        return try #require(system.extensions).planAdd("7900", type: .sip, driver: nil, ExtensionChange())
    }

    @Test("a write is refused before anything is changed while a node is down")
    func nodeDown() throws {
        let plan = try plan()
        let deadNode = Setting(
            ManagerAddress(interface: .esl, host: "127.0.0.1", port: 1, user: nil, password: Secret("x")), from: "test")
        var scope = Scope()
        scope.domain = FusionPBXLab.domain
        let system = try FusionPBXSystem(profile: try profile { $0.managers.append(deadNode) }, scope: scope)
        defer { system.close() }
        #expect(kind { try system.carryOut(plan) } == .unreachable)
        #expect(kind { try system.extensions?.find("7900", ReadOptions()) } == .notFound)
    }

    @Test("with the switch offline it is not")
    func offline() throws {
        var scope = Scope()
        scope.domain = FusionPBXLab.domain
        scope.offline = true
        let system = try FusionPBXSystem(profile: try profile { $0.managers = []; $0.paths[.switchCache] = Setting(try FusionPBXLab.setting("LAB_FUSION_CACHE"), from: "lab") }, scope: scope)
        defer { system.close() }
        let extensions = try #require(system.extensions)
        try system.carryOut(try extensions.planAdd("7901", type: .sip, driver: nil, ExtensionChange()))
        let file = try FusionPBXLab.cacheFile("directory:7901@pbx.example.test")
        _ = FileManager.default.createFile(atPath: file, contents: Data("old".utf8))
        try system.carryOut(try extensions.planDelete("7901", mailbox: .delete, references: .refuse))
        #expect(!FileManager.default.fileExists(atPath: file), "a cache of files outlives the switch")
    }

    @Test("an account that may only look is told so, and changes nothing")
    func reader() throws {
        let plan = try plan()
        var scope = Scope()
        scope.domain = FusionPBXLab.domain
        let system = try FusionPBXSystem(profile: try profile { $0.database?.value.user = "fusionpbx_reader" }, scope: scope)
        defer { system.close() }
        #expect(kind { try system.carryOut(plan) } == .notPermitted)
        #expect(system.control.test(.add).first?.error?.kind == .notPermitted)
        #expect(system.control.test(nil).first?.error == nil)
    }

    @Test("two writers of one number: the second is refused")
    func race() throws {
        let one = try FusionPBXLab.native.system()
        defer { one.close() }
        let extensions = try #require(one.extensions)
        if let old = try? extensions.planDelete("7903", mailbox: .delete, references: .cascade) { try one.carryOut(old) }
        let first = try extensions.planAdd("7903", type: .sip, driver: nil, ExtensionChange())
        let second = try extensions.planAdd("7903", type: .sip, driver: nil, ExtensionChange())
        try one.carryOut(first)
        #expect(kind { try one.carryOut(second) } == .conflict)
        let connection = try FusionPBXLab.native.connection()
        defer { connection.close() }
        #expect(try connection.rows("v_extensions", where: "extension = '7903'").count == 1)
        try one.carryOut(try extensions.planDelete("7903", mailbox: .delete, references: .refuse))
    }

    @Test("what is left to do is said where the switch's cache cannot be cleared after the commit")
    func cacheFails() throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        let extensions = try #require(system.extensions)
        if let old = try? extensions.planDelete("7902", mailbox: .delete, references: .cascade) { try system.carryOut(old) }
        // A folder in the place of the file: it cannot be unlinked.
        let file = try FusionPBXLab.cacheFile("directory:7902@pbx.example.test")
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
        do {
            try system.carryOut(try extensions.planAdd("7902", type: .sip, driver: nil, ExtensionChange()))
            Issue.record("the failure went unnoticed")
        } catch {
            #expect(PBXError(error).kind == .partial)
            #expect(PBXError(error).why.contains("is changed in the database"))
            #expect(PBXError(error).remedy?.contains("pbxctl system reload") == true)
        }
        try FileManager.default.removeItem(atPath: file)
        try system.carryOut(try extensions.planDelete("7902", mailbox: .delete, references: .refuse))
    }

    @Test("many extensions are added in little time")
    func pace() throws {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        let extensions = try #require(system.extensions)
        let start = ContinuousClock.now
        for number in 8000..<8050 {
            try system.carryOut(try extensions.planAdd(String(number), type: .sip, driver: nil, ExtensionChange()))
        }
        print("50 extensions added in", ContinuousClock.now - start)
        let connection = try FusionPBXLab.native.connection()
        defer { connection.close() }
        try connection.database().execute("DELETE FROM v_extensions WHERE extension ~ '^80[0-4][0-9]$'")
        try connection.database().execute("DELETE FROM v_voicemails WHERE voicemail_id ~ '^80[0-4][0-9]$'")
    }

    @Test("whoever holds the lock is named")
    func lock() throws {
        let plan = try plan()
        let holder = try FusionPBXLab.text.connection()
        defer { holder.close() }
        let own = try FusionPBXLab.native.connection()
        defer { own.close() }
        let system = try FusionPBXLab.native.system { $0.lockTimeout = .milliseconds(200) }
        defer { system.close() }
        let database = try own.database()
        try database.transaction {
            try FusionPBXLock(database: database).take(waitingFor: .seconds(20))
            do {
                try system.carryOut(plan)
                Issue.record("the lock was not held")
            } catch {
                #expect(PBXError(error).kind == .conflict)
                #expect(PBXError(error).why.contains("process"))
            }
        }
    }
}

@Suite("FusionPBX calls over the event socket")
struct FusionPBXCallTests {
    private func call(_ source: String, _ destination: String, _ edit: (inout OriginateRequest) -> Void = { _ in }) throws -> OriginatedCall {
        let system = try FusionPBXLab.native.system()
        defer { system.close() }
        var request = OriginateRequest(source: source, destination: destination)
        request.waits = true
        request.timeout = .seconds(10)
        edit(&request)
        return try #require(system.calls).originate(request)
    }

    @Test("say what became of the second party")
    func outcomes() throws {
        #expect(try call("1001", "1002").outcome == .answered)
        #expect(try call("1001", "1004").outcome == .busy)
        #expect(try call("1001", "1005").outcome == .no_answer)
        #expect(try call("1001", "1006").cause == "CALL_REJECTED")
        #expect(try call("1004", "1002").outcome == .busy)
        #expect(try call("1001", "*9664").outcome == .answered)
        #expect(try call("1001", "1002") { $0.callerIDNumber = "12085551234"; $0.callerIDName = "O'Brien, Jr" }.outcome == .answered)
        #expect(try call("1001", "1002") { $0.waits = false }.outcome == .queued)
        let unregistered = try call("1007", "1002") { $0.waits = false }
        #expect(unregistered.outcome == .failed && unregistered.cause == "USER_NOT_REGISTERED")
        #expect(kind { try call("1001", "1005") { $0.timeout = .milliseconds(300) } } == .timedOut)
    }

    @Test("need the right secret where one is given")
    func secrets() throws {
        let connection = try FusionPBXLab.native.connection()
        defer { connection.close() }
        let password = try #require(try connection.rows("v_extensions", where: "extension = '1001' AND domain_uuid = \(connection.domain().uuid)")[0]["password"])
        #expect(try call("1001", "1002") { $0.secret = Secret(password); $0.autoAnswer = true }.outcome == .answered)
        #expect(kind { try call("1001", "1002") { $0.secret = Secret("wrong") } } == .notPermitted)
        #expect(kind { try call("4711", "1002") { $0.secret = Secret("wrong") } } == .notFound)
    }

    @Test("refuse what would become a command", arguments: [
        ("1001 &system(id)", "1002"), ("1001", "1002 XML x"), ("app=system:id", "1002"), ("1001,sofia/x", "1002"),
        ("1001", "&system(id)"), ("1001\n\napi reloadxml", "1002"), ("1001", "'"), ("", "1002"), ("1001", "${x}"),
    ])
    func injection(_ source: String, _ destination: String) {
        #expect(kind { try call(source, destination) } == .usage)
    }
}
