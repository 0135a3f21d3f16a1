import Testing

@testable import PBXKit

@Suite struct TimeInputTests {
    private func parse(_ text: String, edge: TimeInput.Edge = .start, now: String = "2026-11-21T09:15:30Z") throws -> String {
        let zone = try TimeZoneRules.named("Europe/Berlin")
        return try TimeInput.parse(text, now: try #require(Timestamp(now)), zone: zone, edge: edge).iso8601(in: zone)
    }

    @Test(arguments: [
        ("now", "2026-11-21T10:15:30+01:00"),
        ("today", "2026-11-21T00:00:00+01:00"),
        ("Yesterday", "2026-11-20T00:00:00+01:00"),
        ("-30m", "2026-11-21T09:45:30+01:00"),
        ("-2h", "2026-11-21T08:15:30+01:00"),
        ("-45s", "2026-11-21T10:14:45+01:00"),
        ("-7d", "2026-11-14T10:15:30+01:00"),
        ("-2w", "2026-11-07T10:15:30+01:00"),
        // Across the change of clocks: the same time of day, and 672 hours exactly.
        ("-4w", "2026-10-24T10:15:30+02:00"),
        ("-672h", "2026-10-24T11:15:30+02:00"),
        ("1795183200", "2026-11-20T15:00:00+01:00"),
        ("@0", "1970-01-01T01:00:00+01:00"),
        ("0", "1970-01-01T01:00:00+01:00"),
        ("2026-11-20", "2026-11-20T00:00:00+01:00"),
        ("2026-11-20 14:00", "2026-11-20T14:00:00+01:00"),
        ("2026-11-20T14:00:05", "2026-11-20T14:00:05+01:00"),
        ("2026-11-20T14:00:00Z", "2026-11-20T15:00:00+01:00"),
        ("2026-11-20T14:00:00-05:00", "2026-11-20T20:00:00+01:00"),
        ("2026-03-29", "2026-03-29T00:00:00+01:00"),
    ])
    func reads(text: String, expected: String) throws { #expect(try parse(text) == expected) }

    @Test(arguments: [
        ("2026-11-20", "2026-11-21T00:00:00+01:00"), ("yesterday", "2026-11-21T00:00:00+01:00"),
        ("today", "2026-11-22T00:00:00+01:00"), ("2026-11-20 14:00", "2026-11-20T14:00:00+01:00"),
        ("-1d", "2026-11-20T10:15:30+01:00"), ("2026-10-25", "2026-10-26T00:00:00+01:00"),
    ])
    func aDayAsAnEndTakesItIn(text: String, expected: String) throws { #expect(try parse(text, edge: .end) == expected) }

    @Test func yesterdayOfADayWith23Hours() throws {
        #expect(try parse("yesterday", now: "2026-03-30T08:00:00Z") == "2026-03-29T00:00:00+01:00")
    }

    @Test(arguments: [
        "", " ", "tomorrowish", "-", "-h", "-2", "-2y", "--2h", "2h", "-2 h", "-99999999999999999999h", "-9999999999d",
        "20261120", "1795183200000", "2026-13-01", "2026-02-29", "2026-11-20 25:00", "2026-11-20 14:00 Europe/Berlin",
        "2026-11-20\n", "2026-11-20\0", "０", "-１h", "2026-11-20T14:00:00+", "2026-11-20T14:00:00+1:00", "0000-00-00 00:00:00",
    ])
    func refusesWithTheForms(text: String) {
        #expect { try parse(text) } throws: {
            let error = $0 as? PBXError
            return error?.kind == .usage && error?.remedy?.contains("yesterday") == true
        }
    }
}
