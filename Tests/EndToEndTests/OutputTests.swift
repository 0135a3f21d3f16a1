import Foundation
import Testing

@Suite("Output")
struct OutputTests {
    static let listings = [
        ["extension", "list"], ["did", "list"], ["cdr", "query", "--limit", "20"], ["cdr", "query", "--start", "2001-01-01", "--end", "2001-01-02"],
        ["voicemail", "list", "1001"], ["config", "show"], ["doctor"], ["test"], ["extension", "dump", "1001"], ["extension", "show", "1001"],
        ["system", "needreload"], ["coffee"],
    ]

    @Test("is valid JSON for every command, and NDJSON line by line", arguments: Profiles.all, listings)
    func validJSON(profile: String, words: [String]) throws {
        let outcome = try Program.run(arguments: ["--profile", profile, "-o", "json"] + words)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let value = try outcome.json()
        #expect(value is [Any] || value is [String: Any])
        let lines = try Program.run(arguments: ["--profile", profile, "-o", "ndjson"] + words).lines
        for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        if let array = value as? [Any] { #expect(lines.count == array.count) }
    }

    @Test("of an empty listing is [] or the header alone, with status 0", arguments: Profiles.all)
    func empty(profile: String) throws {
        func none(_ format: String) throws -> Program.Outcome {
            try Program.run("--profile", profile, "cdr", "query", "--start", "2001-01-01", "--end", "2001-01-02", "-o", format)
        }
        #expect(try none("json").array().isEmpty)
        for format in ["ndjson", "name"] { #expect(try none(format).output.isEmpty) }
        for format in ["csv", "tsv", "table"] { #expect(try none(format).lines.count == 1) }
        #expect(try none("csv").status == 0)
    }

    @Test("has the same keys in the same order on every run, null where there is nothing", arguments: Profiles.all)
    func keys(profile: String) throws {
        let first = try Program.run("--profile", profile, "extension", "list", "-o", "json").output
        #expect(try Program.run("--profile", profile, "extension", "list", "-o", "json").output == first)
        #expect(first.contains(": null") && !first.contains(": \"\""))
        let grammar = try Program.run("help", "--json").output
        let listed = try Program.run("--profile", profile, "extension", "list", "-o", "csv").lines[0].split(separator: ",")
        #expect(listed.allSatisfy { grammar.contains("\"\($0)\"") })
    }

    @Test("--fields picks and orders columns in every format", arguments: ["csv", "tsv", "json", "ndjson", "table"])
    func fields(format: String) throws {
        let lines = try Program.run("extension", "list", "--fields", "name,extension", "-o", format).lines
        let expected = ["csv": "name,extension", "tsv": "name\textension", "json": "[", "ndjson": "{\"name\": ", "table": "NAME "][format] ?? ""
        #expect(lines[0].hasPrefix(expected), "\(lines[0])")
        #expect(lines.contains { $0.contains("1001") && $0.contains("Alice Example") })
    }

    @Test("--fields without a list, or with an unknown one, lists the fields", arguments: [[], [""], ["nmae"], ["name,"  + "x"]])
    func fieldsList(value: [String]) throws {
        let outcome = try Program.run(arguments: ["extension", "list", "--fields"] + value)
        #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains("extension,name,domain"))
    }

    @Test("--no-header leaves the header out", arguments: ["csv", "tsv", "table"])
    func noHeader(format: String) throws {
        let with = try Program.run("extension", "list", "-o", format).lines
        let without = try Program.run("extension", "list", "-o", format, "--no-header").lines
        #expect(without.count == with.count - 1)
        #expect(format == "table" || Array(with.dropFirst()) == without)
    }

    @Test("-o name composes with xargs")
    func names() throws {
        let outcome = try Program.shell("pbxctl extension list -o name | head -3 | xargs -n1 pbxctl extension show -o name")
        #expect(outcome.status == 0 && outcome.lines.count == 3, "\(outcome.errors)")
    }

    @Test("in CSV obeys RFC 4180: Python reads the same names as from JSON", arguments: Profiles.all)
    func csv(profile: String) throws {
        let folder = try Folder()
        let outcome = try Program.shell(
            """
            pbxctl --profile \(profile) extension list -o csv >"$FOLDER/csv" && pbxctl --profile \(profile) extension list -o json >"$FOLDER/json"
            python3 - <<'END'
            import csv, json, os
            folder = os.environ["FOLDER"]
            raw = open(folder + "/csv", newline="").read()
            rows = list(csv.DictReader(open(folder + "/csv", newline="")))
            objects = json.load(open(folder + "/json"))
            assert raw.count("\\n") == raw.count("\\r\\n") == len(rows) + 1, "line ends"
            assert [row["name"] for row in rows] == [entry["name"] or "" for entry in objects]
            assert list(rows[0]) == list(objects[0])
            assert all(None not in row and None not in row.values() for row in rows), "ragged"
            END
            """, environment: ["FOLDER": folder.path])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("is the same in every locale and with every TZ", arguments: Profiles.all, ["json", "csv", "tsv", "table"])
    func locale(profile: String, format: String) throws {
        for words in [["cdr", "query", "--limit", "50"], ["extension", "list"], ["voicemail", "list", "1001"]] {
            func printed(_ environment: [String: String]) throws -> String {
                try Program.run(arguments: ["--profile", profile, "-o", format] + words, environment: environment).output
            }
            let plain = try printed([:])
            #expect(!plain.isEmpty)
            for environment in [["LC_ALL": "C"], ["LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"], ["TZ": "Asia/Tokyo"], ["LC_ALL": "C.UTF-8", "TZ": "America/New_York"]] {
                #expect(try printed(environment) == plain, "\(environment)")
            }
        }
    }

    @Test("has times of RFC 3339 with an offset, in the zone that was asked for", arguments: Profiles.all)
    func times(profile: String) throws {
        for (zone, offset) in [("Asia/Tokyo", "+09:00"), ("UTC", "Z"), ("Asia/Kathmandu", "+05:45")] {
            let starts = try Program.run(
                "--profile", profile, "--time-zone", zone, "cdr", "query", "--limit", "5", "-o", "json").array().compactMap { $0["start"] as? String }
            #expect(starts.count == 5)
            for start in starts {
                let isRight = start.hasSuffix(offset) || offset == "Z" && start.hasSuffix("+00:00")
                #expect(isRight && start.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/), "\(start)")
            }
        }
    }

    @Test("stays silent with -q, with the right status")
    func quiet() throws {
        let listed = try Program.run("extension", "list", "-q")
        #expect(listed.status == 0 && listed.output.isEmpty && listed.errors.isEmpty)
        #expect(try Program.run("extension", "show", "99999", "-q").status == 3)
        let unchanged = try Program.run("extension", "set", "1001", "--name", "Alice Example", "-q")
        #expect(unchanged.status == 0 && unchanged.output.isEmpty && unchanged.errors.isEmpty)
    }

    @Test("-v says which PBX it is and where that comes from, on stderr alone")
    func verbose() throws {
        let outcome = try Program.run("-v", "extension", "show", "1001", "-o", "name")
        #expect(outcome.output == "1001\n")
        #expect(outcome.errors.contains("profile freepbx") && outcome.errors.contains(Lab.value("LAB_MYSQL_PORT")) && outcome.errors.contains("[freepbx]"))
    }

    @Test("ends at once and silently by SIGPIPE when its reader has gone", arguments: ["freepbx", "fusionpbx"], ["table", "json", "ndjson", "csv", "tsv", "name"])
    func readerGone(profile: String, format: String) throws {
        let start = Date()
        let outcome = try Program.shell("pbxctl --profile \(profile) cdr query --limit all -o \(format) | head -1 >/dev/null; echo ${PIPESTATUS[0]}")
        #expect(outcome.output == "141\n" && outcome.errors.isEmpty, "\(outcome)")
        #expect(Date().timeIntervalSince(start) < 5)
    }

    @Test("that cannot be written is an error", arguments: ["freepbx", "fusionpbx"], [">/dev/full", ">&-"])
    func cannotWrite(profile: String, where place: String) throws {
        for format in ["table", "json", "csv", "name"] {
            let outcome = try Program.shell("pbxctl --profile \(profile) extension list -o \(format) \(place)")
            #expect(outcome.status == 1 && outcome.errors.contains("standard output"), "\(format): \(outcome)")
        }
    }

    @Test("does not end up in a connection where descriptors are closed", arguments: ["freepbx", "fusionpbx"])
    func closedDescriptors(profile: String) throws {
        let outcome = try Program.shell("pbxctl --profile \(profile) extension list -o name <&- 2>&- | wc -l")
        #expect(try outcome.output == "\(Program.run("--profile", profile, "extension", "list", "-o", "name").lines.count)\n")
        #expect(try Program.shell("pbxctl --profile \(profile) --trace extension show 1001 -o name 2>&-").output == "1001\n")
        #expect(try Program.shell("pbxctl --profile \(profile) extension show 99999 2>&-").status == 3)
    }

    @Test("needs no HOME, no environment and no place to write", arguments: Profiles.all)
    func bareSurroundings(profile: String) throws {
        let outcome = try Program.start(
            Program.path, ["--config", Lab.configuration, "--profile", profile, "extension", "show", "1001", "-o", "name"], input: "",
            environment: [:], deadline: 20)
        #expect(outcome.status == 0 && outcome.output == "1001\n", "\(outcome.errors)")
    }

    @Test("comes on a read-only file system too", .enabled(if: Namespace.isAllowed))
    func readOnly() throws {
        let outcome = try Namespace.run(
            "mount --bind / /mnt && mount -o remount,ro,bind /mnt && mount --bind /proc /mnt/proc && exec chroot /mnt \(Program.path) --config \(Lab.configuration) extension show 1001 -o name")
        #expect(outcome.output == "1001\n", "\(outcome.errors)")
    }
}
