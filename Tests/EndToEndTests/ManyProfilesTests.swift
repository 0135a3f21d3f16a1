import Foundation
import Testing

/// `--profile a,b` and `--all-profiles`: one reading command, several PBXes.
@Suite("Several profiles")
struct ManyProfilesTests {
    /// The lab's three PBXes, and more that the test adds.
    private static func environment(_ more: String = "") throws -> [String: String] {
        let lab = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        return ["PBXCTL_CONFIG": try Scratch.file(lab + "\n" + more)]
    }

    private static func dead(_ name: String, port: String = "1") -> String {
        """
        [\(name)]
        kind = freepbx
        database = mysql://nobody:none@127.0.0.1:\(port)/asterisk
        manager = ami://nobody:none@127.0.0.1:\(port)

        """
    }

    private static let all = Profiles.all.joined(separator: ",")

    private func single(_ profile: String, _ line: [String]) throws -> Program.Outcome {
        let outcome = try Program.run(arguments: ["--profile", profile] + line)
        #expect(outcome.status == 0, "\(profile) \(line): \(outcome.errors)")
        return outcome
    }

    private static let line = ["did", "list", "--fields", "did,description,target,domain"]

    @Test("csv and tsv have one header, and each row its profile first", arguments: [("csv", ","), ("tsv", "\t")])
    func separated(_ format: String, _ separator: String) throws {
        let line = Self.line + ["-o", format]
        let ending = format == "csv" ? "\r\n" : "\n"
        var expected = "profile\(separator)" + ["did", "description", "target", "domain"].joined(separator: separator) + ending
        for profile in Profiles.all {
            let rows = try single(profile, line + ["--no-header"]).output
            expected += rows.split(separator: ending, omittingEmptySubsequences: true).map { "\(profile)\(separator)\($0)\(ending)" }.joined()
        }
        let outcome = try Program.run(arguments: ["--profile", Self.all] + line)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(outcome.output == expected)
        let headless = try Program.run(arguments: ["--profile", Self.all] + line + ["--no-header"])
        #expect(headless.output == expected.split(separator: ending).dropFirst().map { $0 + ending }.joined())
    }

    @Test("json is one array, ndjson one object a line, with profile as the first key")
    func objects() throws {
        let bodies = try Profiles.all.flatMap { profile in
            try single(profile, Self.line + ["-o", "ndjson"]).lines.map { "{\"profile\": \"\(profile)\", \($0.dropFirst())" }
        }
        let lines = try Program.run(arguments: ["--profile", Self.all] + Self.line + ["-o", "ndjson"])
        #expect(lines.output == bodies.map { $0 + "\n" }.joined())
        let array = try Program.run(arguments: ["--profile", Self.all] + Self.line + ["-o", "json"])
        #expect(array.output == "[\n  " + bodies.joined(separator: ",\n  ") + "\n]\n")
        #expect(try array.array().count == bodies.count)
        let none = try Program.run(arguments: ["--profile", Self.all] + Self.line + ["-o", "json", "--search", "no such thing"])
        #expect(none.status == 0 && none.output == "[]\n", "\(none)")
    }

    @Test("a table is one table, and names are told apart by their profiles")
    func table() throws {
        let table = try Program.run(arguments: ["--profile", Self.all, "ringgroup", "list", "-o", "table", "--fields", "ringgroup,name,members"])
        #expect(table.lines.first?.hasPrefix("PROFILE") == true && table.lines.count { $0.contains("PROFILE") } == 1)
        let groups = try Profiles.all.map { try single($0, ["ringgroup", "list", "-o", "name"]).lines.count }
        #expect(table.lines.count == groups.reduce(1, +), "\(table.output)")
        // Columns begin at the same place for all.
        let place = try #require(table.lines.first?.firstRange(of: "NAME")?.lowerBound)
        let offset = table.lines[0].distance(from: table.lines[0].startIndex, to: place)
        #expect(table.lines.allSatisfy { Array($0).count > offset && Array($0)[offset - 1] == " " }, "\(table.output)")
        let names = try Program.run(arguments: ["--profile", "freepbx,fusionpbx", "ringgroup", "list", "-o", "name"])
        let expected = try ["freepbx", "fusionpbx"].flatMap { profile in
            try single(profile, ["ringgroup", "list", "-o", "name"]).lines.map { "\(profile)\t\($0)" }
        }
        #expect(names.lines == expected)
    }

