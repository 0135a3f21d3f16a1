import Foundation
import Testing

@Suite("Batches: many commands over one connection")
struct BatchTests {
    private func batch(_ profile: String, _ text: String, _ options: String..., format: String = "ndjson") throws -> Program.Outcome {
        try Program.run(arguments: ["--profile", profile, "-o", format, "batch", "-"] + options, input: text)
    }

    /// One object for each line of a report.
    private func report(_ outcome: Program.Outcome) throws -> [[String: Any]] {
        try outcome.lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    }

    private func remove(_ profile: String, _ number: String, _ did: String) {
        for words in [["did", "delete", did], ["extension", "delete", number]] {
            _ = try? Program.run(arguments: ["--profile", profile] + words + ["--yes", "--force", "--if-exists"])
        }
    }

    @Test("lines run in order over one connection, and are reported with what each printed", arguments: Profiles.all)
    func order(profile: String) throws {
        let (number, did) = (Numbers.extension(), Numbers.did())
        defer { remove(profile, number, did) }
        let text = """
            # a new desk
            extension add \(number) --name 'It'\\''s new' --voicemail

            pbxctl did add \(did) --to extension:\(number)
            extension show \(number)  # as it is now
            extension list --fields extension
            dnd status \(number)
            """
        let outcome = try batch(profile, text)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = try report(outcome)
        #expect(lines.map { $0["line"] as? Int } == [2, 4, 5, 6, 7] && lines.allSatisfy { $0["status"] as? Int == 0 && $0["error"] is NSNull })
        #expect(lines.map { $0["changed"] as? Bool } == [true, true, false, false, false])
        #expect(lines[0]["command"] as? String == #"extension add \#(number) --name 'It'\''s new' --voicemail"#)
        #expect((lines[0]["result"] as? [String: Any])?["secret"] is String)
        #expect((lines[2]["result"] as? [String: Any])?["name"] as? String == "It's new")
        #expect((lines[3]["result"] as? [[String: Any]])?.contains { $0["extension"] as? String == number } == true)
        #expect((lines[4]["result"] as? [String: Any])?["do_not_disturb"] as? Bool == false)
        // As a person sees it: each line as its command prints it.
        let plain = try batch(profile, "extension show \(number)\ndnd status \(number)", format: "csv")
        let alone = try Program.run("--profile", profile, "-o", "csv", "extension", "show", number)
        #expect(plain.output == alone.output + "false\n", "\(plain)")
        let array = try batch(profile, "dnd status \(number)", format: "json").array()
        #expect(array.count == 1 && Set(array[0].keys) == ["line", "command", "status", "changed", "result", "error"])
    }

