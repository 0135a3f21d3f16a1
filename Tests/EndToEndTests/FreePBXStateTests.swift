import Foundation
import Testing

@Suite("FreePBX: states of extensions", .serialized)
struct FreePBXStateTests {
    private func pbxctl(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", "freepbx", "-o", "json"] + arguments)
    }

    private func state(of number: String) throws -> [String: Any] { try pbxctl("state", "show", number).object() }

    @Test("say do-not-disturb, forwards and what the phone does apart from each other")
    func switches() throws {
        let disturbed = try state(of: "1010")
        #expect(disturbed["do_not_disturb"] as? Bool == true && disturbed["state"] as? String == "unavailable")
        #expect(disturbed["registered"] as? Bool == false && disturbed["calls"] as? Int == 0)
        let forwarded = try state(of: "1011")
        #expect(forwarded["call_forward_all"] as? String == "1012" && forwarded["do_not_disturb"] as? Bool == false)
        let listed = try pbxctl("state", "list").array()
        #expect(listed.count == Int(try Lab.mysql("SELECT COUNT(*) FROM devices;").first ?? ""))
        for number in ["1010", "1011"] {
            let one = listed.first { $0["extension"] as? String == number }
            #expect(try "\(one?["state"] ?? "")" == "\(state(of: number)["state"] ?? "")")
        }
    }

    @Test("follow a call: idle, ringing, in use, idle", arguments: ["1003", "1800"])
    func call(number: String) throws {
        guard try number == "1003" || FreePBX.hasChanSIP else { return try expectNoChanSIP(number) }
        try Phone.answering(number, usesChanSIP: number == "1800", delay: 2) {
            // Asterisk asks a phone that has just registered whether it answers, and only then calls it idle. This one may have
            // been asked before it listened; Asterisk would ask again after a minute.
            try eventually("an idle, registered phone") {
                _ = try Lab.asterisk(number == "1800" ? "sip qualify peer 1800" : "pjsip qualify \(number)")
                let now = try state(of: number)
                return now["state"] as? String == "idle" && now["registered"] as? Bool == true
            }
            let lines = try Program.shell(
                """
                timeout 15 pbxctl --profile freepbx state show \(number) --watch -o ndjson &
                sleep 1; "\(Phone.script)" call 1002 \(number) --hold 1 >&2; sleep 1; kill -TERM %1; wait %1; echo "status $?"
                """, environment: Lab.environment.merging(["PATH": path]) { $1 }).lines
            let states = lines.filter { $0.hasPrefix("{") }.map { line in
                ((try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any])?["state"] as? String ?? "?"
            }
            #expect(states.first == "idle" && states.last == "idle", "\(states)")
            #expect(states.contains("ringing") && states.contains("in_use"), "\(states)")
        }
    }

    /// Where Asterisk has no chan_sip, such a phone is neither idle nor silently left out.
    private func expectNoChanSIP(_ number: String) throws {
        let shown = try pbxctl("state", "show", number)
        let state = try shown.object()
        #expect(state["state"] as? String == "unavailable" && state["registered"] as? Bool == false, "\(state)")
        #expect(shown.errors.contains("extension \(number) has a phone of chan_sip, which this Asterisk does not have"))
        let listed = try pbxctl("state", "list").array().first { $0["extension"] as? String == number }
        #expect(listed?["state"] as? String == "unavailable")
    }

    private var path: String { "\(URL(filePath: Program.path).deletingLastPathComponent().path):/usr/bin:/bin:/usr/sbin" }

    @Test("are printed at once while watching, and after a silence as well")
    func watch() throws {
        let number = "1012"
        let lines = try Program.shell(
            """
            timeout 24 pbxctl --profile freepbx state list --watch -o tsv >"$OUT" & sleep 18
            \(Lab.value("LAB_ASTERISK_CLI")) -rx 'database put DND \(number) YES' >/dev/null
            \(Lab.value("LAB_ASTERISK_CLI")) -rx 'devstate change Custom:DND\(number) BUSY' >/dev/null; sleep 1; cat "$OUT"
            \(Lab.value("LAB_ASTERISK_CLI")) -rx 'database del DND \(number)' >/dev/null
            \(Lab.value("LAB_ASTERISK_CLI")) -rx 'devstate change Custom:DND\(number) NOT_INUSE' >/dev/null; kill %1; rm -f "$OUT"
            """, environment: ["OUT": NSTemporaryDirectory() + "pbxctl-watch-\(UUID().uuidString)", "PATH": path]).lines
        let own = lines.filter { $0.hasPrefix("\(number)\t") }.map { $0.split(separator: "\t", omittingEmptySubsequences: false)[5] }
        // Another field may change in between, as of a phone that was here before.
        #expect(zip(own, own.dropFirst()).count { $0 != $1 } == 1 && own.first == "false" && own.last == "true", "\(lines)")
    }

    @Test("are not found for unknown extensions, watched or not")
    func absent() throws {
        for number in ["9999", "nobody", "'", ""] {
            #expect(try pbxctl("state", "show", "--", number).status == 3, "\(number)")
            #expect(try pbxctl("state", "show", "--watch", "--", number).status == 3, "\(number)")
        }
        let virtual = try state(of: "1009")
        #expect(virtual["registered"] is NSNull && virtual["state"] as? String == "unknown")
    }

    @Test("say what is missing: the manager, or the privilege")
    func refused() throws {
        let down = try FreePBX.configurationWithoutManager()
        #expect(try Program.run("--config", down, "--profile", "freepbx", "state", "list").status == 5)
        let limited = try Program.run("--config", FreePBX.configuration(managerUser: "limited"), "--profile", "freepbx", "state", "list")
        #expect(limited.status == 6 && limited.errors.contains("reporting"), "\(limited.errors)")
    }
}
