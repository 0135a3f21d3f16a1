import Foundation
import Testing

@Suite("status")
struct StatusTests {
    static let keys: Set<String> = [
        "profile", "kind", "domain", "version", "switch", "switch_version", "uptime_seconds", "phones", "phones_registered", "calls",
        "waiting", "queues", "reload_needed", "voicemail_bytes", "voicemail_free_bytes", "recordings_bytes", "recordings_free_bytes",
    ]

    @Test("of a FreePBX says what the PBX itself says")
    func freePBX() throws {
        let outcome = try FreePBX.pbxctl("status")
        let status = try outcome.object()
        #expect(outcome.status == 0 && Set(status.keys) == Self.keys, "\(outcome.errors)")
        // Asterisk from 21 on has no chan_sip, and two phones of the office want it.
        #expect(try outcome.errors.isEmpty || !FreePBX.hasChanSIP && !outcome.errors.contains("warning"), "\(outcome.errors)")
        #expect(status["kind"] as? String == "freepbx" && status["domain"] is NSNull)
        #expect(try status["version"] as? String == Lab.mysql("SELECT value FROM admin WHERE variable = 'version';").first)
        #expect(try Lab.asterisk("core show version").contains("Asterisk \(status["switch_version"] as? String ?? "?") "))
        let uptime = try #require(try Lab.asterisk("core show uptime seconds").firstMatch(of: /System uptime: (\d+)/).flatMap { Int($0.1) })
        #expect(abs((status["uptime_seconds"] as? Int ?? -99) - uptime) <= 3, "\(status)")
        let registrations = try FreePBX.list("registration", "list")
        #expect(status["phones"] as? Int == Set(registrations.compactMap { $0["extension"] as? String }).count)
        let queues = try #require(status["queues"] as? [[String: Any]])
        #expect(try queues.compactMap { $0["queue"] as? String } == Lab.mysql("SELECT extension FROM queues_config ORDER BY extension;"))
        #expect(status["waiting"] as? Int == 0 && queues.allSatisfy { $0["waiting"] as? Int == 0 })
        #expect(status["calls"] is Int && status["reload_needed"] is Bool)
        let used = try Program.shell("du -s -B1 '\(Lab.value("LAB_ASTERISK_SPOOL"))/voicemail' | cut -f1").lines.first.flatMap { Int($0) }
        #expect(abs((status["voicemail_bytes"] as? Int ?? 0) - (used ?? -1)) < 200_000)
        #expect((status["voicemail_free_bytes"] as? Int ?? 0) > 0 && (status["recordings_free_bytes"] as? Int ?? 0) > 0)
    }

    @Test("counts phones, calls and callers that wait")
    func counts() throws {
        try Phone.answering("1012") {
            let before = try #require(try FreePBX.done("status")["calls"] as? Int)
            let caller = try Running(
                Phone.script, ["call", "1003", "1012", "--hold", "10"],
                environment: Lab.environment.merging(["PATH": "/usr/bin:/bin:/usr/sbin"]) { $1 })
            defer {
                _ = try? FreePBX.pbxctl("call", "hangup", "1012")
                caller.signal(SIGTERM)
                _ = caller.finish()
            }
            try eventually("one call of two parties") {
                let status = try FreePBX.done("status")
                return status["calls"] as? Int == before + 1 && (status["phones_registered"] as? Int ?? 0) >= 1
            }
        }
    }