    @Test("one mistake on any line, and nothing is done: every mistake is named by its line", arguments: Profiles.all)
    func mistakes(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let text = """
            extension add \(Numbers.extension()) --name x
            extension shwo 1001
            extension set 1001
            extension list --profile other
            did delete 15551230000
            extension set 1001 --secret -
            extension list --fields nonsense
            extension set 1001 --name 'open
            coffee
            batch -
            state list --watch
            did add 1 --to nowhere:1
            extension set 1001 --secret hunter2
            extension list -o json
            """
        let outcome = try batch(profile, text)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        let error = try outcome.errorObject()
        let message = try #require(error["message"] as? String)
        #expect(message.contains("lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 are not right, nothing was done"), "\(outcome.errors)")
        let remedy = try #require(error["remedy"] as? String)
        for number in 2...14 { #expect(remedy.contains("line \(number): "), "\(number): \(remedy)") }
        #expect(remedy.contains("did you mean show") && !outcome.errors.contains("hunter2"), "\(remedy)")
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("it ends at the first failure; the status says whether anything was changed before", arguments: Profiles.all)
    func failure(profile: String) throws {
        let (number, did) = (Numbers.extension(), Numbers.did())
        defer { remove(profile, number, did) }
        let nothing = try batch(profile, "extension show \(number)\nextension add \(number)")
        #expect(nothing.status == 3, "\(nothing)")
        #expect(try report(nothing).map { $0["status"] as? Int } == [3, nil])
        #expect(try Program.run("--profile", profile, "extension", "show", number).status == 3)

        let text = "extension add \(number)\nextension add \(number)\ndid add \(did) --to extension:\(number)\n"
        let stopped = try batch(profile, text)
        #expect(stopped.status == 8, "\(stopped)")
        let lines = try report(stopped)
        #expect(lines.map { $0["status"] as? Int } == [0, 4, nil] && lines.map { $0["changed"] as? Bool } == [true, false, false])
        #expect((lines[1]["error"] as? [String: Any])?["error"] as? String == "conflict")
        #expect(try stopped.errorObject()["error"] as? String == "partial")
        #expect(try Program.run("--profile", profile, "did", "show", did).status == 3)

        let on = try batch(profile, text, "--keep-going")
        #expect(try on.status == 8 && report(on).map { $0["status"] as? Int } == [4, 4, 0])
        let unchanged = try batch(profile, "extension add \(number)\nextension set \(number) --name \(number)", "-k")
        #expect(try unchanged.status == 4 && report(unchanged).map { $0["status"] as? Int } == [4, 0])
        let text2 = try batch(profile, "extension add \(number)\n", format: "tsv")
        #expect(text2.status == 4 && text2.errors.contains("line 1: ") && text2.errors.contains("line 1 failed"), "\(text2.errors)")
    }

    @Test("the first line that fails gives its own status", arguments: [
        (3, "extension show 9998"), (4, "extension add 1001"), (2, "extension add 12x4"), (9, "dnd status 1001 --exit-code"),
    ])
    func statuses(status: Int32, line: String) throws {
        let before = try Stores.fingerprint("freepbx")
        #expect(try batch("freepbx", line).status == status)
        #expect(try Stores.fingerprint("freepbx") == before)
    }

    @Test("a dry run changes nothing, shows every line, and leaves out what has none", arguments: Profiles.all)
    func dryRun(profile: String) throws {
        let before = try Stores.fingerprint(profile)
        let number = Numbers.extension()
        let text = "extension add \(number)\nextension set \(number) --name x\nextension delete 1001 --force\ncache reload extensions\n"
        let outcome = try batch(profile, text, "--dry-run")
        let lines = try report(outcome)
        #expect(outcome.status == 3 && lines.map { $0["status"] as? Int } == [0, 3, 0, 0], "\(outcome)")
        #expect((lines[0]["result"] as? [String: Any])?["steps"] is [Any] && lines.allSatisfy { $0["changed"] as? Bool == false })
        #expect(lines[3]["result"] is NSNull && outcome.errors.contains("cache reload extensions has no dry run"))
        #expect(try Stores.fingerprint(profile) == before)
    }

    @Test("a deletion needs --yes, on its line or on the batch", arguments: Profiles.all)
    func deletions(profile: String) throws {
        let number = Numbers.extension()
        defer { remove(profile, number, "1") }
        #expect(try batch(profile, "extension add \(number)\nextension delete \(number)").status == 2)
        #expect(try Program.run("--profile", profile, "extension", "show", number).status == 3)
        #expect(try batch(profile, "extension add \(number)\nextension delete \(number) --yes").status == 0)
        #expect(try batch(profile, "extension add \(number)\nextension delete \(number)", "--yes").status == 0)
    }

    @Test("each line stands in the history under its own words", arguments: Profiles.all)
    func history(profile: String) throws {
        let (number, did) = (Numbers.extension(), Numbers.did())
        defer { remove(profile, number, did) }
        let folder = try Folder()
        let environment = ["PBXCTL_STATE": folder.path + "/state"]
        let text = "extension add \(number) --name 'A B'\nextension show \(number)\ndid add \(did) --to extension:\(number)\n"
        let outcome = try Program.run(arguments: ["--profile", profile, "batch", "-"], input: text, environment: environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let changes = try Program.run("history", "-o", "json", environment: environment).array()
        #expect(changes.compactMap { $0["command"] as? String } == [
            "pbxctl did add \(did) --to extension:\(number)", "pbxctl extension add \(number) --name 'A B'",
        ], "\(changes)")
        for line in ["undo 1", "recover", "plan apply x", "extension add 1 --plan-out /tmp/x"] {
            #expect(try Program.run(arguments: ["--profile", profile, "batch", "-"], input: line, environment: environment).status == 2, "\(line)")
        }
    }

    @Test("Ctrl-C takes back the line that runs, and what was done is reported")
    func interrupted() throws {
        let number = Numbers.extension()
        let lock = Lab.value("LAB_ASTERISK_RUN") + "/reload.lock"
        let other = try Running("/bin/sleep", ["60"], environment: [:])
        defer {
            try? FileManager.default.removeItem(atPath: lock)
            other.signal(SIGTERM)
            FreePBX.remove(number)
        }
        // A write waits for the end of a reload.
        try "\(other.identifier)".write(toFile: lock, atomically: true, encoding: .utf8)
        let running = try Running.pbxctl("--profile", "freepbx", "-o", "json", "batch", "-")
        running.type("extension show 1001\nextension add \(number)\nextension show 1002\n")
        running.endInput()
        try Running.until("the first report") { running.outputSoFar.contains("\"line\": 1,") }
        usleep(500_000)
        running.signal(SIGINT)
        let outcome = running.finish()
        let lines = try outcome.array()
        #expect(outcome.signal == SIGINT && lines.map { $0["status"] as? Int } == [0, 1], "\(outcome)")
        #expect(((lines[1]["error"] as? [String: Any])?["message"] as? String)?.contains("nothing was changed") == true)
        #expect(try FreePBX.pbxctl("extension", "show", number).status == 3)
    }

    @Test("a file is read whole; one that is none, or no text, is refused")
    func files() throws {
        let folder = try Folder()
        let file = try folder.write("\u{FEFF}", to: "empty")
        try Data([0x61, 0xFF, 0x0A]).write(to: URL(filePath: file))
        #expect(try Program.run("batch", file).errors.contains("UTF-8"))
        #expect(try Program.run("batch", file + "x").status == 2)
        #expect(try Program.run("batch", folder.write("# nothing\n", to: "comments")).status == 0)
        let good = try folder.write("extension show 1001\r\nextension show 1002\r\n", to: "good")
        #expect(try Program.run("-o", "json", "batch", good).array().map { $0["status"] as? Int } == [0, 0])
    }

    @Test("a connection that broke off is not used again: the next line has a new one")
    func brokenConnection() throws {
        let folder = try Folder()
        let script = try folder.write("extension show 1001\nstate list --fields nothing\n", to: "x")
        #expect(try Program.run("batch", script).status == 2)
        // The first line's session is killed by the server while it is open.
        let running = try Running.pbxctl("--profile", "freepbx", "-o", "ndjson", "batch", "-", "-k")
        running.type(String(repeating: "extension show 1001\n", count: 400))
        running.endInput()
        try Running.until("the first report") { running.outputSoFar.contains("\"line\": 3,") }
        let connections = try Lab.mysql("SELECT id FROM information_schema.processlist WHERE user = 'freepbxuser' AND id <> CONNECTION_ID() AND host LIKE '%:%';")
        for id in connections { _ = try? Lab.mysql("KILL \(id);") }
        let outcome = running.finish()
        let statuses = try report(outcome).map { $0["status"] as? Int }
        #expect(statuses.count == 400 && statuses.filter { $0 != 0 }.count <= 1 && statuses.last == 0, "\(outcome.errors)")
    }

    @Test("100 lines take one connection, and hardly longer than one line")
    func speed() throws {
        func connections() throws -> Int { try Int(Lab.mysql("SHOW GLOBAL STATUS LIKE 'Connections';")[0].split(separator: "\t")[1]) ?? 0 }
        let text = (0..<100).map { "extension set 1001 --name 'Alice \($0 % 2)' --dry-run" }.joined(separator: "\n")
        let (start, before) = (Date(), try connections())
        let outcome = try batch("freepbx", text)
        #expect(try outcome.status == 0 && report(outcome).count == 100)
        // One is the batch's, one that of whoever counts.
        #expect(try connections() - before <= 3)
        #expect(Date().timeIntervalSince(start) < 10)
    }
}
