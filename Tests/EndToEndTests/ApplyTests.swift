import Foundation
import Testing

@Suite("Changes applied by the command that makes them", .serialized)
struct ApplyTests {
    /// The lab's FreePBX with an fwconsole that notes each time it is run.
    private struct Host {
        let folder: Folder
        let configuration: String

        /// `ending` is what the program does instead of the reload.
        init(ending: String? = nil, changing lines: [String: String] = [:]) throws {
            folder = try Folder()
            let calls = "\(folder.path)/calls"
            let script = try folder.write("#!/bin/sh\necho \"$@\" >>'\(calls)'\n\(ending ?? "exec '\(Lab.value("LAB_FWCONSOLE"))' \"$@\"")\n", to: "fwconsole")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
            let text = try String(contentsOfFile: Lab.configuration, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).map { line in
                if line.hasPrefix("fwconsole = ") { return "fwconsole = \(script)" }
                return lines.first { line.hasPrefix("\($0.key) = ") }.map { "\($0.key) = \($0.value)" } ?? String(line)
            }
            configuration = try folder.write(text.joined(separator: "\n"), to: "config")
        }

        func pbxctl(_ arguments: String..., input: String = "") throws -> Program.Outcome {
            try Program.run(arguments: ["--profile", "freepbx", "-o", "json"] + arguments, input: input, environment: ["PBXCTL_CONFIG": configuration])
        }