    @Test("values with every awkward character arrive as they are", arguments: ["csv", "tsv", "json", "ndjson"])
    func awkward(_ format: String) throws {
        let number = Numbers.extension()
        defer { FreePBX.remove(number) }
        try FreePBX.done("extension", "add", number, "--name", "a, \"b\" c")
        _ = try Lab.mysql("UPDATE users SET name = 'line\\none\\ttab \\\\ back, \"quoted\"' WHERE extension = '\(number)';")
        let line = ["extension", "list", "--match", number, "--fields", "extension,name", "-o", format, "--no-header"]
        let alone = try single("freepbx", line).output
        let together = try Program.run(arguments: ["--profile", "freepbx,fusionpbx"] + line).output
        switch format {
        case "csv": #expect(together == "freepbx,\(alone)")
        case "tsv": #expect(together == "freepbx\t\(alone)")
        case "ndjson": #expect(together == "{\"profile\": \"freepbx\", \(alone.dropFirst())")
        default: #expect(together == alone.replacingOccurrences(of: "  {", with: "  {\"profile\": \"freepbx\", "))
        }
    }

    @Test("show, status, doctor and answers have a row for each", arguments: [
        ["extension", "show", "1001"], ["status"], ["doctor"], ["config", "show"], ["system", "needreload"], ["cdr", "stats"], ["registration", "list"],
        ["target", "list"],
    ])
    func others(_ line: [String]) throws {
        for format in ["json", "ndjson", "csv", "tsv", "table"] {
            let outcome = try Program.run(arguments: ["--profile", "freepbx,fusionpbx"] + line + ["-o", format])
            #expect(outcome.status == 0, "\(line) \(format): \(outcome.errors)")
            if format == "json" {
                let profiles = try outcome.array().compactMap { $0["profile"] as? String }
                #expect(Set(profiles) == ["freepbx", "fusionpbx"] && profiles == profiles.sorted(), "\(outcome.output)")
                #expect(outcome.output.split(separator: "\n").dropFirst().dropLast().allSatisfy { $0.hasPrefix("  {\"profile\": ") })
            } else if format != "ndjson" {
                #expect(outcome.lines.first?.lowercased().hasPrefix("profile") == true, "\(format) \(outcome.output)")
            }
            let answer = line == ["system", "needreload"] && !["json", "ndjson"].contains(format)
            if answer { #expect(outcome.lines.count == 3, "\(outcome.output)") }
        }
    }

    @Test("a check of several PBXes is one list of findings, and status 9")
    func checks() throws {
        let outcome = try Program.run("--profile", "freepbx,fusionpbx", "check", "dangling-target", "empty-group", "-o", "json", "--severity", "info")
        let alone = try ["freepbx", "fusionpbx"].map { try Program.run("--profile", $0, "check", "dangling-target", "empty-group", "-o", "json", "--severity", "info") }
        #expect(outcome.status == (alone.contains { $0.status == 9 } ? 9 : 0), "\(outcome.errors)")
        let profiles = try outcome.array().compactMap { $0["profile"] as? String }
        #expect(try profiles.count == alone.map { try $0.array().count }.reduce(0, +) && profiles == profiles.sorted())
    }

    @Test("--all-profiles takes those of the files, in their order")
    func allProfiles() throws {
        let folder = try Folder()
        let lab = try String(contentsOfFile: Lab.configuration, encoding: .utf8)
        let listed = lab.split(separator: "\n").filter { $0.hasPrefix("[") }.map { $0.dropFirst().dropLast() }.map(String.init)
        let outcome = try Program.run("--all-profiles", "route", "list", "-o", "json", "--fields", "name", environment: try Self.environment())
        #expect(outcome.status == 0, "\(outcome.errors)")
        var seen: [String] = []
        for row in try outcome.array() {
            let profile = row["profile"] as? String ?? ""
            if seen.last != profile { seen.append(profile) }
        }
        #expect(seen == listed.filter(seen.contains) && seen.count > 1)
        let none = try Program.run("--all-profiles", "route", "list", environment: ["PBXCTL_CONFIG": folder.write("# nothing\n", to: "empty")])
        #expect(none.status == 2 && none.output.isEmpty)
    }

    @Test("a dead PBX is a line on stderr and status 8; the others' rows are all there")
    func oneDead() throws {
        let environment = try Self.environment(Self.dead("gone"))
        let outcome = try Program.run(
            arguments: ["--profile", "freepbx,gone,fusionpbx"] + Self.line + ["-o", "csv"], environment: environment)
        let alone = try Program.run(arguments: ["--profile", "freepbx,fusionpbx"] + Self.line + ["-o", "csv"])
        #expect(outcome.status == 8 && outcome.output == alone.output)
        #expect(outcome.errors.split(separator: "\n").count == 1 && outcome.errors.hasPrefix("pbxctl: gone: "), "\(outcome.errors)")
        let json = try Program.run(
            arguments: ["--profile", "gone,freepbx"] + Self.line + ["-o", "json"], environment: environment)
        #expect(json.status == 8)
        let error = try json.errorObject()
        #expect(error["profile"] as? String == "gone" && error["exit_code"] as? Int == 5 && json.errors.split(separator: "\n").count == 1)
        #expect(try json.array().allSatisfy { $0["profile"] as? String == "freepbx" })
    }

    @Test("where no PBX answers the status is theirs")
    func allDead() throws {
        let environment = try Self.environment(Self.dead("gone") + Self.dead("away"))
        for format in ["json", "csv", "table"] {
            let outcome = try Program.run(arguments: ["--profile", "gone,away"] + Self.line + ["-o", format], environment: environment)
            #expect(outcome.status == 5 && outcome.errors.split(separator: "\n").count == 2, "\(outcome)")
            #expect(outcome.output == (format == "json" ? "[]\n" : ""))
        }
        let missing = try Program.run("--profile", "freepbx,fusionpbx", "extension", "show", "99999991")
        #expect(missing.status == 3 && missing.output.isEmpty, "\(missing)")
        let some = try Program.run("--profile", "freepbx,fusionpbx", "domain", "list")
        #expect(some.status == 8 && some.errors.hasPrefix("pbxctl: freepbx: "), "\(some)")
    }

    @Test("a PBX that says nothing costs its own deadline and nobody else's rows", .timeLimit(.minutes(1)))
    func hung() throws {
        let server = try HungServer()
        let environment = try Self.environment(Self.dead("mute", port: server.port))
        let start = Date()
        let outcome = try Program.run(
            arguments: ["--profile", "mute,freepbx,fusionpbx", "--connect-timeout", "2"] + Self.line + ["-o", "csv"], environment: environment)
        #expect(outcome.status == 8 && outcome.errors.contains("pbxctl: mute: "), "\(outcome.errors)")
        #expect(outcome.output == (try Program.run(arguments: ["--profile", "freepbx,fusionpbx"] + Self.line + ["-o", "csv"]).output))
        #expect(Date().timeIntervalSince(start) < 20)
    }

    /// The parts that are running for a profile.
    private static func parts(_ profile: String) -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { number in
            guard number.allSatisfy(\.isNumber), let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") else { return false }
            return line.split(separator: 0).contains { $0.elementsEqual(profile.utf8) }
        }
    }

