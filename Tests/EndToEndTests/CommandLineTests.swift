import Foundation
import Testing

/// The rules of the command line that hold for every command, on the built program.
@Suite("The command line")
struct CommandLineTests {
    struct Shown: CustomTestStringConvertible, Sendable {
        var path: [String]
        var examples: [String]
        var testDescription: String { path.joined(separator: " ") }
    }

    /// Every command, as the program itself lists them.
    static let commands: [Shown] = {
        let nouns = (try? Program.run("help", "--json").object()["nouns"] as? [[String: Any]]) ?? []
        return nouns.flatMap { $0["commands"] as? [[String: Any]] ?? [] }.compactMap { command in
            guard let path = command["path"] as? [String], let examples = command["examples"] as? [[String: Any]] else { return nil }
            return Shown(path: path, examples: examples.compactMap { $0["line"] as? String })
        }
    }()

    @Test("`help X Y`, `X Y --help` and the long page agree, -h is short, all fit, with examples and statuses")
    func help() throws {
        #expect(Self.commands.count > 80)
        for command in Self.commands {
            let long = try Program.run(arguments: ["help"] + command.path)
            #expect(long.status == 0 && long.errors.isEmpty && long.output.contains("Exit status:"), "\(command.path)")
            #expect(try Program.run(arguments: command.path + ["--help"]).output == long.output, "\(command.path)")
            let short = try Program.run(arguments: command.path + ["-h"])
            #expect(short.status == 0 && short.output.count < long.output.count, "\(command.path)")
            for line in long.output.split(separator: "\n") where !line.hasPrefix("  pbxctl") && !line.hasPrefix("  source") {
                #expect(line.count <= 80, "\(command.path): \(line)")
            }
            #expect(!command.examples.isEmpty && command.examples.allSatisfy { long.output.contains($0) }, "\(command.path)")
        }
    }

    @Test("the grammar that is committed is the program's: help, keys and statuses change knowingly")
    func snapshot() throws {
        let committed = try String(contentsOf: Program.project.appending(path: "docs/grammar.json"), encoding: .utf8)
        #expect(try Program.run("help", "--json").output == committed)
    }

    @Test("values stand with their options in every way there is")
    func forms() throws {
        let wanted = try Program.run("extension", "show", "1001", "-o", "json").output
        for words in [["-ojson"], ["--output=json"], ["--output", "json"], ["-o", "json", "--output=json"], ["-o", "csv", "-ojson"]] {
            #expect(try Program.run(arguments: ["extension", "show", "1001"] + words).output == wanted, "\(words)")
            #expect(try Program.run(arguments: words + ["extension", "show", "1001"]).output == wanted, "\(words)")
        }
        #expect(try Program.run("extension", "show", "-qojson", "1001").output.isEmpty)
        #expect(try Program.run("extension", "show", "-o", "json", "--", "1001").output == wanted)
        #expect(try Program.run("extension", "show", "--", "-o").status == 3)
    }

    @Test("--name= is the empty value, and clears")
    func emptyValue() throws {
        #expect(try Program.run("extension", "set", "1001", "--account-code", "desk", "-q").status == 0)
        #expect(try Program.run("extension", "show", "1001", "-o", "json").object()["account_code"] as? String == "desk")
        #expect(try Program.run("extension", "set", "1001", "--account-code=", "-q").status == 0)
        #expect(try Program.run("extension", "show", "1001", "-o", "json").object()["account_code"] is NSNull)
    }

    @Test("- is standard input or output where a file is asked for")
    func dash() throws {
        #expect(try Program.run("batch", "-", input: "extension show 1001\n").output.contains("Alice Example"))
        let list = try Program.run("extension", "list", "-o", "json").output
        #expect(try Program.run("extension", "import", "-", "-o", "json", input: list).object()["changed"] as? Bool == false)
        #expect(try Program.shell("pbxctl recording download 1 - | head -c 4").output == "RIFF")
    }