        func start(_ arguments: String...) throws -> Running {
            try Running(Program.path, ["--profile", "freepbx", "-o", "json"] + arguments, environment: ["PATH": "/usr/bin:/bin", "PBXCTL_CONFIG": configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")])
        }

        var reloads: Int { (try? String(contentsOfFile: "\(folder.path)/calls", encoding: .utf8))?.split(separator: "\n").count ?? 0 }
    }

    private func isMarked() throws -> Bool { try Lab.mysql("SELECT value FROM admin WHERE variable = 'need_reload';") == ["true"] }
    private func isLive(_ number: String) throws -> Bool { try Lab.asterisk("pjsip show endpoints").contains("\(number)/\(number)") }

    @Test("are live at once; what changes nothing reloads only what waits already")
    func single() throws {
        let host = try Host()
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        try FreePBX.reload()
        let added = try host.pbxctl("extension", "add", number, "--apply")
        #expect(try added.status == 0 && added.object()["reload_needed"] as? Bool == false, "\(added.errors)")
        #expect(try isLive(number) && !isMarked() && host.reloads == 1 && !added.errors.contains("system reload"))
        let again = try host.pbxctl("extension", "add", number, "--if-not-exists", "--apply")
        #expect(again.status == 0 && host.reloads == 1)
        #expect(try host.pbxctl("dnd", "off", number, "--apply").status == 0 && host.reloads == 1)
        #expect(try host.pbxctl("extension", "set", number, "--name", "x", "--apply", "--dry-run").status == 0 && host.reloads == 1)
        #expect(try host.pbxctl("system", "needreload", "set").status == 0)
        let waiting = try host.pbxctl("extension", "add", number, "--if-not-exists", "--apply")
        #expect(try waiting.status == 0 && host.reloads == 2 && !isMarked())
        let deleted = try host.pbxctl("extension", "delete", number, "--yes", "--apply")
        #expect(try deleted.status == 0 && host.reloads == 3 && !isLive(number))
    }

    @Test("of a batch are applied once, after its last line; not when a failure ended it")
    func batch() throws {
        let host = try Host()
        let (one, two) = (Numbers.extension(), Numbers.extension())
        defer {
            for number in [one, two] { FreePBX.remove(number) }
            _ = try? FreePBX.reload()
        }
        try FreePBX.reload()
        let text = "extension add \(one)\nextension add \(two) --apply\nextension show 9998\nextension set \(one) --name Last\n"
        let stopped = try host.pbxctl("batch", "-", "--apply", input: text)
        #expect(try stopped.status == 8 && host.reloads == 0 && isMarked() && !isLive(one), "\(stopped.errors)")
        #expect(stopped.errors.contains("changes become live with: pbxctl system reload"))
        let on = try host.pbxctl("batch", "-", "--keep-going", "--apply", input: text)
        #expect(try on.status == 8 && host.reloads == 1 && !isMarked() && isLive(one) && isLive(two), "\(on.errors)")
        let line = try host.pbxctl("batch", "-", "--yes", input: "extension delete \(one) --apply\nextension delete \(two)\n")
        #expect(try line.status == 0 && host.reloads == 2 && !isMarked() && !isLive(two), "\(line.errors)")
    }

    @Test("are reported as written but not live where the reload fails")
    func failure() throws {
        let host = try Host(ending: "echo 'Something is wrong' >&2; exit 3")
        let number = Numbers.extension()
        defer {
            FreePBX.remove(number)
            _ = try? FreePBX.reload()
        }
        try FreePBX.reload()
        let added = try host.pbxctl("extension", "add", number, "--apply")
        #expect(try added.status == 8 && added.object()["secret"] is String && added.object()["reload_needed"] as? Bool == true, "\(added)")
        let error = try added.errorObject()
        #expect((error["message"] as? String)?.contains("written, but not live") == true && added.errors.contains("Something is wrong"), "\(error)")
        #expect(try FreePBX.pbxctl("extension", "show", number).status == 0 && isMarked())
        let unchanged = try host.pbxctl("extension", "add", number, "--if-not-exists", "--apply")
        #expect(try unchanged.status == 1 && unchanged.object()["changed"] as? Bool == false)
        let batch = try host.pbxctl("batch", "-", "--apply", input: "extension set \(number) --name y\n")
        #expect(batch.status == 8 && batch.errors.contains("the changes are not live"), "\(batch.errors)")
    }

    @Test("are not even written where nothing can be applied from here")
    func unreachable() throws {
        let host = try Host(changing: ["asterisk_spool": "/nonexistent"])
        let before = try Stores.fingerprint("freepbx")
        for words in [["extension", "add", Numbers.extension(), "--apply"], ["batch", "-", "--apply"]] {
            let outcome = try Program.run(
                arguments: ["--profile", "freepbx"] + words, input: "extension add \(Numbers.extension())\n", environment: ["PBXCTL_CONFIG": host.configuration])
            #expect(outcome.status == 5 && outcome.errors.contains("fwconsole") == false, "\(outcome.errors)")
        }
        #expect(try Stores.fingerprint("freepbx") == before && host.reloads == 0)
    }

    @Test("by several at once are applied one after the other, and none is lost")
    func concurrent() throws {
        let host = try Host(ending: "LAB_RELOAD_HOLD=0.5 exec '\(Lab.value("LAB_FWCONSOLE"))' \"$@\"")
        let numbers = (0..<4).map { _ in Numbers.extension() }
        defer {
            for number in numbers { FreePBX.remove(number) }
            _ = try? FreePBX.reload()
        }
        try FreePBX.reload()
        let running = try numbers.map { try host.start("extension", "add", $0, "--apply", "--lock-timeout", "60") }
        for (number, outcome) in zip(numbers, running.map { $0.finish(deadline: 60) }) {
            #expect(outcome.status == 0, "\(outcome)")
            #expect(try isLive(number), "\(number)")
        }
        #expect(try !isMarked() && !FileManager.default.fileExists(atPath: Lab.value("LAB_ASTERISK_RUN") + "/reload.lock"))
    }

    @Test("wait for a reload that runs, and do not reload again what it has applied")
    func waiting() throws {
        let host = try Host()
        let lock = Lab.value("LAB_ASTERISK_RUN") + "/reload.lock"
        defer {
            try? FileManager.default.removeItem(atPath: lock)
            _ = try? FreePBX.reload()
        }
        // A reload, as pbxctl sees one: its lock names a process that runs, and its end clears the mark.
        let other = try Running("/bin/sleep", ["60"], environment: [:])
        try FreePBX.done("system", "needreload", "set")
        try "\(other.identifier)".write(toFile: lock, atomically: true, encoding: .utf8)
        let running = try host.start("extension", "set", "1001", "--name", "Alice Example", "--apply")
        usleep(700_000)
        #expect(running.isRunning && host.reloads == 0)
        _ = try Lab.mysql("UPDATE admin SET value = 'false' WHERE variable = 'need_reload';")
        try FileManager.default.removeItem(atPath: lock)
        let first = running.finish()
        #expect(first.status == 0 && host.reloads == 0, "\(first)")
        // One that leaves the mark is not enough.
        try FreePBX.done("system", "needreload", "set")
        try "\(other.identifier)".write(toFile: lock, atomically: true, encoding: .utf8)
        let second = try host.start("extension", "set", "1001", "--name", "Alice Example", "--apply")
        usleep(500_000)
        try FileManager.default.removeItem(atPath: lock)
        #expect(try second.finish().status == 0 && host.reloads == 1 && !isMarked())
        other.signal(SIGTERM)
    }

    @Test("on Ctrl-C in the wait are left for later, and the change is reported")
    func interrupted() throws {
        let host = try Host()
        let number = Numbers.extension()
        let lock = Lab.value("LAB_ASTERISK_RUN") + "/reload.lock"
        defer {
            try? FileManager.default.removeItem(atPath: lock)
            FreePBX.remove(number)
            _ = try? FreePBX.reload()
        }
        try FreePBX.done("extension", "add", number)
        let other = try Running("/bin/sleep", ["60"], environment: [:])
        try "\(other.identifier)".write(toFile: lock, atomically: true, encoding: .utf8)
        let running = try host.start("extension", "add", number, "--if-not-exists", "--apply")
        usleep(700_000)
        running.signal(SIGINT)
        let outcome = running.finish()
        #expect(try outcome.signal == SIGINT && outcome.object()["changed"] as? Bool == false, "\(outcome)")
        #expect(try host.reloads == 0 && isMarked())
        other.signal(SIGTERM)
    }

    @Test("on FusionPBX are live anyway: --apply does nothing more", arguments: FusionPBX.allCases)
    func fusionPBX(_ desk: FusionPBX) throws {
        let number = Numbers.extension()
        defer { _ = try? desk.pbxctl("extension", "delete", number, "--yes", "--force") }
        let heard = try desk.heard {
            let added = try desk.done("extension", "add", number, "--apply")
            let batch = try Program.run("--profile", desk.rawValue, "batch", "-", "--apply", input: "extension set \(number) --name x\n")
            #expect(added["reload_needed"] as? Bool == false && batch.status == 0)
        }
        #expect(!heard.contains { $0.contains("reloadxml") || $0.contains("flush") && !$0.contains("delete") }, "\(heard)")
    }
}
