import Foundation
import Testing

@Suite("Pages of call records")
struct CallRecordPageTests {
    /// All records of the pages, and how many pages there were.
    private func walk(_ calls: TestCalls, size: Int, _ options: [String]) throws -> (records: [[String: Any]], pages: Int) {
        var records: [[String: Any]] = []
        var pages = 0
        var place: [String] = []
        while pages < 100 {
            let outcome = try calls.run("query", ["--cursor", "--limit", "\(size)"] + options + place)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let page = try outcome.array()
            guard let last = page.last else { break }
            pages += 1
            records += page
            place = ["--after", try #require(last["cursor"] as? String)]
        }
        return (records, pages)
    }

    /// Eleven records in three seconds: one with nothing to tell it from its twins, where a table has no key.
    private func add(to calls: TestCalls) throws {
        var legs = (1...9).map { number in
            TestCalls.Leg(id: number, call: number, start: TestCalls.day + number / 4, destination: "100\(number % 3)", sequence: number)
        }
        if calls.isFreePBX { legs += [legs[4], legs[4]] }
        try calls.add(legs)
    }

    @Test("neither lose nor repeat records of one second, in both orders, at every size", arguments: Profiles.all)
    func pages(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try add(to: calls)
        let count = calls.isFreePBX ? 11 : 9
        for order in [[], ["--oldest-first"]] {
            let outcome = try calls.run("query", ["--cursor", "--limit", "all"] + order)
            let whole = try outcome.array().compactMap { $0["cursor"] as? String }
            #expect(whole.count == count && Set(whole).count == count)
            for size in [1, 2, 3, 4, count - 1, count, 100] {
                let walked = try walk(calls, size: size, order)
                #expect(walked.records.compactMap { $0["cursor"] as? String } == whole, "\(size) \(order)")
                #expect(walked.pages == (count + size - 1) / size)
            }
        }
        let forth = try calls.run("query", ["--limit", "all", "--oldest-first"]).array().compactMap { $0["start"] as? String }
        #expect(forth == forth.sorted() && forth.first == "2010-01-01T00:00:00+00:00")
        #expect(try walk(calls, size: 2, ["--by-call"]).records.count == 9)
        #expect(try walk(calls, size: 4, ["--by-call", "--oldest-first"]).records.count == 9)
    }

    @Test("go on after a record that is gone, and find what was added behind it", arguments: ["freepbx", "fusionpbx"])
    func changes(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try add(to: calls)
        let first = try calls.list("--oldest-first", "--limit", "4", "--cursor")
        let place = try #require(first.last?["cursor"] as? String)
        let rest = try calls.list("--oldest-first", "--after", place).count
        let (id, column) = (try #require(first.last?["id"] as? String), calls.isFreePBX ? "uniqueid" : "xml_cdr_uuid")
        _ = try calls.sql("DELETE FROM \(calls.isFreePBX ? "cdr" : "v_xml_cdr") WHERE \(column) = '\(id)';")
        try calls.add([TestCalls.Leg(id: 99, call: 99, start: TestCalls.day + 9)])
        let after = try calls.list("--oldest-first", "--after", place)
        #expect(after.count == rest + 1 && after.last?["id"] as? String == calls.id(99))
    }

    @Test("obey the other conditions, and the cursor is a field like others", arguments: ["freepbx", "fusionpbx"])
    func conditions(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try add(to: calls)
        let page = try calls.list("--dest", "1001", "--limit", "1", "--fields", "dst,cursor")
        let place = try #require(page.first?["cursor"] as? String)
        #expect(page.first.map { Set($0.keys) } == ["dst", "cursor"])
        let rest = try calls.list("--dest", "1001", "--after", place)
        #expect(!rest.isEmpty && rest.allSatisfy { $0["dst"] as? String == "1001" })
        #expect(try calls.list("--dest", "1001").count == rest.count + 1)
        // Without being asked for it is nowhere.
        #expect(try calls.list().allSatisfy { $0["cursor"] == nil && $0["leg_count"] == nil })
        #expect(try calls.list("--after", place, "--end", "2009-12-31").isEmpty)
    }

    @Test("a cursor that is broken, or of another listing, is a usage error", arguments: ["freepbx", "fusionpbx"])
    func broken(profile: String) throws {
        let calls = TestCalls(profile)
        defer { calls.remove() }
        try add(to: calls)
        let cursor = try #require(try calls.list("--limit", "1", "--cursor").first?["cursor"] as? String)
        let ofCalls = try #require(try calls.list("--limit", "1", "--cursor", "--by-call").first?["cursor"] as? String)
        let foreign = try Program.run(
            "--profile", profile == "freepbx" ? "fusionpbx" : "freepbx", "cdr", "query", "--limit", "1", "--cursor", "-o", "json")
        let other = try #require(try foreign.array().first?["cursor"] as? String)
        for text in ["", "x", "'; --", String(cursor.dropLast()), cursor + "A", other, ofCalls] {
            let outcome = try calls.run("query", ["--after=\(text)"])
            #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.contains("cursor"), "\(text): \(outcome.errors)")
        }
        #expect(try calls.run("query", ["--by-call", "--after", cursor]).status == 2)
        #expect(try calls.run("query", ["--fields", "leg_count"]).status == 2)
        #expect(try calls.run("query", ["--by-call", "--raw"]).status == 2)
    }
}
