import Foundation
import Testing

@Suite("FreePBX: registrations", .serialized)
struct FreePBXRegistrationTests {
    private func pbxctl(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", "freepbx", "-o", "json"] + arguments)
    }

    private func expectRegistered(_ number: String, usesChanSIP: Bool = false) throws {
        try Phone.answering(number, usesChanSIP: usesChanSIP) {
            let shown = try pbxctl("registration", "show", number).array()
            let phone = try #require(shown.first)
            #expect(shown.count == 1 && phone["status"] as? String == "registered", "\(shown)")
            #expect(phone["user_agent"] as? String == "Lab phone" && phone["address"] as? String == "127.0.0.1")
            #expect(phone["transport"] as? String == "udp" && (phone["contact"] as? String)?.hasPrefix("sip:\(number)@127.0.0.1:") == true)
            #expect((phone["port"] as? Int ?? 0) > 1024 && phone["latency_ms"] is Int || phone["latency_ms"] is NSNull)
            let expires = try #require((phone["expires"] as? String).flatMap { ISO8601DateFormatter().date(from: $0) })
            #expect((20...200).contains(expires.timeIntervalSinceNow), "\(expires)")
            let listed = try pbxctl("registration", "list").array().filter { $0["extension"] as? String == number }
            #expect(listed.count == 1 && listed.first?["contact"] as? String == phone["contact"] as? String)
            #expect(try pbxctl("registration", "show", number, "--exit-code").status == 0)
        }
    }

    @Test("of a PJSIP phone, with agent, address and expiry")
    func pjsip() throws { try expectRegistered("1002") }

    @Test("of a chan_sip phone; where Asterisk has no chan_sip, that is said")
    func chanSIP() throws {
        if try FreePBX.hasChanSIP { return try expectRegistered("1800", usesChanSIP: true) }
        let shown = try pbxctl("registration", "show", "1800")
        #expect(try shown.status == 0 && shown.array().isEmpty)
        #expect(shown.errors == "pbxctl: extension 1800 has a phone of chan_sip, which this Asterisk does not have: it cannot register\n")
        #expect(try pbxctl("registration", "show", "1800", "--exit-code").status == 9)
        let listed = try pbxctl("registration", "list")
        let phone = try listed.array().first { $0["extension"] as? String == "1800" }
        #expect(phone?["status"] as? String == "unregistered" && listed.errors.contains("which this Asterisk does not have"))
        #expect(try pbxctl("registration", "show", "1002").errors.isEmpty, "of PJSIP")
    }

    @Test("are those of the Asterisk that the lab says it has")
    func version() throws {
        let version = try Lab.asterisk("core show version")
        #expect(version.hasPrefix("Asterisk \(Lab.value("LAB_ASTERISK_VERSION")).") || version.contains("\nAsterisk \(Lab.value("LAB_ASTERISK_VERSION"))."), "\(version)")
        #expect(try FreePBX.hasChanSIP == (Lab.value("LAB_ASTERISK_VERSION") == "16"))
    }

    @Test("list every extension with a phone once, others unregistered, virtual ones not at all")
    func list() throws {
        let listed = try pbxctl("registration", "list").array().compactMap { $0["extension"] as? String }
        let phones = Set(try Lab.mysql("SELECT id FROM devices WHERE tech IN ('pjsip', 'sip');"))
        #expect(Set(listed) == phones && !listed.contains("1009"))
        let unknown = try pbxctl("registration", "list").array().first { $0["extension"] as? String == "2034" }
        #expect(unknown?["status"] as? String == "unregistered" && unknown?["contact"] is NSNull)
    }

    @Test("ask the manager for lists, never for one extension after the other")
    func oneRoundTrip() throws {
        let outcome = try Program.run("--profile", "freepbx", "--trace", "registration", "list", "-o", "csv")
        #expect(outcome.errors.split(separator: "\n").filter { $0.contains(" > ") }.count <= 8, "\(outcome.errors)")
    }

    @Test("are an empty list for a phone that is not there, not found for an unknown extension")
    func absent() throws {
        let none = try pbxctl("registration", "show", "2034")
        #expect(try none.status == 0 && none.array().isEmpty)
        #expect(try pbxctl("registration", "show", "2034", "--exit-code").status == 9)
        #expect(try pbxctl("registration", "show", "1009").array().isEmpty)
        for number in ["9999", "nobody", "1' OR '1'='1", "../1001"] {
            #expect(try pbxctl("registration", "show", number).status == 3, "\(number)")
        }
    }

    @Test("say what is missing: the manager, or the privilege")
    func refused() throws {
        let down = try FreePBX.configurationWithoutManager()
        #expect(try Program.run("--config", down, "--profile", "freepbx", "registration", "list").status == 5)
        let limited = try Program.run("--config", FreePBX.configuration(managerUser: "limited"), "--profile", "freepbx", "registration", "list")
        #expect(limited.status == 6 && limited.errors.contains("system"), "\(limited.errors)")
    }
}
