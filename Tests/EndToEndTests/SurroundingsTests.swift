import Foundation
import Testing

/// What a shell, cron or a disk may do to a command while it runs.
@Suite("Surroundings")
struct SurroundingsTests {
    /// What the program asked of the system, by strace.
    static func calls(_ classes: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let folder = try Folder()
        var variables = ["PATH": "/usr/bin:/bin", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")]
        for (name, value) in environment { variables[name] = value }
        let outcome = try Program.start(
            "/usr/bin/strace", ["-f", "-q", "-o", folder.path + "/calls", "-e", "trace=\(classes)", Program.path] + arguments, input: "",
            environment: variables, deadline: 60)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try String(contentsOfFile: folder.path + "/calls", encoding: .utf8)
    }

    static let local = [
        ["--version"], ["--help"], ["extension", "add", "--help"], ["help", "--json"], ["completion", "bash"], ["__complete", "--", "extens"],
        ["__complete", "--", "extension", "list", "--fields", "na"], ["coffee"],
    ]

    @Test("that ask nothing of the PBX open no connection and are there at once", arguments: local)
    func noConnection(words: [String]) throws {
        #expect(try !Self.calls("network", words).contains("socket("))
        var best = Double.infinity
        for _ in 0..<5 {
            let start = Date()
            #expect(try Program.run(arguments: words).status == 0)
            best = min(best, Date().timeIntervalSince(start))
        }
        // A few milliseconds, and room for a busy machine and a debug build.
        #expect(best < 0.1, "\(words): \(best) s")
    }

    @Test("of a command reach the profile's servers and nothing else", arguments: ["freepbx", "fusionpbx"])
    func onlyThePBX(profile: String) throws {
        let connected = try Self.calls("connect", ["--profile", profile, "extension", "list", "-q"])
            .split(separator: "\n").filter { $0.contains("AF_INET") }
        let ports = [profile == "freepbx" ? "LAB_MYSQL_PORT" : "LAB_PG_PORT", profile == "freepbx" ? "LAB_AMI_PORT" : "LAB_ESL_PORT"]
            .compactMap { Lab.environment[$0] }
        #expect(!connected.isEmpty)
        for call in connected { #expect(ports.contains { call.contains("htons(\($0))") }, "\(call)") }
    }

    @Test("of language and zone are never looked up", arguments: ["freepbx", "fusionpbx"])
    func locale(profile: String) throws {
        let environment = ["LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "Pacific/Chatham"]
        for words in [["extension", "list"], ["cdr", "query", "--limit", "3"]] {
            let files = try Self.calls("file", ["--profile", profile] + words, environment: environment)
            for name in ["locale-archive", "/locale/", "LC_", "Chatham"] { #expect(!files.contains(name), "\(name)") }
        }
    }

    @Test("of another language change nothing of what is written", arguments: ["C", "de_DE.UTF-8", "tr_TR.UTF-8"])
    func writesInAnyLocale(locale: String) throws {
        for profile in ["freepbx", "fusionpbx"] {
            let number = Numbers.extension()
            defer { _ = try? Program.run("--profile", profile, "extension", "delete", number, "--yes") }
            let outcome = try Program.run(
                "--profile", profile, "extension", "add", number, "--name", "Zoë İıI 日本", "--ring-seconds", "15",
                environment: ["LC_ALL": locale, "TZ": "Asia/Tokyo"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let shown = try Program.run("--profile", profile, "extension", "show", number, "-o", "json").object()
            #expect(shown["name"] as? String == "Zoë İıI 日本" && shown["ring_seconds"] as? Int == 15)
        }
    }

    @Test("COLUMNS is the width of a terminal's tables; what goes elsewhere is whole")
    func columns() throws {
        let narrow = try Terminal.run("pbxctl extension list", columns: 120, environment: ["COLUMNS": "50", "TERM": "dumb"])
        #expect(narrow.status == 0 && narrow.lines.allSatisfy { $0.count <= 50 })
        for format in ["table", "tsv", "json"] {
            let whole = try Program.run("extension", "list", "-o", format).output
            #expect(try Program.run("extension", "list", "-o", format, environment: ["COLUMNS": "50"]).output == whole)
        }
        for nonsense in ["", "0", "-1", "wide", "99999999999999999999"] {
            #expect(try Program.run("extension", "list", "-o", "table", environment: ["COLUMNS": nonsense]).status == 0)
        }
    }

    @Test("NO_COLOR counts where it is not empty, and each stream for itself")
    func colour() throws {
        let escape = "\u{1B}"
        #expect(try Terminal.run("pbxctl extension list", environment: ["NO_COLOR": ""]).screen.contains(escape))
        #expect(try !Terminal.run("pbxctl extension list", environment: ["NO_COLOR": "0"]).screen.contains(escape))
        #expect(try !Terminal.run("env -u TERM pbxctl extension list").screen.contains(escape))
        // Errors to a file have no colour because the listing goes to a terminal, nor the other way round.
        let folder = try Folder()
        _ = try Terminal.run("pbxctl extension show 99999 2> \(folder.path)/errors")
        #expect(try !String(contentsOfFile: folder.path + "/errors", encoding: .utf8).contains(escape))
        _ = try Terminal.run("pbxctl extension list > \(folder.path)/list")
        #expect(try !String(contentsOfFile: folder.path + "/list", encoding: .utf8).contains(escape))
    }

    @Test("a write whose report cannot be printed is made whole, and says so by its status", arguments: ["freepbx", "fusionpbx"], [
        ("> /dev/full", 1), (">&-", 1), ("| true", 141),
    ])
    func reportLost(profile: String, place: (String, Int32)) throws {
        let number = Numbers.extension()
        defer { _ = try? Program.run("--profile", profile, "extension", "delete", number, "--yes") }
        let outcome = try Program.shell("set -o pipefail; pbxctl --profile \(profile) extension add \(number) --name Whole --voicemail -o json \(place.0)")
        // A pipe takes what fits into it before its reader has gone.
        #expect(outcome.status == place.1 || place.1 == 141 && outcome.status == 0, "\(outcome)")
        let shown = try Program.run("--profile", profile, "extension", "show", number, "-o", "json").object()
        #expect(shown["name"] as? String == "Whole" && shown["voicemail"] as? Bool == true)
        #expect(try Program.run("--profile", profile, "recover", "--dry-run", "-o", "json").output.contains("[]"))
    }

    @Test("without HOME and without being root: all works but the history, which has no place and says so")
    func noHome() throws {
        let folder = try Folder()
        let configuration = try Self.readableByNobody(folder)
        let number = Numbers.extension()
        func nobody(_ words: String...) throws -> Program.Outcome {
            try Program.start(
                "/usr/bin/setpriv",
                ["--reuid=65534", "--regid=65534", "--clear-groups", folder.path + "/pbxctl", "--config", configuration, "--profile", "freepbx"] + words,
                input: "", environment: [:], deadline: 30)
        }
        let listed = try nobody("extension", "list", "-o", "name")
        #expect(listed.status == 0 && listed.lines.contains("1001"), "\(listed.errors)")
        let made = try nobody("extension", "add", number, "-o", "json")
        #expect(try made.status == 0 && made.object()["changed"] as? Bool == true, "\(made.errors)")
        #expect(try nobody("extension", "delete", number, "--yes").status == 0)
        let history = try nobody("history")
        #expect(history.status == 1 && history.errors.contains("HOME is not set") && history.errors.contains("PBXCTL_STATE"), "\(history)")
    }

    /// The program and the lab's configuration where an ordinary user can read them; the passwords are this user's own.
    private static func readableByNobody(_ folder: Folder) throws -> String {
        var text = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        for name in ["LAB_MYSQL_PASSWORD_FILE", "LAB_AMI_PASSWORD_FILE"] {
            text = text.replacingOccurrences(of: Lab.value(name), with: try folder.write(Lab.secret(name), to: name))
        }
        let path = try folder.write(text, to: "config")
        #expect(try Program.shell("chown -R nobody \(folder.path) && ln -s \(Program.path) \(folder.path)/pbxctl").status == 0)
        return path
    }

    @Test("a read-only file system holds a write back before anything is changed", .enabled(if: Namespace.isAllowed))
    func readOnly() throws {
        let before = try Stores.fingerprint("freepbx")
        let outcome = try Namespace.run(
            """
            mount --bind / /mnt && mount -o remount,ro,bind /mnt && mount --bind /proc /mnt/proc
            exec /usr/bin/env -i PBXCTL_STATE=/var/lib/pbxctl-none /usr/sbin/chroot /mnt \(Program.path) --config \(Lab.configuration) --profile freepbx extension set 1001 --account-code x
            """)
        #expect(outcome.status == 1 && outcome.errors.contains("mount the file system for writing"), "\(outcome)")
        #expect(try Stores.fingerprint("freepbx") == before)
    }
}