    @Test("a signal ends all of it at once", .timeLimit(.minutes(1)), arguments: [SIGINT, SIGTERM, SIGKILL])
    func signals(_ number: Int32) throws {
        let server = try HungServer()
        let name = "mute\(Numbers.extension())"
        let environment = try Self.environment(Self.dead(name, port: server.port))
        let running = try Running.pbxctl("--profile", "\(name),freepbx", "--connect-timeout", "120", "extension", "list", environment: environment)
        try Running.until("the part") { !Self.parts(name).isEmpty }
        let start = Date()
        running.signal(number)
        let outcome = running.finish(deadline: 20)
        #expect(outcome.signal == number && Date().timeIntervalSince(start) < 10, "\(outcome)")
        try Running.until("the parts' end") { Self.parts(name).isEmpty }
    }

    @Test("a reader that has had enough ends all of it")
    func closedPipe() throws {
        let outcome = try Program.shell(
            "pbxctl --profile freepbx,fusionpbx cdr query --limit all -o csv | head -n 2; echo ${PIPESTATUS[0]}", deadline: 60)
        #expect(outcome.lines.count == 3 && outcome.lines[0].hasPrefix("profile,") && outcome.lines[2] == "141", "\(outcome)")
        try Running.until("the parts' end") { Self.parts("__part").isEmpty }
    }

