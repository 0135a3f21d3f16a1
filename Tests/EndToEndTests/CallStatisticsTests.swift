import Foundation
import Testing

@Suite("Sums of call records")
struct CallStatisticsTests {
    /// Calls around the switch of clocks in Berlin (2009-10-25, 03:00 became 02:00): hours of one name follow each other.
    private static let switchOfClocks = 1_256_432_400
    private static let legs: [TestCalls.Leg] = [
        .init(id: 1, call: 1, start: switchOfClocks - 3600, duration: 20, billed: 12, disposition: "answered"),
        .init(id: 2, call: 2, start: switchOfClocks - 1800, destination: "1002", disposition: "busy", sequence: 2),
        .init(id: 3, call: 3, start: switchOfClocks, duration: 40, billed: 30, disposition: "voicemail", sequence: 3),
        .init(id: 4, call: 4, start: switchOfClocks + 1800, duration: 15, billed: 6, disposition: "answered", sequence: 4),
        .init(id: 5, call: 5, start: switchOfClocks + 86_400, duration: 5, sequence: 5),
        .init(id: 6, call: 6, start: switchOfClocks + 23 * 3600, duration: 5, disposition: "failed", sequence: 6),
    ]

    private func groups(_ calls: TestCalls, _ by: String, zone: String = "UTC", _ options: String...) throws -> [String: Int] {
        let outcome = try Program.run(
            arguments: ["--profile", calls.profile, "--time-zone", zone, "cdr", "stats", "--src", calls.number, "--by", by, "-o", "json"] + options)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return Dictionary(
            try outcome.array().compactMap { row in (row["calls"] as? Int).map { (row["group"] as? String ?? "null", $0) } }.filter { $0.1 > 0 },
            uniquingKeysWith: +)
    }

    @Test("hours, days and weekdays are those of the clock in the zone, also when clocks change", arguments: Profiles.all)
    func zones(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try calls.add(Self.legs)
        #expect(try groups(calls, "hour") == ["00": 3, "01": 3])
        #expect(try groups(calls, "hour", zone: "Europe/Berlin") == ["01": 1, "02": 5])
        #expect(try groups(calls, "hour", zone: "Asia/Kolkata") == ["05": 2, "06": 3, "07": 1])
        #expect(try groups(calls, "day") == ["2009-10-25": 4, "2009-10-26": 2])
        #expect(try groups(calls, "day", zone: "America/Los_Angeles") == ["2009-10-24": 4, "2009-10-25": 2])
        #expect(try groups(calls, "weekday") == ["sunday": 4, "monday": 2])
        #expect(try groups(calls, "weekhour", zone: "Europe/Berlin") == ["sunday 02": 4, "monday 01": 1, "monday 02": 1])
    }

