/// The zone that `cdr.calldate` is written in: Asterisk stores what its host's clock shows, without saying a zone.
struct FreePBXCallRecordZone {
    let system: FreePBXSystem

    func zone() throws -> TimeZoneRules {
        // FreePBX: with `CDRUSEGMT` the records are kept in GMT, whatever the host's clock shows.
        if try system.settings().storesCallTimesInUTC { return .utc }
        if let name = system.profile.timeZone?.value { return try TimeZoneRules.named(name) }
        guard let host = try system.host() else { return try databaseZone() }
        return try TimeZoneRules.ofHost(host)
    }

    /// Where the PBX is another machine, its database's clock is the best guess.
    private func databaseZone() throws -> TimeZoneRules {
        let database = try system.callRecordDatabase()
        guard database.dialect == .mySQL else { return .utc }
        let row = try database.firstRow(
            """
            SELECT @@session.time_zone AS zone, @@system_time_zone AS system_zone,
            TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW()) AS seconds
            """)
        let name = row?["zone"] == "SYSTEM" ? row?["system_zone"] : row?["zone"]
        if let name, let zone = try? TimeZoneRules.named(name) { return zone }
        let seconds = row?["seconds"].flatMap { Int($0) } ?? 0
        return TimeZoneRules(fixedOffset: (seconds + 30) / 60 * 60, name: name ?? "UTC")
    }
}
