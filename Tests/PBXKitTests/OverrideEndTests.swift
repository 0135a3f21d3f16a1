@testable import PBXKit
import Testing

@Suite("Ends of overrides")
struct OverrideEndTests {
    /// 2026-11-21 16:30:00 in Berlin.
    private let now = Timestamp(seconds: 1_795_275_000)
    private let berlin = try? TimeZoneRules.named("Europe/Berlin")

    @Test("are the next time that a clock shows, a while from now, or any time to come", arguments: [
        ("18:00", "2026-11-21T18:00:00+01:00"), ("16:30", "2026-11-22T16:30:00+01:00"), ("6:05", "2026-11-22T06:05:00+01:00"),
        ("+90m", "2026-11-21T18:00:00+01:00"), ("+2h", "2026-11-21T18:30:00+01:00"), ("+1d", "2026-11-22T16:30:00+01:00"),
        ("2026-12-24 12:00", "2026-12-24T12:00:00+01:00"), ("2026-11-21T18:00:00Z", "2026-11-21T19:00:00+01:00"),
        ("2026-11-23", "2026-11-23T00:00:00+01:00"),
    ])
    func moments(text: String, expected: String) throws {
        let zone = try #require(berlin)
        #expect(try OverrideEnd.moment(text, now: now, zone: zone).iso8601(in: zone) == expected)
    }

    @Test("are no times that have passed, that no clock shows, or that are far away", arguments: [
        "16:30:00", "24:00", "18:60", "18:0", "1800", "today", "-2h", "2026-11-21", "2028-01-01", "+0h", "+2x", "+999999999h", "tomorrow", "",
    ])
    func refused(text: String) throws {
        let zone = try #require(berlin)
        #expect(throws: PBXError.self) { try OverrideEnd.moment(text, now: now, zone: zone) }
    }
}
