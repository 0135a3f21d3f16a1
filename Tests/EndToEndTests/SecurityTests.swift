import Foundation
import Testing

/// What docs/security.md says beyond what the suites of secrets and passwords hold.
@Suite("Security", .serialized)
struct SecurityTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    // MARK: - The process

    @Test("a crash leaves no core dump, and no other program of the user can look in")
    func memory() throws {
        let script = """
            import os, resource, signal, subprocess, sys, time
            resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            def crash(*words):
                child = subprocess.Popen(words, stdout=subprocess.DEVNULL)
                time.sleep(1)
                print(os.stat("/proc/%d/environ" % child.pid).st_uid)
                os.kill(child.pid, signal.SIGSEGV)
                print(os.WCOREDUMP(os.waitpid(child.pid, 0)[1]))
            crash("sleep", "9")
            crash(sys.argv[1], "--config", sys.argv[2], "--profile", "freepbx", "call", "list", "--watch")
            """
        let text = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        let isRoot = geteuid() == 0
        let config = try folder.write(text, to: "config")
        var words = ["/usr/bin/python3", "-c", script, Program.path, config]
        if isRoot {
            // Where everything is root's anyway nothing would show.
            for (variable, name) in [("LAB_MYSQL_PASSWORD_FILE", "db"), ("LAB_AMI_PASSWORD_FILE", "ami")] {
                try folder.write(Lab.secret(variable) + "\n", to: name)
            }
            let own = try String(contentsOfFile: FreePBX.configuration(replacing: [
                "database_password_file": "\(folder.path)/db", "cdr_database_password_file": "\(folder.path)/db", "manager_password_file": "\(folder.path)/ami",
            ]), encoding: .utf8)
            try folder.write(own, to: "config")
            for name in ["", "/config", "/db", "/ami"] { try FileManager.default.setAttributes([.ownerAccountID: 12345], ofItemAtPath: folder.path + name) }
            words = ["/usr/bin/setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"] + words
        }
        let outcome = try Program.start(
            words[0], Array(words.dropFirst()), input: "",
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path, "PBXCTL_STATE": folder.path + "/state", "SWIFT_BACKTRACE": "enable=no"], deadline: 30)
        let lines = outcome.lines
        try #require(lines.count == 4, "\(outcome.output) \(outcome.errors)")
        // Where the system writes none at all, that says nothing.
        if lines[1] == "True" { #expect(lines[3] == "False", "\(lines)") }
        #expect(lines[0] == (isRoot ? "12345" : "\(geteuid())") && lines[2] == "0", "\(lines)")
    }

    @Test("programs that are started see no environment and no secret of the caller's")
    func children() throws {
        let seen = folder.path + "/seen"
        let program = try folder.write("#!/bin/sh\n{ tr '\\0' '\\n' </proc/$$/environ; tr '\\0' ' ' </proc/$$/cmdline; } >'\(seen)'\necho done\n", to: "fwconsole", mode: 0o755)
        var environment = try FreePBX.environment(replacing: ["fwconsole": program])
        for name in ["PGPASSWORD", "MYSQL_PWD", "AWS_SECRET_ACCESS_KEY", "LD_PRELOAD_NOT", "PBXCTL_PROFILE"] { environment[name] = "leak-\(name)" }
        environment["PBXCTL_PROFILE"] = "freepbx"
        let outcome = try FreePBX.pbxctl("system", "reload", environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = try String(contentsOfFile: seen, encoding: .utf8)
        let names = Set(text.split(separator: "\n").dropLast().compactMap { $0.split(separator: "=").first.map(String.init) })
        #expect(names.isSubset(of: ["PATH", "LC_ALL", "PWD", "SHLVL", "_", "OLDPWD"]), "\(text)")
        #expect(!text.contains("leak-") && text.contains("reload"))
        #expect(try !text.contains(Lab.secret("LAB_MYSQL_PASSWORD_FILE")) && !text.contains(Lab.secret("LAB_AMI_PASSWORD_FILE")))
    }

    @Test("no option takes a secret itself")
    func options() throws {
        let nouns = try Program.run("help", "--json").object()["nouns"] as? [[String: Any]] ?? []
        let options = nouns.flatMap { $0["commands"] as? [[String: Any]] ?? [] }.flatMap { $0["options"] as? [[String: Any]] ?? [] }
        let about = options.filter { option in
            let name = option["long"] as? String ?? ""
            return ["secret", "password", "pin"].contains { word in name.split(separator: "-").contains(Substring(word)) }
        }
        #expect(about.count > 3)
        for option in about {
            let value = option["value"] as? String
            #expect(value == nil || value == "FILE" || value == "FILE|-", "\(option)")
        }
    }

    // MARK: - What others have put in

    @Test("CSV for spreadsheets holds no formula; other CSV is what was stored", arguments: ["=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)", "|calc", "%x", "plain", "a=b"])
    func formulas(name: String) throws {
        let number = "99907\(abs(name.hashValue % 10_000))"
        _ = try Lab.mysql(
            "INSERT INTO cdr (calldate, clid, src, dst, uniqueid, cnam) VALUES (NOW(), '\(name)', '\(number)', '+15551230000', '\(number).1', '\(name)');", database: "asteriskcdrdb")
        defer { _ = try? Lab.mysql("DELETE FROM cdr WHERE uniqueid = '\(number).1';", database: "asteriskcdrdb") }
        let words = ["--profile", "freepbx", "cdr", "query", "--src", number, "--fields", "src_name,dst,duration_seconds", "-o", "csv", "--no-header"]
        let safe = try Program.run(arguments: words + ["--csv-safe"]).output
        let isFormula = "=+-@|%".contains(name.first ?? "x")
        let shown = isFormula ? "\"'\(name)\"" : name
        #expect(safe == "\(shown),\"'+15551230000\",0\r\n", "\(safe)")
        #expect(try Program.run(arguments: words).output == "\(name),+15551230000,0\r\n")
    }

    @Test("--csv-safe without CSV is a mistake")
    func formats() throws {
        for format in [["-o", "json"], ["-o", "tsv"], []] {
            let outcome = try Program.run(arguments: ["--profile", "freepbx", "did", "list", "--csv-safe"] + format)
            #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains("-o csv"), "\(outcome.errors)")
        }
    }

    @Test("what is typed or stored steers no terminal, in an error or a note either", arguments: ["freepbx", "fusionpbx"])
    func terminal(profile: String) throws {
        let evil = "$'x\\e]0;evil\\a\\e[2J\\u202e\\u009b31m'"
        for words in ["extension show \(evil)", "did show \(evil)", "call hangup \(evil)", "--profile \(evil) did list", "extension set 1001 --name \(evil) --dry-run", "history show \(evil)", "\(evil)", "did list --fields \(evil)", "recording download \(evil) -"] {
            let screen = try Terminal.run("pbxctl --profile \(profile) \(words) --no-color", columns: 200).screen
            let bad = screen.unicodeScalars.filter {
                ($0.value < 0x20 && !"\r\n\t".unicodeScalars.contains($0)) || (0x7F...0x9F).contains($0.value) || (0x202A...0x202E).contains($0.value)
            }
            #expect(bad.isEmpty && !screen.isEmpty, "\(words): \(screen.debugDescription)")
        }
    }

    @Test("a download does not leave its folder by a link")
    func links() throws {
        let secret = try folder.write("top secret\n", to: "secret.wav", mode: 0o644)
        let sounds = Lab.value("LAB_ASTERISK_VARLIB") + "/sounds/en/custom"
        let link = sounds + "/pbxctl-link.wav"
        let name = "Link\(Numbers.extension())"
        defer {
            try? FileManager.default.removeItem(atPath: link)
            _ = try? Lab.mysql("DELETE FROM recordings WHERE displayname = '\(name)';")
        }
        try FileManager.default.createDirectory(atPath: sounds, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: secret)
        _ = try Lab.mysql("INSERT INTO recordings (displayname, filename, description, fcode) VALUES ('\(name)', 'custom/pbxctl-link', '', 0);")
        let outcome = try FreePBX.pbxctl("recording", "download", name, "-")
        #expect([3, 6].contains(outcome.status) && outcome.output.isEmpty && !outcome.errors.contains("top secret"), "\(outcome)")
        _ = try Lab.mysql("UPDATE recordings SET filename = '../../../../../../etc/hostname' WHERE displayname = '\(name)';")
        let climbing = try FreePBX.pbxctl("recording", "download", name, "-")
        #expect(climbing.status == 1 && climbing.output.isEmpty && climbing.errors.contains("lies outside"), "\(climbing)")

        let office = try FusionPBXOffice(extra: { ["switch_recordings = \($0)/recordings"] })
        defer { office.close() }
        let root = office.folder.path + "/recordings"
        let folder = try Self.recordingsFolder(office) ?? root
        let file = "pbxctl-link-\(Numbers.extension()).wav"
        try FileManager.default.createDirectory(atPath: "\(folder)/\(FusionPBXOffice.domain)", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(FusionPBXOffice.domain)/\(file)", withDestinationPath: secret)
        defer {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(FusionPBXOffice.domain)/\(file)")
            _ = try? office.sql("DELETE FROM v_recordings WHERE recording_name = '\(name)'")
        }
        try office.sql(
            """
            INSERT INTO v_recordings (recording_uuid, domain_uuid, recording_filename, recording_name)
            VALUES (gen_random_uuid(), \(FusionPBXOffice.identifier(FusionPBXOffice.domain)), '\(file)', '\(name)')
            """)
        let linked = try office.pbxctl("recording", "download", name, "-")
        #expect(linked.status == 6 && linked.output.isEmpty && linked.errors.contains("leads out of"), "\(linked)")
        try office.sql("UPDATE v_recordings SET recording_filename = '../../../../etc/hostname' WHERE recording_name = '\(name)'")
        let up = try office.pbxctl("recording", "download", name, "-")
        #expect(up.status == 3 && up.output.isEmpty, "\(up)")
    }

    private static func recordingsFolder(_ office: FusionPBXOffice) throws -> String? {
        try office.sql("SELECT default_setting_value FROM v_default_settings WHERE default_setting_category = 'switch' AND default_setting_subcategory = 'recordings' LIMIT 1").first
    }

    @Test("a download without a name of its own writes no hidden file, and follows no link to nowhere")
    func names() throws {
        for (name, status) in [("plain.wav", Int32(0)), ("dangling.wav", 1)] {
            let target = folder.path + "/\(name)"
            if status != 0 { try FileManager.default.createSymbolicLink(atPath: target, withDestinationPath: folder.path + "/nowhere/else") }
            let outcome = try FreePBX.pbxctl("recording", "download", "Welcome", target)
            #expect(status == 0 ? outcome.status == 0 : outcome.status != 0, "\(name): \(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/nowhere/else"))
        }
        let other = folder.path + "/there"
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link.wav", withDestinationPath: other)
        #expect(try FreePBX.pbxctl("recording", "download", "Welcome", folder.path + "/link.wav").status != 0)
        #expect(!FileManager.default.fileExists(atPath: other))
    }

    @Test("a saved plan and the journal are their owner's alone")
    func modes() throws {
        let plan = folder.path + "/plan"
        let state = folder.path + "/state"
        let environment = ["PBXCTL_STATE": state]
        let line = "umask 000; pbxctl --profile freepbx extension set 1001 --name Planned --plan-out '\(plan)' && pbxctl --profile freepbx callflow set 0 alternate && pbxctl --profile freepbx callflow set 0 normal; stat -c '%a' '\(plan)'; find '\(state)' -type d -printf 'd%m\\n' -o -type f -printf 'f%m\\n'"
        let outcome = try Program.shell(line, environment: environment)
        let modes = outcome.lines.filter { $0.count <= 4 }
        #expect(modes.first == "600" && Set(modes.dropFirst()) == ["d700", "f600"], "\(outcome.output) \(outcome.errors)")
    }
}
