import Foundation
import Testing

@Suite("FreePBX: trunks", .serialized)
struct FreePBXTrunkTests {
    private func add(_ id: Int, _ name: String, _ settings: KeyValuePairs<String, String>) throws {
        let rows = settings.enumerated().map { "('\(id)', '\($0.element.key)', '\($0.element.value)', \($0.offset))" }.joined(separator: ", ")
        _ = try Lab.mysql(
            "INSERT INTO trunks (trunkid, tech, channelid, name, outcid) VALUES (\(id), 'pjsip', '\(name)', '\(name)', ''); INSERT INTO pjsip VALUES ('\(id)', 'trunk_name', '\(name)', 90), \(rows);")
    }

    private func remove(_ ids: Int...) {
        for id in ids { _ = try? Lab.mysql("DELETE FROM trunks WHERE trunkid = \(id); DELETE FROM pjsip WHERE id = '\(id)';") }
        _ = try? FreePBX.reload()
    }

    @Test("are listed with their settings, secrets hidden; a number or a name finds one")
    func list() throws {
        let listed = try FreePBX.list("trunk", "list", "--raw")
        let carrier = try #require(listed.first { $0["name"] as? String == "carrier" })
        #expect(carrier["trunk"] as? String == "1" && carrier["technology"] as? String == "pjsip" && carrier["enabled"] as? Bool == true)
        #expect(carrier["registers"] as? Bool == false && carrier["username"] as? String == "carrier" && carrier["caller_id"] as? String == "15551230000")
        let raw = try #require((carrier["raw"] as? [String: Any])?["pjsip"] as? [String: Any])
        #expect(raw["secret"] as? String == "(hidden)" && raw["context"] as? String == "from-pstn")
        let spare = try FreePBX.done("trunk", "show", "spare")
        #expect(spare["trunk"] as? String == "2" && spare["status"] as? String == "disabled" && spare["max_calls"] as? Int == 4)
        #expect(try FreePBX.pbxctl("trunk", "show", "2", "--exit-code").status == 0, "what is switched off is not down")
        #expect(try FreePBX.pbxctl("trunk", "show", "nosuch").status == 3)
        #expect(try FreePBX.withoutManager("trunk", "list").status == 5)
    }

    @Test("are up and down as Asterisk says: registered with, refused, not answering, registered here")
    func live() throws {
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        let secret = try FreePBX.done("extension", "add", number)["secret"] as? String ?? ""
        let port = Lab.value("LAB_SIP_PORT")
        defer { remove(71, 72, 73) }
        // Asterisk is its own carrier: it registers with itself as the new extension, and once with a wrong secret.
        try add(71, "lab-good", ["username": number, "secret": secret, "registration": "send", "sip_server": "127.0.0.1", "sip_server_port": port, "qualify_frequency": "0"])
        try add(72, "lab-bad", ["username": number, "secret": "wrong", "registration": "send", "sip_server": "127.0.0.1", "sip_server_port": port, "qualify_frequency": "0"])
        let nobody = try Listener()
        nobody.close()
        try add(73, "lab-mute", ["username": "mute", "secret": "mute", "registration": "receive", "sip_server": "127.0.0.1", "sip_server_port": "\(nobody.port)", "qualify_frequency": "1"])
        #expect(try FreePBX.done("trunk", "show", "lab-good")["status"] as? String == "down", "not loaded before the reload")
        try FreePBX.reload()
        func status(_ name: String) throws -> String { try FreePBX.done("trunk", "show", name)["status"] as? String ?? "-" }
        try eventually("the registration", within: 20) { try status("lab-good") == "up" }
        #expect(try FreePBX.done("trunk", "show", "lab-good")["detail"] as? String == "Registered")
        #expect(try FreePBX.pbxctl("trunk", "show", "lab-good", "--exit-code").status == 0)
        try eventually("the silence", within: 20) { try FreePBX.done("trunk", "show", "lab-mute")["detail"] as? String == "Unreachable" }
        let down = try FreePBX.pbxctl("trunk", "show", "lab-bad", "--exit-code")
        #expect(down.status == 9 && down.errors.contains("is down"), "\(down.output) \(down.errors)")
        let all = try FreePBX.pbxctl("trunk", "list", "--exit-code")
        #expect(try all.status == 9 && all.array().count >= 5 && all.errors.contains("lab-bad") && all.errors.contains("lab-mute") && !all.errors.contains("lab-good"))
    }

    @Test("are switched off and on as FreePBX does it, live after a reload, and undone")
    func toggle() throws {
        defer {
            _ = try? FreePBX.pbxctl("trunk", "enable", "carrier")
            remove(74)
        }
        try add(74, "lab-toggle", ["username": "x", "secret": "x", "registration": "receive", "disabletrunk": "off"])
        func stored() throws -> [String] {
            try Lab.mysql("SELECT disabled FROM trunks WHERE trunkid = 74; SELECT data FROM pjsip WHERE id = '74' AND keyword = 'disabletrunk';")
        }
        let dry = try FreePBX.done("trunk", "disable", "lab-toggle", "--dry-run")
        #expect((dry["steps"] as? [Any])?.isEmpty == false)
        #expect(try stored() == ["off", "off"])
        let report = try FreePBX.done("trunk", "disable", "lab-toggle")
        #expect(report["reload_needed"] as? Bool == true && report["id"] as? String == "74")
        #expect((report["after"] as? [String: Any])?["status"] as? String == "disabled")
        #expect(try stored() == ["on", "on"])
        #expect(try FreePBX.done("trunk", "disable", "lab-toggle")["changed"] as? Bool == false)
        let change = try #require(FreePBX.list("history").first { $0["noun"] as? String == "trunk" }?["id"] as? String)
        try FreePBX.done("undo", change)
        #expect(try stored() == ["off", "off"])
        try FreePBX.done("trunk", "disable", "carrier", "--apply")
        #expect(try !Lab.asterisk("pjsip show endpoints").contains("carrier"))
        try FreePBX.done("trunk", "enable", "carrier", "--apply")
        #expect(try Lab.asterisk("pjsip show endpoints").contains("carrier"))
        #expect(try FreePBX.pbxctl("trunk", "disable", "nosuch").status == 3)
    }
}
