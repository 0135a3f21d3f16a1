import Foundation
import Testing

@Suite("Times on the command line")
struct TimeOptionTests {
    static let marker = "88812345"

    /// Call records of the switch of clocks in Berlin (2026-10-25, 03:00 became 02:00), by Unix time.
    static func withRecords<Result>(_ body: () throws -> Result) throws -> Result {
        let rows = [1_792_879_200, 1_792_886_400, 1_792_890_000, 1_792_893_600].enumerated().map { index, seconds in
            "(FROM_UNIXTIME(\(seconds)), '\(marker)', '1001', '\(marker).\(index)')"
        }
        _ = try Lab.mysql("INSERT INTO cdr (calldate, src, dst, uniqueid) VALUES \(rows.joined(separator: ", "));", database: "asteriskcdrdb")
        defer { _ = try? Lab.mysql("DELETE FROM cdr WHERE src = '\(marker)';", database: "asteriskcdrdb") }
        return try body()
    }

    static func count(_ arguments: String...) throws -> Int {
        let outcome = try Program.run(arguments: ["--time-zone", "Europe/Berlin", "cdr", "query", "--src", marker, "-o", "json"] + arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try outcome.array().count
    }

    @Test("mean the same moment in every form, and a day is 25 hours long when the clocks go back")
    func forms() throws {
        try Self.withRecords { () throws in
            // 00:00, 02:00 summer, 02:00 winter, 03:00 of 25 October in Berlin.
            #expect(try Self.count("--start", "2026-10-25", "--end", "2026-10-25") == 4)
            #expect(try Self.count("--start", "2026-10-25 03:00") == 1)
            #expect(try Self.count("--start", "2026-10-25T02:00:00+02:00") == 3)
            #expect(try Self.count("--start", "2026-10-25T02:00:00+01:00") == 2)
            #expect(try Self.count("--start", "2026-10-25T00:00:00Z") == 3)
            #expect(try Self.count("--start", "1792886400", "--end", "1792890000") == 2)
            #expect(try Self.count("--start", "@1792886400", "--end", "@1792886400") == 1)
            #expect(try Self.count("--since", "2026-10-24", "--until", "2026-10-24") == 0)
            #expect(try Self.count("--end", "2026-10-24") == 0)
        }
    }

    @Test("without an offset are read in the zone of --time-zone, not of TZ")
    func zone() throws {
        try Self.withRecords { () throws in
            func count(_ zone: String) throws -> Int {
                try Program.run(
                    "--time-zone", zone, "cdr", "query", "--src", Self.marker, "--start", "2026-10-25", "--end", "2026-10-25", "-o", "json",
                    environment: ["TZ": "Pacific/Auckland"]).array().count
            }
            #expect(try count("Europe/Berlin") == 4)
            #expect(try count("UTC") == 3)
            #expect(try count("America/New_York") == 0)
        }
    }

    @Test("that are not understood are refused before any connection, with the forms", arguments: [
        "whenever", "2026-13-01", "2026-02-30", "2026-11-20T25:00", "-2x", "-", "+2h", "2026-11-20T14:00:00+99:00", "99999999999999999999", "",
    ])
    func refused(text: String) throws {
        for option in ["--start", "--end", "--since", "--until"] {
            let outcome = try Program.run("cdr", "query", "\(option)=\(text)", environment: ["PBXCTL_CONFIG": "/nonexistent"])
            #expect(outcome.status == 2 && outcome.errors.contains("yesterday"), "\(text): \(outcome.errors)")
        }
    }

    @Test("in a zone that does not exist are refused before any connection", arguments: ["Mars/Base", "../../etc/passwd", "", "CEST+1"])
    func unknownZone(name: String) throws {
        for words in [["cdr", "query", "--start", "today"], ["extension", "list"]] {
            let outcome = try Program.run(arguments: ["--time-zone", name] + words, environment: ["PBXCTL_CONFIG": "/nonexistent"])
            #expect(outcome.status == 2 && !outcome.errors.contains("/nonexistent"), "\(name): \(outcome)")
        }
    }

    @Test("of a relative kind are counted from now", arguments: ["freepbx", "fusionpbx"])
    func relative(profile: String) throws {
        func count(_ start: String) throws -> Int {
            try Program.run("--profile", profile, "cdr", "query", "--start", start, "--limit", "all", "-o", "name").lines.count
        }
        let counts = try ["-30m", "-2h", "-2d", "-2w"].map(count)
        #expect(counts == counts.sorted() && counts[3] > counts[1], "\(counts)")
        #expect(try count("now") == 0)
    }
}