    @Test("say how many calls were answered, how long, and by whom", arguments: Profiles.all)
    func sums(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try calls.add(Self.legs)
        let rows = try calls.run("stats").array()
        let total = try #require(rows.first)
        #expect(rows.count == 1 && total["group"] as? String == "all" && total["calls"] as? Int == 6)
        #expect(total["answered"] as? Int == 2 && total["voicemail"] as? Int == 1 && total["busy"] as? Int == 1)
        #expect(total["no_answer"] as? Int == 1 && total["failed"] as? Int == 1 && total["cancelled"] as? Int == 0)
        #expect(total["answer_rate_percent"] as? Double == 33.3)
        #expect(total["duration_seconds"] as? Int == 95 && total["billable_seconds"] as? Int == 48 && total["average_billable_seconds"] as? Int == 16)
        #expect(try groups(calls, "disposition") == ["answered": 2, "voicemail": 1, "busy": 1, "no_answer": 1, "failed": 1])
        #expect(try groups(calls, "dest") == ["1001": 5, "1002": 1] && groups(calls, "src") == [calls.number: 6])
        let destinations = try calls.run("stats", ["--by", "dest", "--limit", "1"])
        #expect(try destinations.array().map { $0["group"] as? String } == ["1001"] && destinations.errors.isEmpty)
        let longest = try calls.run("stats", ["--by", "disposition", "--sort", "talk", "--limit", "1"]).array()
        #expect(longest.first?["group"] as? String == "voicemail")
        #expect(try groups(calls, "total", zone: "UTC", "--end", "2009-10-25") == ["all": 4])
        #expect(try calls.run("stats", ["--by", "hour"]).array().count == 24)
        let csv = try Program.run("--profile", profile, "cdr", "stats", "--src", calls.number, "-o", "csv")
        #expect(csv.lines == [
            "group,calls,answered,no_answer,busy,failed,cancelled,voicemail,answer_rate_percent,duration_seconds,billable_seconds,average_billable_seconds",
            "all,6,2,1,1,1,0,1,33.3,95,48,16",
        ])
        #expect(try calls.run("stats", ["--by", "day", "--start", "2030-01-01"]).output == "[]\n")
        let none = try calls.run("stats", ["--start", "2030-01-01"]).array().first
        #expect(none?["calls"] as? Int == 0 && none?["answer_rate_percent"] is NSNull && none?["average_billable_seconds"] is NSNull)
    }

    @Test("add up to what `cdr query` lists, by each grouping", arguments: Profiles.all, [[], ["--by-call"]])
    func agree(profile: String, options: [String]) throws {
        let span = ["--start", "-40d", "--end", "-3d"] + options
        let listed = try Program.run(arguments: ["--profile", profile, "cdr", "query", "--limit", "all", "-o", "name"] + span).lines.count
        #expect(listed > 1000)
        for by in ["total", "hour", "day", "weekday", "weekhour", "src", "dest", "disposition"] {
            let outcome = try Program.run(
                arguments: ["--profile", profile, "cdr", "stats", "--by", by, "--limit", "all", "-o", "json"] + span)
            let sum = try outcome.array().reduce(0) { $0 + ($1["calls"] as? Int ?? 0) }
            // A minute may have passed.
            #expect(abs(sum - listed) <= 2, "\(by): \(sum) of \(listed) \(outcome.errors)")
        }
    }

    @Test("of calls count a call of several legs once", arguments: Profiles.all)
    func byCall(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try calls.add([
            .init(id: 1, call: 1, start: TestCalls.day, duration: 20, billed: 10, disposition: "answered"),
            .init(id: 2, call: 1, start: TestCalls.day + 1, sequence: 2), .init(id: 3, call: 3, start: TestCalls.day + 60, disposition: "busy", sequence: 3),
        ])
        #expect(try groups(calls, "disposition", zone: "UTC", "--by-call") == ["answered": 1, "busy": 1])
        #expect(try groups(calls, "hour", zone: "Asia/Kolkata", "--by-call") == ["05": 2])
    }

    @Test("are drawn for the width, in ASCII where the locale says so, in colour on a terminal only", arguments: ["freepbx", "fusionpbx"])
    func charts(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try calls.add(Self.legs)
        let line = "pbxctl --profile \(profile) --time-zone UTC cdr stats --src \(calls.number) --chart"
        let plain = try Program.shell("COLUMNS=30 LC_ALL=C \(line) --by dest")
        #expect(plain.lines.prefix(2) == ["1001  5  " + String(repeating: "#", count: 21), "1002  1  ####"], "\(plain.output)")
        #expect(plain.output.contains("6 calls, 33.3 % answered; most: 1001 (5 calls)"))
        let week = try Program.shell("COLUMNS=80 LC_ALL=C.UTF-8 \(line) --by weekhour")
        #expect(week.output.contains("Sun ████") && week.lines.allSatisfy { $0.count <= 80 })
        let days = try Program.shell("LC_ALL=C \(line) --by day")
        #expect(days.lines.first?.hasPrefix("2009-10-25  4  #") == true)
        let colored = try Terminal.run("\(line) --by hour", columns: 60, environment: ["LC_ALL": "C.UTF-8"])
        #expect(colored.screen.contains("\u{1B}[36m█"))
        for environment in [["NO_COLOR": "1", "LC_ALL": "C.UTF-8"], ["TERM": "dumb"]] {
            let screen = try Terminal.run("\(line) --by hour", columns: 60, environment: environment).screen
            #expect(!screen.contains("\u{1B}") && screen.contains(environment["TERM"] == nil ? "█" : "#"))
        }
        #expect(try Program.shell("\(line) -o json").status == 2)
        #expect(try Program.shell("\(line) --fields group").status == 2)
    }

    @Test("that cannot be asked for are usage errors", arguments: [
        ["--by", "moon"], ["--limit", "0"], ["--sort", "size"], ["--start", "whenever"], ["--by-call", "--legs"], ["--start", "2026-01-03", "--end", "2026-01-01"],
    ])
    func usage(options: [String]) throws {
        let outcome = try Program.run(arguments: ["--profile", "freepbx", "cdr", "stats"] + options)
        #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome.errors)")
    }

    @Test("need the database: status 5, for one call and for following too", arguments: [["stats"], ["show", "1.2"], ["follow"], ["query", "--by-call"]])
    func unreachable(words: [String]) throws {
        let listener = try Listener()
        listener.close()
        let environment = try FreePBX.environment(replacing: ["cdr_database": "mysql://freepbxuser@127.0.0.1:\(listener.port)/asteriskcdrdb"])
        let outcome = try FreePBX.pbxctl(arguments: ["cdr"] + words, environment: environment)
        #expect(outcome.status == 5 && outcome.errors.contains("\(listener.port)"), "\(outcome.errors)")
        let office = try FusionPBXOffice(offline: true, port: "\(listener.port)")
        defer { office.close() }
        let refused = try office.run(["cdr"] + (words == ["show", "1.2"] ? ["show", "77777777-7777-4777-8777-777777777777"] : words))
        #expect(refused.status == 5 && refused.errors.contains("\(listener.port)"), "\(refused.errors)")
    }

    @Test("wait for a database that works, as long as they are told: then it is status 5", arguments: ["freepbx", "fusionpbx"])
    func patience(profile: String) throws {
        let calls = TestCalls(profile)
        let lock = calls.isFreePBX ? "LOCK TABLES cdr WRITE; SELECT SLEEP(5)" : "BEGIN; LOCK TABLE v_xml_cdr IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(5)"
        let waiting = calls.isFreePBX
            ? "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(5)%';"
            : "SELECT count(*) FROM pg_locks WHERE relation = 'v_xml_cdr'::regclass AND mode = 'AccessExclusiveLock' AND granted"
        let holding = Task.detached { try calls.sql(lock) }
        defer { holding.cancel() }
        try Running.until("the lock") { try calls.sql(waiting) == ["1"] }
        let start = Date()
        for words in [["stats", "--by", "hour"], ["query", "--by-call"]] {
            let outcome = try Program.run(arguments: ["--profile", profile, "cdr"] + words + ["--timeout", "1"])
            #expect(outcome.status == 5 && outcome.output.isEmpty && outcome.errors.contains("within 1 s"), "\(outcome)")
        }
        #expect(Date().timeIntervalSince(start) < 6)
        #expect(try Program.run("--profile", profile, "cdr", "stats", "--timeout", "30").status == 0)
    }
}