    @Test("each mistake has a message of its own, with the usage line, before anything is asked", arguments: [
        (["extension", "show"], "<extension> is missing"), (["extension", "show", "1", "2"], "one operand too many: '2'"),
        (["extension", "list", "-o"], "-o needs a value (FORMAT)"), (["extension", "list", "--raw=yes"], "is a switch and takes no value"),
        (["extension", "delete", "1", "--cascade", "--force"], "--cascade and --force cannot stand together"),
        (["cdr", "query", "--limit", "many"], "--limit: 'many'"),
    ])
    func mistakes(words: [String], message: String) throws {
        let outcome = try Program.run(arguments: words, environment: ShellContractTests.bare)
        #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.contains("usage: pbxctl \(words[0]) \(words[1])"), "\(outcome.errors)")
    }

    @Test("limits, filters and the order are the database's work", arguments: ["freepbx", "fusionpbx"])
    func databaseWork(profile: String) throws {
        let trace = try Program.run("--profile", profile, "--trace", "cdr", "query", "--src", "1001", "--start", "-30d", "--limit", "3", "-q").errors
        #expect(trace.contains(/WHERE[\s\S]*ORDER BY[\s\S]*LIMIT/), "\(trace)")
    }

    /// A line of the shell for each status; 10 needs a phone that rings, and is among the tests of calls.
    static let statuses: [(Int32, String)] = [
        (0, "pbxctl coffee"), (1, "pbxctl coffee > /dev/full"), (2, "pbxctl cofee"), (3, "pbxctl extension show 99999"),
        (4, "pbxctl extension add 1001"), (5, "pbxctl --config unreachable extension list"), (6, "pbxctl --config refused extension list"),
        (7, "pbxctl domain list"), (8, "printf 'extension set 1001 --account-code 8\\nextension show 99999\\n' | pbxctl batch -"),
        (9, "pbxctl dnd status 1001 --exit-code"), (141, "pbxctl cdr query --limit all | true"),
    ]

    @Test("each documented status is reached, and JSON names it", arguments: statuses)
    func status(expected: Int32, line: String) throws {
        let folder = try Folder()
        try folder.write("wrong", to: "password")
        for (name, port) in [("unreachable", "1"), ("refused", Lab.value("LAB_MYSQL_PORT"))] {
            try folder.write(
                "[a]\nkind = freepbx\ndatabase = mysql://freepbxuser@127.0.0.1:\(port)/asterisk\ndatabase_password_file = password\n", to: name)
        }
        defer { if expected == 8 { _ = try? Program.run("extension", "set", "1001", "--account-code=", "-q") } }
        let plain = try Program.shell("cd \(folder.path); set -o pipefail; \(line)")
        #expect(plain.status == expected, "\(line): \(plain)")
        guard (3...7).contains(expected) else { return }
        let error = try Program.shell("cd \(folder.path); \(line) -o json").errorObject()
        #expect(error["exit_code"] as? Int == Int(expected))
        #expect(try Program.run("help", "exit-codes").output.contains("  \(expected) "))
    }

    @Test("libpq's service file says what the profile does not")
    func serviceFile() throws {
        let folder = try Folder()
        let service = try folder.write(
            "[office]\nuser=fusionpbx\npassword=\(Lab.secret("LAB_PG_PASSWORD_FILE"))\n", to: "pg_service.conf")
        let configuration = try folder.write(
            "[a]\nkind = fusionpbx\ndatabase = postgresql://127.0.0.1:\(Lab.value("LAB_PG_PORT"))/fusionpbx\ndomain = pbx.example.test\n", to: "config")
        let outcome = try Program.run(
            "extension", "list", "-o", "name", environment: ["PBXCTL_CONFIG": configuration, "PGSERVICEFILE": service, "PGSERVICE": "office"])
        #expect(outcome.status == 0 && outcome.lines.contains("1001"), "\(outcome.errors)")
    }
}
