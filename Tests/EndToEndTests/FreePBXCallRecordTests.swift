import Foundation
import Testing

/// Queries over the lab's seeded 50,000 call records, each counted by the database itself.
@Suite("FreePBX: call records")
struct FreePBXCallRecordTests {
    /// Only what was there before today's tests: their calls come and go.
    private let old = ["--end", day(-2)]

    /// A day as the command line and the database write it; 0: today.
    private static func day(_ offset: Int) -> String {
        let formatter = DateFormatter()
        formatter.dateFormat = "yyyy-MM-dd"
        return formatter.string(from: Date(timeIntervalSinceNow: Double(offset) * 86400))
    }

    @Test("are as many as the database counts, by each filter", arguments: [
        (["--did", "15551230600"], "did = '15551230600'"), (["--disposition", "busy"], "disposition = 'BUSY'"),
        (["--disposition", "no_answer"], "disposition = 'NO ANSWER'"), (["--disposition", "failed"], "disposition IN ('FAILED', 'CONGESTION')"),
        (["--disposition", "voicemail"], "disposition = 'ANSWERED' AND lastapp = 'VoiceMail'"), (["--min-duration", "300"], "duration >= 300"),
        (["--start", day(-30), "--end", day(-29)], "calldate BETWEEN '\(day(-30)) 00:00:00' AND '\(day(-29)) 23:59:59'"),
        (["--src", "1001"], "(src = '1001' OR cnum = '1001' OR channel LIKE '%/1001-%')"),
        (["--dest", "1002"], "(dst = '1002' OR dstchannel LIKE '%/1002-%')"), (["--src", "' OR 1=1 --"], "1 = 0"), (["--dest", "100%"], "1 = 0"),
    ])
    func filters(options: [String], condition: String) throws {
        let limit = options.contains("--end") ? [] : old
        let outcome = try FreePBX.pbxctl(arguments: ["cdr", "query", "--limit", "all", "-o", "csv", "--fields", "id", "--no-header"] + options + limit)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let until = options.contains("--end") ? "" : " AND calldate <= '\(Self.day(-2)) 23:59:59'"
        let counted = try Lab.mysql("SELECT COUNT(*) FROM cdr WHERE \(condition)\(until);", database: "asteriskcdrdb")
        #expect(counted == ["\(outcome.lines.count)"])
    }

    @Test("add up over the three directions")
    func directions() throws {
        func count(_ options: String...) throws -> Int {
            try FreePBX.pbxctl(arguments: ["cdr", "query", "--limit", "all", "-o", "name"] + options + old).lines.count
        }
        let parts = try ["inbound", "outbound", "internal"].map { try count("--direction", $0) }
        #expect(parts.allSatisfy { $0 > 0 })
        #expect(try parts.reduce(0, +) == count())
    }

    @Test("come newest first, a thousand unless asked otherwise, and say so")
    func limits() throws {
        let outcome = try FreePBX.pbxctl(arguments: ["cdr", "query"] + old)
        let records = try outcome.array()
        #expect(records.count == 1000 && outcome.errors.contains("--limit all"))
        let starts = records.compactMap { $0["start"] as? String }
        #expect(starts == starts.sorted(by: >))
        let few = try FreePBX.pbxctl(arguments: ["cdr", "query", "--limit", "5"] + old)
        #expect(try few.array().count == 5 && few.errors.isEmpty)
        #expect(try FreePBX.pbxctl("cdr", "query", "--start", "2030-01-01").output == "[]\n")
    }

    @Test("have times with an offset, in the zone asked for, and the caller's TZ changes nothing")
    func zones() throws {
        func start(_ options: [String], _ environment: [String: String] = [:]) throws -> String {
            try FreePBX.pbxctl(arguments: ["cdr", "query", "--limit", "1", "--end", "\(Self.day(-2))T12:00:00Z"] + options, environment: environment)
                .array().first?["start"] as? String ?? ""
        }
        let plain = try start([])
        let tokyo = try start(["--time-zone", "Asia/Tokyo"])
        #expect(plain.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d/) != nil && tokyo.hasSuffix("+09:00"))
        #expect(try start([], ["TZ": "America/New_York"]) == plain)
        let formatter = ISO8601DateFormatter()
        #expect(formatter.date(from: plain) != nil && formatter.date(from: plain) == formatter.date(from: tokyo))
    }

    @Test("that cannot be asked for are usage errors", arguments: [
        ["--start", "whenever"], ["--limit", "-1"], ["--min-duration", "-5"], ["--direction", "up"], ["--disposition", "fine"],
        ["--start", "2026-02-30"],
    ])
    func usage(options: [String]) throws {
        let outcome = try FreePBX.pbxctl(arguments: ["cdr", "query"] + options)
        #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome.errors)")
    }
}
