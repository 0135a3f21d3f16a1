/// The zone that times are shown in.
///
/// FusionPBX: setting domain/time_zone; its stamps themselves are moments, whatever the zone.
struct FusionPBXClock {
    let zone: TimeZoneRules

    /// `--time-zone`, else the profile's, else the domain's own setting, else UTC.
    init(connection: FusionPBXConnection, domain: Domain?) throws {
        let setting = try domain.flatMap { try connection.settings(of: $0).timeZone }
        let name = connection.scope.timeZone ?? connection.profile.timeZone?.value ?? setting
        zone = try name.map { try TimeZoneRules.named($0) } ?? .utc
    }

    func text(epoch: String?) -> String? {
        guard let epoch, let seconds = Double(epoch), seconds > 0 else { return nil }
        return Timestamp(seconds: Int64(seconds)).iso8601(in: zone)
    }

    func text(_ bytes: UnsafeRawBufferPointer?) -> String? {
        bytes.flatMap { Timestamp(bytes: $0) }?.iso8601(in: zone)
    }
}
