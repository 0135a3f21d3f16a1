/// Classes of music on hold: `v_music_on_hold` has a row for each sampling rate of a class; one without a domain is
/// everybody's.
struct FusionPBXMusicOnHold: FusionPBXObjects {
    typealias Listed = MusicOnHoldClass

    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "music on hold class", table: "v_music_on_hold", uuid: "music_on_hold_uuid", number: nil,
            name: "music_on_hold_name", includesGlobal: true)
    }

    func forEach(_ options: ReadOptions, _ body: (MusicOnHoldClass) throws -> Void) throws {
        let domains = FusionPBXDomainNames(try connection.scopedDomains())
        let all = try values(of: rows("TRUE"), domains, options)
        // The one that is played where none is named comes first.
        for value in all.filter({ $0.isDefault == true }) + all.filter({ $0.isDefault != true }) { try body(value) }
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> MusicOnHoldClass {
        let domains = FusionPBXDomainNames(try connection.scopedDomains())
        let found = try values(of: rows("TRUE"), domains, options)
        let own = found.first { $0.name == identifier && $0.domain != nil }
        guard let value = own ?? found.first(where: { $0.name == identifier }) else { throw try notFound(identifier) }
        return value
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [MusicOnHoldClass] {
        let keys = FusionPBXCacheKeys.distinct(rows.map(Self.key))
        let classes = Dictionary(grouping: rows, by: Self.key)
        return keys.compactMap { key in
            guard let rates = classes[key], let row = rates.first else { return nil }
            var value = MusicOnHoldClass(name: row["music_on_hold_name"] ?? "")
            value.domain = domains[row["domain_uuid"]]?.name
            value.type = "local_stream"
            value.path = row.filled("music_on_hold_path")
            value.isDefault = row["music_on_hold_name"] == "default" && row.filled("domain_uuid") == nil
            if options.raw { value.raw = Row.raw([(place.table, rates)], reveal: options.reveal) }
            return value
        }
    }

    private static func key(_ row: Row) -> String { "\(row["domain_uuid"] ?? "")/\(row["music_on_hold_name"] ?? "")" }
}
