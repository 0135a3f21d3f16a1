import Glibc
import Testing

@testable import PBXKit

@Suite struct TimeZoneTests {
    private func zone(_ name: String) throws -> TimeZoneRules { try TimeZoneRules.named(name) }

    private func text(_ utc: String, _ name: String) throws -> String {
        try #require(Timestamp(utc)).iso8601(in: try zone(name))
    }

    /// Expected values: `TZ=<zone> date -d <utc> --iso-8601=seconds` (GNU coreutils).
    @Test(arguments: [
        ("2026-11-21T08:15:00Z", "Europe/Berlin", "2026-11-21T09:15:00+01:00"),
        ("2026-03-29T00:59:59Z", "Europe/Berlin", "2026-03-29T01:59:59+01:00"),
        ("2026-03-29T01:00:00Z", "Europe/Berlin", "2026-03-29T03:00:00+02:00"),
        ("2026-10-25T00:59:59Z", "Europe/Berlin", "2026-10-25T02:59:59+02:00"),
        ("2026-10-25T01:00:00Z", "Europe/Berlin", "2026-10-25T02:00:00+01:00"),
        ("2026-03-08T06:59:59Z", "America/New_York", "2026-03-08T01:59:59-05:00"),
        ("2026-03-08T07:00:00Z", "America/New_York", "2026-03-08T03:00:00-04:00"),
        ("2099-07-01T00:00:00Z", "America/New_York", "2099-06-30T20:00:00-04:00"),
        ("2026-04-04T14:59:59Z", "Australia/Lord_Howe", "2026-04-05T01:59:59+11:00"),
        ("2026-04-04T15:00:00Z", "Australia/Lord_Howe", "2026-04-05T01:30:00+10:30"),
        ("2050-12-31T23:00:00Z", "Australia/Lord_Howe", "2051-01-01T10:00:00+11:00"),
        ("2026-01-01T00:00:00Z", "Asia/Kathmandu", "2026-01-01T05:45:00+05:45"),
        ("1880-01-01T00:00:00Z", "Europe/Berlin", "1880-01-01T00:53:00+00:53"),
        ("1969-12-31T23:59:59Z", "UTC", "1969-12-31T23:59:59+00:00"),
        ("2026-07-01T00:00:00Z", "Europe/Dublin", "2026-07-01T01:00:00+01:00"),
        ("2060-01-01T00:00:00Z", "America/Nuuk", "2059-12-31T22:00:00-02:00"),
    ])
    func showsLocalTimes(utc: String, name: String, expected: String) throws {
        #expect(try text(utc, name) == expected)
    }

    @Test(arguments: [
        ("2026-11-21 09:15:00", "Europe/Berlin", "2026-11-21T09:15:00+01:00"),
        // Skipped: read with the offset before the change.
        ("2026-03-29 02:30:00", "Europe/Berlin", "2026-03-29T03:30:00+02:00"),
        ("2026-03-08 02:30:00", "America/New_York", "2026-03-08T03:30:00-04:00"),
        ("2026-10-04 02:15:00", "Australia/Lord_Howe", "2026-10-04T02:45:00+11:00"),
        // Twice: the first of them.
        ("2026-10-25 02:30:00", "Europe/Berlin", "2026-10-25T02:30:00+02:00"),
        ("2026-11-01 01:30:00", "America/New_York", "2026-11-01T01:30:00-04:00"),
        ("2026-04-05 01:45:00", "Australia/Lord_Howe", "2026-04-05T01:45:00+11:00"),
        // A whole day was left out.
        ("2011-12-31 00:00:00", "Pacific/Apia", "2011-12-31T00:00:00+14:00"),
        ("2090-08-01 12:00:00", "Europe/Berlin", "2090-08-01T12:00:00+02:00"),
    ])
    func readsLocalTimes(local: String, name: String, expected: String) throws {
        let zone = try zone(name)
        #expect(zone.timestamp(of: try #require(LocalTime(local))).iso8601(in: zone) == expected)
    }

    @Test func roundTripsEveryHourOfAYear() throws {
        for name in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"] {
            let zone = try zone(name)
            for year in [1975, 2026, 2040] {
                let start = LocalTime(year: year, month: 1, day: 1).timestamp(offset: 0)
                for hour in 0..<(366 * 24) {
                    let moment = start.advanced(bySeconds: Int64(hour) * 3600)
                    let back = zone.timestamp(of: zone.localTime(at: moment))
                    #expect(back == moment || back.seconds < moment.seconds && back.seconds >= moment.seconds - 3600)
                }
            }
        }
    }

    @Test(arguments: ["", "/etc/passwd", "../../etc/passwd", "Europe/../Berlin", "a\0b", "Europe/", "zone.tab", "Europe/Berlin "])
    func refusesWhatIsNoName(name: String) {
        #expect { try TimeZoneRules.named(name) } throws: { ($0 as? PBXError)?.kind == .usage }
    }

    @Test func saysWhatIsMissing() throws {
        #expect { try TimeZoneRules.named("Europe/Atlantis") } throws: {
            ($0 as? PBXError)?.why == "no such time zone"
        }
        #expect { try TimeZoneRules.named("Europe") } throws: { ($0 as? PBXError)?.kind == .notFound }
        #expect { try TimeZoneRules.named("Europe/Berlin", directory: "/nonexistent") } throws: {
            ($0 as? PBXError)?.remedy == "install it (Debian: apt install tzdata)"
        }
        #expect(try TimeZoneRules.named("UTC", directory: "/nonexistent").offset(at: Timestamp(seconds: 0)) == 0)
    }

    @Test func survivesDamagedFiles() throws {
        let bytes = try LocalHost().read("/usr/share/zoneinfo/Europe/Berlin").bytes
        for length in 0..<bytes.count { #expect(throws: PBXError.self) { try TimeZoneRules(name: "x", file: Array(bytes[..<length])) } }
        for position in bytes.indices {
            var damaged = bytes
            damaged[position] ^= 0xff
            let zone = try? TimeZoneRules(name: "x", file: damaged)
            _ = zone?.localTime(at: Timestamp(seconds: 1_800_000_000))
        }
    }

    @Test func readsRules() {
        #expect(TimeZoneRule("CET-1CEST,M3.5.0,M10.5.0/3") != nil)
        #expect(TimeZoneRule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0") != nil)
        #expect(TimeZoneRule("XXX3EDT4,0/0,J365/23")?.offset(at: 1_800_000_000) == -4 * 3600)
        #expect(TimeZoneRule("EST5")?.offset(at: 0) == -18_000)
        for text in ["", "CE-1", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "<+1", "CET-999"] {
            #expect(TimeZoneRule(text) == nil)
        }
    }

    @Test func findsTheHostsOwnZone() throws {
        let folder = try TemporaryFolder()
        #expect(try TimeZoneRules.ofHost(root: folder.path).name == "UTC")
        try folder.file("etc/timezone", "America/New_York\n")
        #expect(try TimeZoneRules.ofHost(root: folder.path).name == "America/New_York")
        try folder.file("etc/localtime", bytes: LocalHost().read("/usr/share/zoneinfo/Europe/Berlin").bytes)
        let copied = try TimeZoneRules.ofHost(root: folder.path)
        #expect(copied.offset(at: Timestamp(seconds: 1_795_183_200)) == 3600)
        try LocalHost().removeTree(folder("etc/localtime"))
        symlink("../usr/share/zoneinfo/Asia/Tokyo", folder("etc/localtime"))
        #expect(try TimeZoneRules.ofHost(root: folder.path).name == "Asia/Tokyo")
    }
}
