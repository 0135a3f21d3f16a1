import Foundation
import Testing

@Suite("Following call records")
struct CallFollowTests {
    private func now() -> Int { Int(Date().timeIntervalSince1970) }

    private func follow(_ calls: TestCalls, _ options: String..., environment: [String: String] = [:]) throws -> Running {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")]
        for (name, value) in environment { variables[name] = value }
        return try Running(
            Program.path, ["--profile", calls.profile, "cdr", "follow", "--interval", "1"] + options, environment: variables)
    }

    /// The ids of the lines so far that are this test's.
    private func ids(_ running: Running, _ calls: TestCalls) -> [String] {
        running.outputSoFar.split(separator: "\n").compactMap { line in
            guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], object["src"] as? String == calls.number
            else { return nil }
            return object["id"] as? String
        }
    }

    /// Waits until it has had its first look: records of before are not shown, so each try needs one of its own.
    private func waitForStart(_ running: Running, _ calls: TestCalls) throws -> Int {
        var number = 100
        try Running.until("the first call", seconds: 20) {
            number += 1
            try calls.add([.init(id: number, call: number, start: now() - 5, sequence: number)])
            usleep(1_300_000)
            return !ids(running, calls).isEmpty
        }
        return ids(running, calls).count
    }

    @Test("prints each record once, as NDJSON, however late it is written", arguments: Profiles.all)
    func follows(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try calls.add([.init(id: 1, call: 1, start: now() - 60)])
        let running = try follow(calls, "--src", calls.number)
        let first = try waitForStart(running, calls)
        #expect(!ids(running, calls).contains(calls.id(1)))
        // Two of one second, and a long call that has just ended.
        try calls.add([
            .init(id: 2, call: 2, start: now() - 3, sequence: 2), .init(id: 3, call: 3, start: now() - 3, sequence: 3),
            .init(id: 4, call: 4, start: now() - 7200, duration: 7200, sequence: 4),
        ])
        try Running.until("the three calls", seconds: 20) { ids(running, calls).count >= first + 3 }
        try calls.add([.init(id: 5, call: 5, start: now() - 1, sequence: 5)])
        try Running.until("the last call", seconds: 20) { ids(running, calls).last == calls.id(5) }
        running.signal(SIGINT)
        let outcome = running.finish()
        #expect(outcome.signal == SIGINT && outcome.errors.isEmpty, "\(outcome)")
        let all = outcome.lines.compactMap { line in (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["id"] as? String }
        #expect(Set(all).count == all.count && all.filter { [2, 3, 4, 5].map(calls.id).contains($0) }.count == 4)
    }

    @Test("begins with what has been since a time, and keeps to its conditions", arguments: ["freepbx", "fusionpbx"])
    func since(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try calls.add([
            .init(id: 1, call: 1, start: now() - 7200), .init(id: 2, call: 2, start: now() - 600, disposition: "busy", sequence: 2),
            .init(id: 3, call: 3, start: now() - 500, sequence: 3),
        ])
        let running = try follow(calls, "--start", "-1h", "--src", calls.number, "-o", "csv", "--fields", "id,disposition")
        try Running.until("what has been", seconds: 20) { running.outputSoFar.contains(calls.id(3)) }
        running.signal(SIGTERM)
        #expect(running.finish().lines == ["id,disposition", "\(calls.id(2)),busy", "\(calls.id(3)),no_answer"])
        let narrow = try follow(calls, "--start", "-3h", "--src", calls.number, "--disposition", "busy")
        try Running.until("the busy one", seconds: 20) { !ids(narrow, calls).isEmpty }
        narrow.signal(SIGINT)
        _ = narrow.finish()
        #expect(ids(narrow, calls) == [calls.id(2)])
    }

    @Test("ends by SIGPIPE when its reader has gone, also while no call comes in", arguments: ["freepbx", "fusionpbx"])
    func readerGone(profile: String) throws {
        let start = Date()
        let outcome = try Program.shell("pbxctl --profile \(profile) cdr follow --interval 30 --src 0000 | true; echo ${PIPESTATUS[0]}", deadline: 20)
        #expect(outcome.lines == ["141"] && Date().timeIntervalSince(start) < 15, "\(outcome)")
    }

    @Test("ends with status 5 when the database goes away", arguments: ["freepbx", "fusionpbx"])
    func databaseGone(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        let running = try follow(calls, "--src", calls.number)
        _ = try waitForStart(running, calls)
        let ports = Self.sockets(of: running.identifier)
        #expect(!ports.isEmpty)
        for port in ports {
            if calls.isFreePBX {
                let found = try Lab.mysql("SELECT id FROM information_schema.processlist WHERE host LIKE '%:\(port)';", overNetwork: true)
                for id in found { _ = try Lab.mysql("KILL \(id);", overNetwork: true) }
            } else {
                _ = try Lab.postgres("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE client_port = \(port)")
            }
        }
        let outcome = running.finish(deadline: 20)
        #expect(outcome.status == 5 && outcome.errors.contains("127.0.0.1"), "\(outcome)")
    }

    @Test("has an interval of whole seconds from 1 up", arguments: ["0", "-1", "x", "1.5", "4000"])
    func usage(interval: String) throws {
        #expect(try Program.run("cdr", "follow", "--interval=\(interval)", environment: ["PBXCTL_CONFIG": "/nonexistent"]).status == 2)
    }

    /// The local ports of a process's connections.
    private static func sockets(of process: Int32) -> Set<Int> {
        let links = (try? Program.shell("readlink /proc/\(process)/fd/*").lines) ?? []
        let inodes = Set(links.compactMap { $0.hasPrefix("socket:[") ? String($0.dropFirst(8).dropLast()) : nil })
        let table = (try? Program.shell("cat /proc/net/tcp").lines) ?? []
        return Set(table.dropFirst().compactMap { line in
            let words = line.split(separator: " ")
            guard words.count > 9, inodes.contains(String(words[9])), let port = words[1].split(separator: ":").last else { return nil }
            return Int(port, radix: 16)
        })
    }

    @Test("an export on a terminal says how far it is, on standard error and only there", arguments: ["freepbx", "fusionpbx"])
    func progress(profile: String) throws {
        // A database that was filled a moment ago expects nothing in it.
        _ = profile == "freepbx" ? try Lab.mysql("ANALYZE TABLE cdr;", database: "asteriskcdrdb") : try Lab.postgres("ANALYZE v_xml_cdr")
        let export = "pbxctl --profile \(profile) cdr query --limit all -o ndjson"
        let shown = try Terminal.run("\(export) | (sleep 1; wc -l > /dev/null)").screen
        #expect(shown.contains(" rows  ") && shown.contains(" a second") && shown.hasSuffix("\r\u{1B}[K"), "\(shown)")
        #expect(shown.contains("  about ") && shown.contains(" s left"), "\(shown)")
        let part = try Terminal.run("\(export.replacingOccurrences(of: "all", with: "20000")) | (sleep 1; wc -l > /dev/null)").screen
        #expect(part.contains(" % "), "\(part)")
        for silent in ["\(export) -q | (sleep 1; wc -l > /dev/null)", "TERM=dumb \(export) | (sleep 1; wc -l > /dev/null)", "\(export) 2> /dev/null | (sleep 1; wc -l > /dev/null)"] {
            #expect(try Terminal.run(silent).screen.isEmpty)
        }
        #expect(try Program.shell("\(export) | (sleep 1; wc -l)").errors.isEmpty)
    }
}
