import Testing

@testable import PBXKit

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2026-11-21 09:15:00+01", 1_795_248_900, 0),
        ("2026-11-21 09:15:00.123456+01", 1_795_248_900, 123_456),
        ("2026-11-21 09:15:00.5+05:30", 1_795_232_700, 500_000),
        ("2026-11-21T08:15:00Z", 1_795_248_900, 0),
        ("2026-11-21T08:15:00.123456789z", 1_795_248_900, 123_456),
        ("2026-11-21 08:15:00 +0000", 1_795_248_900, 0),
        ("1880-01-01 00:53:28+00:53:28", -2_840_140_800, 0),
    ])
    func readsTimesWithOffset(text: String, seconds: Int, microseconds: Int) {
        #expect(Timestamp(text) == Timestamp(seconds: Int64(seconds), microseconds: Int32(microseconds)))
    }

    @Test(arguments: ["infinity", "-infinity", "0044-03-15 00:00:00+00 BC", "2026-11-21 09:15:00", "2026-11-21", "x", ""])
    func refusesTimesWithoutOffset(text: String) { #expect(Timestamp(text) == nil) }

    @Test func readsNaiveTimes() {
        #expect(LocalTime("2026-11-21 09:15:07.25") == LocalTime(
            year: 2026, month: 11, day: 21, hour: 9, minute: 15, second: 7, microsecond: 250_000))
        for text in ["0000-00-00 00:00:00", "2026-00-10 00:00:00", "2026-11-31", "2026-11-21 09:15:60", "2026-11-21 24:00:00", "2026-11-21 09:15:00Z", "26-11-21", "2026-11-21 09:15:00."] {
            #expect(LocalTime(text) == nil)
        }
    }

    @Test func writesAFractionWhenAsked() {
        let moment = Timestamp(seconds: 0, microseconds: 1_203)
        #expect(moment.iso8601(in: .utc, fraction: true) == "1970-01-01T00:00:00.001203+00:00")
        #expect(moment.iso8601(in: .utc) == "1970-01-01T00:00:00+00:00")
        let west = TimeZoneRules(fixedOffset: -5400, name: "x")
        #expect(moment.iso8601(in: west) == "1969-12-31T22:30:00-01:30")
    }

    @Test func countsDaysOverEightCenturies() {
        var expected = LocalTime.dayNumber(year: 1700, month: 1, day: 1)
        for year in 1700..<2500 {
            for month in 1...12 {
                for day in 1...LocalTime.days(inMonth: month, of: year) {
                    let number = LocalTime.dayNumber(year: year, month: month, day: day)
                    let date = LocalTime.date(ofDay: number)
                    if number != expected || date != (year, month, day) {
                        Issue.record("\(year)-\(month)-\(day) is day \(number), which is \(date)")
                        return
                    }
                    expected += 1
                }
            }
        }
        #expect(LocalTime.dayNumber(year: 1970, month: 1, day: 1) == 0)
    }
}
