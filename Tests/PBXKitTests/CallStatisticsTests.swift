import Testing

@testable import PBXKit

@Suite("Sums of call records")
struct CallStatisticsTests {
    private func sums(_ group: String?, _ calls: Int, answered: Int = 0) -> CallStatistics {
        var sums = CallStatistics(group: group)
        sums.calls = calls
        sums.answered = answered
        return sums
    }

    @Test("answer rates have one decimal, rounded", arguments: [(3, 2, "66.7"), (8, 7, "87.5"), (1, 1, "100.0"), (3000, 1, "0.0"), (2000, 1, "0.1")])
    func rate(calls: Int, answered: Int, rate: String) { #expect(sums(nil, calls, answered: answered).answerRate == rate) }

    @Test("no call has no answer rate") func noRate() { #expect(CallStatistics(group: "09").answerRate == nil) }

    @Test("groups of the clock are all there, in order, whatever the database says", arguments: [
        (CallStatistics.Grouping.hour, 24, "00", "23"), (.weekday, 7, "monday", "sunday"), (.weekhour, 168, "monday 00", "sunday 23"),
    ])
    func fixed(grouping: CallStatistics.Grouping, count: Int, first: String, last: String) throws {
        var groups = CallStatisticsGroups(CallStatisticsRequest(grouping))
        var found: [CallStatistics] = []
        for group in ["3", "5", "3", nil, "-1", "168", "x"] { try groups.add(sums(group, 2)) { found.append($0) } }
        #expect(found.isEmpty)
        try groups.finish { found.append($0) }
        #expect(found.count == count && found.first?.group == first && found.last?.group == last)
        #expect(found[3].calls == 4 && found[5].calls == 2 && CallStatistics.total(of: found).calls == 6)
    }

    @Test("a time is in the group of its hour and weekday")
    func numbers() throws {
        let sunday = try #require(LocalTime("2026-10-25 02:30:00"))
        #expect(CallStatistics.Grouping.hour.number(of: sunday) == 2)
        #expect(CallStatistics.Grouping.weekday.number(of: sunday) == 6)
        #expect(CallStatistics.Grouping.weekhour.number(of: sunday) == 146)
        let monday = try #require(LocalTime("1969-12-29 23:00:00"))
        #expect(CallStatistics.Grouping.weekhour.number(of: monday) == 23)
    }

    @Test("days between others are filled for charts, also over the end of a year, and not over decades")
    func days() {
        let filled = CallStatistics.withEmptyDays([sums("2025-12-30", 1), sums("2026-01-02", 2)])
        #expect(filled.map(\.group) == ["2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"])
        #expect(filled.map(\.calls) == [1, 0, 0, 2])
        #expect(CallStatistics.withEmptyDays([sums("1000-01-01", 1), sums("2026-01-02", 2)]).count == 2)
        #expect(CallStatistics.withEmptyDays([]).isEmpty)
    }
}
