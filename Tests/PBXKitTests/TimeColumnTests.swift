import Foundation
import Testing

@testable import PBXKit

@Suite("Columns of times")
struct TimeColumnTests {
    private static let zones = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"]

    @Test("write every moment as it is written alone", arguments: zones)
    func write(name: String) throws {
        let zone = try TimeZoneRules.named(name)
        var column = TimeColumn(shownIn: zone)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: TimeColumn.capacity, alignment: 1)
        defer { memory.deallocate() }
        // Back and forth, over changes of clocks, and long ago.
        let near = stride(from: Int64(1_700_000_000), to: 1_740_000_000, by: 12_345)
        for seconds in Array(near) + near.reversed() + [0, -1, -86_400, -86_401, -2_000_000_000, 4_102_444_800] {
            let text = String(decoding: memory[..<column.write(seconds, to: memory)], as: UTF8.self)
            #expect(text == Timestamp(seconds: seconds).iso8601(in: zone))
        }
    }

    @Test("read local times as they are read alone", arguments: zones)
    func readLocal(name: String) throws {
        let zone = try TimeZoneRules.named(name)
        var column = LocalTimeColumn(in: zone)
        for seconds in stride(from: Int64(1_740_000_000), to: 1_700_000_000, by: -1801) {
            let text = Timestamp(seconds: seconds).iso8601(in: .utc).prefix(19).map { $0 == "T" ? " " : String($0) }.joined()
            let local = try #require(LocalTime(text))
            #expect(Array(text.utf8).withUnsafeBytes { column.read($0) } == zone.timestamp(of: local).seconds, "\(text)")
        }
    }

    @Test("read PostgreSQL's times as they are read alone, and nothing else")
    func readStamps() {
        var column = StampColumn()
        for text in [
            "2026-11-21 09:15:00+00", "2026-11-21 09:15:01+00", "2026-11-21 23:59:59+00", "2026-11-22 00:00:00+00", "2026-11-21 09:15:00+01",
            "2026-11-21 09:15:00.5+00", "2026-11-21 24:15:00+00", "2026-11-21 09:60:00+00", "2026-11-21 09-15:00+00", "2026-11-2x 09:15:00+00",
            "infinity", "", "2026-11-21 09:15:00", "1969-12-31 23:59:59+00", "0099-01-01 00:00:00+00",
        ] {
            #expect(Array(text.utf8).withUnsafeBytes { column.read($0) } == Timestamp(text)?.seconds, "\(text)")
        }
    }
}
