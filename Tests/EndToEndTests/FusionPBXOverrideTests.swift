import Foundation
import Testing

@Suite("FusionPBX: overrides", .serialized)
struct FusionPBXOverrideTests {
    private let domain = FusionPBXOffice.domain

    @Test("of time conditions are not offered, and the nearest thing is named", arguments: FusionPBX.allCases)
    func timeCondition(_ desk: FusionPBX) throws {
        let refused = try desk.pbxctl("timecondition", "set", "720", "closed")
        #expect(refused.status == 7 && refused.errors.contains("callflow set"), "\(refused.errors)")
    }

    @Test("agents are there or not for the switch, their user and their lamp", arguments: FusionPBX.allCases)
    func agents(_ version: FusionPBX) throws {
        let office = try FusionPBXOffice(version)
        defer { office.close() }
        let uuid = try #require(office.sql("SELECT call_center_agent_uuid FROM v_call_center_agents WHERE agent_id = '1001'").first)
        let kept = try office.sql("SELECT user_uuid, coalesce(user_status, '') FROM v_users WHERE user_uuid = (SELECT user_uuid FROM v_call_center_agents WHERE agent_id = '1001')")
        defer {
            for line in kept {
                let parts = line.split(separator: "|", omittingEmptySubsequences: false)
                _ = try? office.sql("UPDATE v_users SET user_status = nullif('\(parts[1])', '') WHERE user_uuid = '\(parts[0])'")
            }
        }
        try office.node.write("queues", "800@\(domain) 0")
        try office.node.write("agents", "\(uuid) 4 Available")
        func status(_ words: String...) throws -> (status: String?, told: [String]) {
            let count = try office.node.entries().count
            let outcome = try office.run(["queue", "agent"] + words)
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
            let member = (try outcome.object()["members"] as? [[String: Any]])?.first { $0["agent"] as? String == "1001" }
            return (member?["status"] as? String, try office.node.entries().dropFirst(count).map { "\($0.command) \($0.headers["from"] ?? "") \($0.headers["answer-state"] ?? "")" })
        }
        func user() throws -> String? {
            try office.sql("SELECT user_status FROM v_users WHERE user_uuid = (SELECT user_uuid FROM v_call_center_agents WHERE agent_id = '1001')").first
        }
        let paused = try status("pause", "800", "1001")
        #expect(paused.status == "On Break")
        #expect(paused.told.contains { $0.hasPrefix("sendevent PRESENCE_IN 1001@\(domain) terminated") }, "\(paused.told)")
        if !kept.isEmpty { #expect(try user() == "On Break") }
        #expect(try status("pause", "800", "1001").status == "On Break", "a second time")
        let back = try status("unpause", "800", uuid)
        #expect(back.status == "Available" && back.told.contains { $0.contains("agent set state \(uuid) Waiting") })
        #expect(try status("logout", "Support", "1001").status == "Logged Out")
        #expect(try status("login", "800", "1001").status == "Available")
        if !kept.isEmpty { #expect(try user() == "Available") }
        #expect(try office.run(["queue", "agent", "login", "800", "9999"]).status == 3)
        #expect(try office.run(["queue", "agent", "pause", "800", "1001", "--reason", "x"]).status == 7)
        try office.node.write("agents", "")
        #expect(try office.run(["queue", "agent", "login", "800", "1001"]).status == 1, "the switch does not know the agent")
    }

    @Test("a call is shown with its parties, and the other party is transferred on its node")
    func transfer() throws {
        let office = try FusionPBXOffice(modes: ["normal", "normal"])
        defer { office.close() }
        for node in office.switches {
            try node.write("registrations", "1001@\(domain) internal 127.0.0.1:7001", "1002@\(domain) internal 127.0.0.1:7002")
            try node.write("outcomes", "* = answer after 0.05 for 30")
        }
        try office.done("call", "originate", "1001", "1002", "--wait")
        try eventually("two parties") { try office.run(["call", "list"]).array().filter { !($0["bridged_to"] is NSNull) }.count >= 2 }
        let parties = try office.run(["call", "show", "1001"]).array()
        #expect(Set(parties.compactMap { $0["extension"] as? String }) == ["1001", "1002"])
        let other = try #require(parties.first { $0["extension"] as? String == "1002" })
        let moved = try office.run(["call", "transfer", "1001", "1003"])
        #expect(moved.status == 0, "\(moved.errors)")
        #expect(try moved.array().compactMap { $0["id"] as? String } == [other["id"] as? String])
        let commands = try office.switches.map { try $0.commands().filter { $0.contains("uuid_transfer") } }
        #expect(commands.flatMap { $0 } == ["api uuid_transfer \(other["id"] as? String ?? "") 1003 XML \(domain)"], "\(commands)")
        #expect(try office.run(["call", "transfer", "1001", "1 2"]).status == 2)
        #expect(try office.run(["call", "transfer", "9999", "1003"]).status == 3)
    }
}
