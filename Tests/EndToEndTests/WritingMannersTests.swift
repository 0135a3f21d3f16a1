import Foundation
import Testing

@Suite("The manners of writes")
struct WritingMannersTests {
    @Test("--dry-run checks the same, changes nothing, and says so, on every write", arguments: ["freepbx", "fusionpbx"])
    func dryRun(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let did = try #require(try Program.run("--profile", profile, "did", "list", "-o", "name").lines.first)
        let writes = [
            ["extension", "add", Numbers.extension(), "--voicemail"], ["extension", "set", "1001", "--name", "Other"], ["extension", "delete", "1001", "--force"],
            ["did", "add", Numbers.did(), "--to", "extension:1001"], ["did", "set", did, "--to", "extension:1002"], ["did", "delete", did, "--force"],
            ["system", "reload"], ["system", "reload", "core"],
        ]
        for words in writes {
            let outcome = try Program.run(arguments: ["--profile", profile, "-o", "json"] + words + ["--dry-run"])
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
            _ = try outcome.json()
        }
        #expect(try Program.run("--profile", profile, "extension", "add", "1001", "--dry-run").status == 4)
        #expect(try Program.run("--profile", profile, "extension", "set", "9998", "--name", "x", "--dry-run").status == 3)
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("every deletion needs --yes where nobody can be asked, and blocks nowhere", arguments: ["freepbx", "fusionpbx"])
    func deletions(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let did = try #require(try Program.run("--profile", profile, "did", "list", "-o", "name").lines.first)
        for words in [["extension", "delete", "1001", "--force"], ["did", "delete", did, "--force"]] {
            for extra in [[], ["--no-input"]] {
                let outcome = try Program.run(arguments: ["--profile", profile] + words + extra, deadline: 10)
                #expect(outcome.status == 2 && outcome.errors.contains("--yes") && outcome.output.isEmpty, "\(outcome)")
            }
        }
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("errors say what and why, then what to do; with -o json as an object, with stdout empty", arguments: [
        (["extension", "show", "99999"], 3, "not_found"), (["extension", "add", "1001"], 4, "conflict"), (["extension", "show"], 2, "usage"),
        (["extension", "list", "--domain", "x"], 7, "not_offered"), (["--profile", "nowhere", "extension", "list"], 3, "not_found"),
    ])
    func errors(words: [String], status: Int32, name: String) throws {
        let plain = try Program.run(arguments: words)
        #expect(plain.status == status && plain.output.isEmpty)
        let lines = plain.errors.split(separator: "\n")
        #expect(lines.count >= 2 && lines[0].wholeMatch(of: /pbxctl: .+: .+/) != nil, "\(plain.errors)")
        for format in ["json", "ndjson"] {
            let outcome = try Program.run(arguments: words + ["-o", format])
            #expect(outcome.status == status && outcome.output.isEmpty)
            let error = try outcome.errorObject()
            #expect(error["exit_code"] as? Int32 == status && error["message"] is String && error["remedy"] is String)
            #expect(error["error"] as? String == name)
        }
    }

    @Test("servers that hang are given up within the deadline, naming host, port and remedy", arguments: ["freepbx", "fusionpbx"], ["database", "manager"])
    func hung(kind: String, part: String) throws {
        let server = try HungServer()
        let folder = try Folder()
        let all = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        let section = "[" + (try #require(all.components(separatedBy: "\n[").first { $0.hasPrefix("\(kind)]") }))
        let text = section.replacingOccurrences(of: #"(\n"# + part + #" = \S+127\.0\.0\.1:)\d+"#, with: "$1\(server.port)", options: .regularExpression)
        #expect(text != section)
        let file = try folder.write(text, to: "config")
        let before = try Stores.fingerprint(kind)
        let start = Date()
        let outcome = try Program.run("--config", file, "--connect-timeout", "1", "extension", "add", Numbers.extension(), "--name", "x", deadline: 20)
        #expect(outcome.status == 5 && outcome.errors.contains("127.0.0.1") && outcome.errors.contains(server.port), "\(outcome)")
        #expect(outcome.errors.split(separator: "\n").count >= 2)
        #expect(Date().timeIntervalSince(start) < 5)
        #expect(try Stores.fingerprint(kind) == before)
    }

    @Test("options stand anywhere, the last of two counts, -- ends them, values keep zeros and signs")
    func grammar() throws {
        let plain = try Program.run("extension", "show", "1001", "-o", "json").output
        for words in [
            ["-o", "json", "extension", "show", "1001"], ["extension", "-ojson", "show", "1001"], ["extension", "show", "--output=json", "--", "1001"],
            ["extension", "show", "-o", "csv", "1001", "-o", "json"], ["-vo", "json", "extension", "show", "1001"],
        ] { #expect(try Program.run(arguments: words).output == plain, "\(words)") }
        #expect(try Program.run("extension", "show", "--", "-o").errors.contains("extension -o"))
        let leading = try Program.run("extension", "show", "0101", "-o", "json").object()
        #expect(leading["extension"] as? String == "0101")
        #expect(try Program.run("extension", "set", "1001", "--name=", "--dry-run").status == 0)
    }

    @Test("abbreviations are refused with a suggestion, not guessed")
    func abbreviations() throws {
        for words in [["ext", "list"], ["extension", "li"], ["extension", "list", "--field=name"], ["extension", "list", "--out", "json"]] {
            let outcome = try Program.run(arguments: words)
            #expect(outcome.status == 2 && outcome.errors.contains("did you mean"), "\(outcome.errors)")
        }
    }

    @Test("--help and --version win over mistakes on the line")
    func helpWins() throws {
        for words in [["extension", "show", "--nonsense", "--help"], ["extension", "list", "-o", "nonsense", "-h"], ["extension", "show", "a", "b", "c", "--help"]] {
            let outcome = try Program.run(arguments: words)
            #expect(outcome.status == 0 && outcome.output.contains("Usage:") && outcome.errors.isEmpty, "\(words)")
        }
        #expect(try Program.run("extension", "--nonsense", "--version").output.hasPrefix("pbxctl "))
    }

    @Test("--trace shows statements, manager actions and times on stderr alone", arguments: ["freepbx", "fusionpbx"])
    func trace(profile: String) throws {
        let outcome = try Program.run("--profile", profile, "--trace", "extension", "set", "1001", "--name", "Alice Example", "-o", "json")
        #expect(outcome.status == 0 && !outcome.output.contains("trace:"))
        let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("trace: ") }
        #expect(lines.allSatisfy { $0.contains(/^trace: \+\d+ms/) })
        #expect(lines.contains { $0.contains(/sql [\d.]+ ms, \d+ rows?: SELECT/) }, "\(outcome.errors)")
        if profile == "freepbx" { #expect(lines.contains { $0.contains("> ") } && lines.contains { $0.contains("< ") }) }
    }
}
