import Testing

@testable import PBXKit

@Suite("From when on calls are put together")
struct CallPageTests {
    /// A table of so many records, `each` of which are one call; a record's time is its number from the newest.
    private func start(of limit: Int?, records: Int, each: Int) throws -> (time: String?, asked: [Int]) {
        var asked: [Int] = []
        let time = try CallPage.start(of: limit) { number in
            asked.append(number)
            return number <= records ? String(number) : nil
        } calls: { time in
            (Int(time) ?? 0) / each
        }
        return (time, asked)
    }

    @Test("is far enough back for as many calls as are wanted, and no further than need be")
    func grows() throws {
        #expect(try start(of: 10, records: 100_000, each: 1) == ("40", [40]))
        #expect(try start(of: 10, records: 100_000, each: 4) == ("40", [40]))
        #expect(try start(of: 10, records: 100_000, each: 5) == ("160", [40, 160]))
        #expect(try start(of: 10, records: 100_000, each: 100) == ("2560", [40, 160, 640, 2560]))
    }

    @Test("is the beginning where there are too few, or all are wanted")
    func all() throws {
        #expect(try start(of: 10, records: 39, each: 1) == (nil, [40]))
        #expect(try start(of: 10, records: 1000, each: 1_000_000) == (nil, [40, 160, 640, 2560]))
        #expect(try start(of: nil, records: 1000, each: 1) == (nil, []))
    }
}
