import Foundation
import Testing

@Suite("The shell contract, without a PBX")
struct ShellContractTests {
    /// No configuration at all, and no PBX on this host either.
    static let bare = ["PBXCTL_CONFIG": "/nonexistent/pbxctl.conf"]

    @Test("help is on stdout with status 0; no arguments give help on stderr with status 2")
    func help() throws {
        let asked = try Program.run("--help")
        #expect(asked.status == 0 && asked.output.contains("Usage:") && asked.errors.isEmpty)
        let bare = try Program.run()
        #expect(bare.status == 2 && bare.output.isEmpty && bare.errors.contains("Usage:"))
        let noun = try Program.run("extension")
        #expect(noun.status == 2 && noun.output.isEmpty && noun.errors.contains("extension add"))
    }

    @Test("help X Y, X Y --help agree; -h is shorter")
    func helpForms() throws {
        let long = try Program.run("help", "extension", "add").output
        #expect(try Program.run("extension", "add", "--help").output == long)
        let short = try Program.run("extension", "add", "-h").output
        #expect(short.count < long.count && short.contains("Usage:"))
        #expect(long.contains("Exit status:") && long.contains("Fields:") && long.contains("Examples:"))
    }

    @Test("help fits 80 columns, follows COLUMNS and has no escape bytes", arguments: [80, 50])
    func helpWidth(columns: Int) throws {
        let outcome = try Program.run(
            arguments: ["cdr", "query", "--help"], environment: ["COLUMNS": "\(columns)"])
        let explained = outcome.output.split(separator: "\n").filter { !$0.hasPrefix("  pbxctl") && !$0.hasPrefix("  #") }
        #expect(explained.allSatisfy { $0.count <= columns })
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test("topics exist and an unknown one is a usage error", arguments: ["exit-codes", "output", "profiles", "time", "targets"])
    func topics(topic: String) throws {
        #expect(try Program.run("help", topic).status == 0)
        let wrong = try Program.run("help", topic + "x")
        #expect(wrong.status == 2 && wrong.errors.contains(topic))
    }

    @Test("--version prints one line that a program can read")
    func version() throws {
        let outcome = try Program.run("--version")
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: /pbxctl \d+\.\d+\.\d+\n/) != nil)
    }

    @Test("unknown words are usage errors with a suggestion, and nothing is run", arguments: [
        (["extnsion", "list"], "extension"), (["extension", "lst"], "list"), (["extension", "list", "--feilds", "x"], "--fields"),
        (["extension", "list", "-o", "jsno"], "json"), (["extension", "list", "--fields", "nmae"], "name"),
    ])
    func suggestions(words: [String], meant: String) throws {
        let outcome = try Program.run(arguments: words, environment: Self.bare)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("did you mean") && outcome.errors.contains(meant))
    }

    @Test("usage errors come before any connection and any configuration", arguments: [
        ["extension", "show"], ["extension", "show", "1", "2"], ["extension", "add", "1001", "--rec-priority", "21"],
        ["cdr", "query", "--limit", "0"], ["cdr", "query", "--start", "whenever"], ["did", "add", "1", "--to", "nowhere"],
        ["extension", "set", "1001"], ["extension", "delete", "1", "--cascade", "--force"], ["extension", "list", "--fields", ""],
    ])
    func usageFirst(words: [String]) throws {
        let outcome = try Program.run(arguments: words, environment: Self.bare)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("errors are JSON on stderr where JSON was asked for, with stdout empty")
    func jsonErrors() throws {
        let outcome = try Program.run("extension", "show", "-o", "json")
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        let error = try outcome.errorObject()
        #expect(error["error"] as? String == "usage" && error["exit_code"] as? Int == 2)
        #expect(error["message"] is String && error["remedy"] is String)
    }

    @Test("a profile file that is not there is said by name")
    func missingConfiguration() throws {
        let outcome = try Program.run("extension", "list", environment: Self.bare)
        #expect(outcome.status != 0 && outcome.errors.contains("/nonexistent/pbxctl.conf"))
    }

    @Test("a full disk and a closed stdout are errors; a reader that has gone ends it by SIGPIPE")
    func brokenOutput() throws {
        #expect(try Program.shell("pbxctl help --json > /dev/full").status == 1)
        #expect(try Program.shell("pbxctl --version >&-").status == 1)
        let piped = try Program.shell("for i in 1 2 3 4; do pbxctl help --json; done | head -c 1 >/dev/null; echo ${PIPESTATUS[1]}")
        #expect(piped.output == "0\n" && piped.errors.isEmpty)
    }

    @Test("completion scripts are printed, and the shipped ones are the same", arguments: [("bash", "pbxctl"), ("zsh", "_pbxctl"), ("fish", "pbxctl.fish")])
    func completionScripts(shell: String, file: String) throws {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let shipped = try String(contentsOf: project.appending(path: "completions/\(file)"), encoding: .utf8)
        #expect(try Program.run("completion", shell).output == shipped)
    }

    @Test("completion is silent and empty when there is no PBX")
    func silentCompletion() throws {
        let outcome = try Program.run("__complete", "--", "extension", "show", "1", environment: Self.bare)
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    }

    @Test("starts without HOME, in an empty environment")
    func emptyEnvironment() throws {
        let outcome = try Program.start(Program.path, ["coffee"], input: "", environment: [:], deadline: 10)
        #expect(outcome.status == 0 && outcome.output == "418 I'm a teapot\n")
    }

    @Test("loads neither client library nor Swift's own")
    func libraries() throws {
        guard Program.path.contains("release") else { return }
        let linked = try Program.shell("ldd \(Program.path)").output
        for name in ["libpq", "libmariadb", "libmysqlclient", "libswift", "libFoundation"] { #expect(!linked.contains(name)) }
    }

    @Test("the grammar is there as JSON")
    func grammar() throws {
        let grammar = try Program.run("help", "--json").object()
        #expect(grammar["format_version"] as? Int == 1)
        #expect((grammar["nouns"] as? [Any])?.isEmpty == false)
    }
}