    @Test("of a FusionPBX says it of the whole PBX, or of one domain")
    func fusionPBX() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        try office.node.write("registrations", "1001@\(FusionPBXOffice.domain) internal 127.0.0.1:7001", "1002@\(FusionPBXOffice.branch) internal 127.0.0.1:7002")
        let outcome = try office.pbxctl("status")
        let status = try outcome.object()
        #expect(outcome.status == 0 && Set(status.keys) == Self.keys, "\(outcome.errors)")
        #expect(try status["phones"] as? Int == Int(office.sql("SELECT count(*) FROM v_extensions").first ?? ""))
        #expect(try status["version"] as? String == office.sql("SELECT software_version FROM v_software").first)
        #expect(status["switch"] as? String == "FreeSWITCH" && status["switch_version"] as? String == "1.11.3-dev")
        #expect((status["uptime_seconds"] as? Int).map { (0...600).contains($0) } == true && status["reload_needed"] is NSNull)
        #expect(status["calls"] as? Int == 0 && (status["queues"] as? [[String: Any]])?.isEmpty == false)
        let branch = try office.done("--domain", FusionPBXOffice.branch, "status")
        #expect(branch["domain"] as? String == FusionPBXOffice.branch && (branch["phones"] as? Int ?? 99) < (status["phones"] as? Int ?? 0))
        #expect(try office.pbxctl("--domain", "nowhere.example.test", "status").status == 3)
    }

    @Test("says null for what cannot be had, with a warning, and is 5 only where nothing answers")
    func parts() throws {
        let switchDown = try FreePBX.withoutManager("status")
        let half = try switchDown.object()
        #expect(switchDown.status == 0 && Set(half.keys) == Self.keys && half["version"] is String, "\(switchDown.errors)")
        #expect(half["switch"] is NSNull && half["phones"] is NSNull && half["calls"] is NSNull && half["reload_needed"] is Bool)
        #expect(switchDown.errors.hasPrefix("pbxctl: warning: switch: ") && switchDown.errors.contains("manager"), "\(switchDown.errors)")

        let listener = try Listener()
        listener.close()
        let nowhere = "127.0.0.1:\(listener.port)"
        let databaseDown = try FreePBX.pbxctl(
            "status", environment: FreePBX.environment(replacing: ["database": "mysql://freepbxuser@\(nowhere)/asterisk"]))
        let other = try databaseDown.object()
        #expect(databaseDown.status == 0 && other["version"] is NSNull && other["switch"] as? String == "Asterisk", "\(databaseDown.errors)")
        #expect(databaseDown.errors.contains("warning: version: ") && databaseDown.errors.contains(nowhere))

        let down = try FreePBX.pbxctl(
            "status", environment: FreePBX.environment(replacing: ["database": "mysql://freepbxuser@\(nowhere)/asterisk", "manager": "ami://admin@\(nowhere)"]))
        #expect(down.status == 5 && down.output.isEmpty, "\(down.output)")
        #expect(try (down.errorObject()["remedy"] as? String)?.isEmpty == false)

        // Folders that are not here.
        let elsewhere = try FreePBX.pbxctl("status", environment: FreePBX.environment(replacing: ["asterisk_spool": "/nonexistent/spool"]))
        #expect(try elsewhere.status == 0 && elsewhere.object()["voicemail_bytes"] is NSNull && elsewhere.errors.contains("/nonexistent/spool"), "\(elsewhere.errors)")
    }

    @Test("fits on one screen, and --fields picks", arguments: ["freepbx", "fusionpbx"])
    func screen(profile: String) throws {
        let lines = try Terminal.run("pbxctl --profile \(profile) status", columns: 60, environment: ["TERM": "dumb"]).lines.filter { !$0.hasPrefix("pbxctl: ") }
        #expect(lines.count < 20 && lines.allSatisfy { TerminalTests.width($0) <= 60 }, "\(lines)")
        for part in ["pbx", "switch", "phones", "calls", "queues", "changes", "voicemail", "recordings"] {
            #expect(lines.contains { $0.hasPrefix("\(part) ") }, "\(part): \(lines)")
        }
        let picked = try Program.run("--profile", profile, "status", "--fields", "kind,calls", "-o", "tsv").lines
        #expect(picked == ["kind\tcalls", "\(profile)\t\(picked.last?.split(separator: "\t").last ?? "")"])
    }
}