    @Test("a large listing comes whole, in order, and is not held in memory", .timeLimit(.minutes(3)))
    func large() throws {
        let running = try Running.pbxctl("--profile", "freepbx,fusionpbx", "cdr", "query", "--limit", "all", "-o", "ndjson", "--end", "yesterday")
        var peak = 0
        while running.isRunning {
            let status = (try? String(contentsOfFile: "/proc/\(running.identifier)/status", encoding: .utf8)) ?? ""
            if let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM") }) {
                peak = max(peak, Int(line.filter(\.isNumber)) ?? 0)
            }
            usleep(5000)
        }
        let outcome = running.finish(deadline: 120)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let counts = try ["freepbx", "fusionpbx"].map { try single($0, ["cdr", "query", "--limit", "all", "-o", "name", "--end", "yesterday"]).lines.count }
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == counts[0] + counts[1] && outcome.output.utf8.count > 8 << 20)
        #expect(lines.prefix(counts[0]).allSatisfy { $0.hasPrefix("{\"profile\": \"freepbx\"") })
        #expect(lines.dropFirst(counts[0]).allSatisfy { $0.hasPrefix("{\"profile\": \"fusionpbx\"") })
        #expect(peak > 0 && peak < 60_000, "\(peak) kB")
    }

    @Test("what changes something is refused, whatever it is, and shown the way")
    func writes() throws {
        let grammar = try JSONSerialization.jsonObject(with: Data(contentsOf: Program.project.appending(path: "docs/grammar.json"))) as? [String: Any]
        let nouns = try #require(grammar?["nouns"] as? [[String: Any]])
        let commands = nouns.flatMap { $0["commands"] as? [[String: Any]] ?? [] }
        var count = 0
        for command in commands {
            let options = (command["options"] as? [[String: Any]] ?? []).compactMap { $0["long"] as? String }
            guard options.contains("dry-run"), let path = command["path"] as? [String] else { continue }
            let operands = (command["operands"] as? [[String: Any]] ?? []).map { _ in "1" }
            let switched = path == ["check"] ? ["--fix", "dangling-target"] : operands
            let outcome = try Program.run(arguments: ["--profile", "freepbx,fusionpbx"] + path + switched)
            #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains("cookbook"), "\(path): \(outcome)")
            count += 1
        }
        #expect(count > 20)
        for line in [["call", "originate", "1001", "1002"], ["call", "hangup", "1"], ["cache", "flush"], ["undo", "1"], ["batch", "-"]] {
            let outcome = try Program.run(arguments: ["--all-profiles"] + line)
            #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains("cookbook"), "\(line): \(outcome)")
        }
    }

    @Test("what cannot be meant is a usage error", arguments: [
        (["--profile", "freepbx,,fusionpbx", "did", "list"], 2), (["--profile", "freepbx,", "did", "list"], 2),
        (["--profile", "freepbx,fusionpxb", "did", "list"], 3), (["--all-profiles", "--profile", "freepbx", "did", "list"], 2),
        (["--profile", "freepbx,fusionpbx", "registration", "list", "--watch"], 2), (["--all-profiles", "history"], 2),
        (["--profile", "freepbx,fusionpbx", "did", "list", "--fields", "number"], 2), (["--all-profiles", "cdr", "follow"], 2),
        (["--profile", "freepbx,fusionpbx", "recording", "download", "x"], 2),
    ] as [([String], Int32)])
    func usage(_ line: [String], _ status: Int32) throws {
        let outcome = try Program.run(arguments: line)
        #expect(outcome.status == status && outcome.output.isEmpty, "\(line): \(outcome)")
    }

    @Test("profile can be named among the fields, and comes first; a profile that is named twice is read once")
    func fields() throws {
        let outcome = try Program.run("--profile", "freepbx,freepbx,fusionpbx", "ringgroup", "list", "--fields", "name,profile", "-o", "csv")
        #expect(outcome.status == 0 && outcome.lines.first == "profile,name", "\(outcome)")
        let count = try ["freepbx", "fusionpbx"].map { try single($0, ["ringgroup", "list", "-o", "name"]).lines.count }
        #expect(outcome.lines.count == count.reduce(1, +))
        let quiet = try Program.run("--profile", "freepbx,fusionpbx", "ringgroup", "list", "-q", "-o", "json")
        #expect(quiet.status == 0 && quiet.output.isEmpty && quiet.errors.isEmpty)
    }
}
