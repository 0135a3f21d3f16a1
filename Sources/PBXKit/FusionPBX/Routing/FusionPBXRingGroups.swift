/// Ring groups: `v_ring_groups`, their `v_ring_group_destinations`, and a dialplan that hands calls to the script which
/// reads both.
struct FusionPBXRingGroups: FusionPBXObjects, RingGroups {
    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "ring group", table: "v_ring_groups", uuid: "ring_group_uuid", number: "ring_group_extension",
            name: "ring_group_name", enabled: "ring_group_enabled")
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [RingGroup] {
        let members = try members(of: rows)
        func timeout(_ row: Row) -> FusionPBXAction? { FusionPBXAction(row, "ring_group_timeout_app", "ring_group_timeout_data") }
        let targets = rows.compactMap { row -> (domain: String, number: String)? in
            guard let action = timeout(row), action.application == "transfer", let domain = row["domain_uuid"],
                let number = action.data.split(separator: " ").first
            else { return nil }
            return (domain, String(number))
        }
        let numbers = members.values.joined().compactMap { row in
            row["domain_uuid"].flatMap { domain in row.filled("destination_number").map { (domain: domain, number: $0) } }
        }
        let owners = try FusionPBXNumberOwners(targets + numbers, connection: connection)
        return rows.map { row in
            let domain = domains[row["domain_uuid"]]
            let destinations = members[row["ring_group_uuid"] ?? ""] ?? []
            var group = RingGroup(number: row["ring_group_extension"] ?? "")
            group.name = row.filled("ring_group_name")
            group.domain = domain?.name
            group.uuid = row["ring_group_uuid"]
            group.isEnabled = row.isTrue("ring_group_enabled")
            group.strategy = row.filled("ring_group_strategy")
            group.ringSeconds = row.filled("ring_group_call_timeout").flatMap { Int($0) }
            group.members = destinations.filter(Self.isRung).compactMap { member in
                member.filled("destination_number").map { number in
                    RingGroup.Member(
                        number: number, delaySeconds: member.filled("destination_delay").flatMap { Int($0) },
                        ringSeconds: member.filled("destination_timeout").flatMap { Int($0) },
                        isExternal: owners[row["domain_uuid"], number] == nil)
                }
            }
            group.noAnswerTarget = owners.target(timeout(row), in: domain)
            group.callerIDPrefix = row.filled("ring_group_cid_name_prefix")
            group.description = row.filled("ring_group_description")
            if options.raw {
                group.raw = Row.raw(
                    [(place.table, [row]), ("v_ring_group_destinations", destinations)], reveal: options.reveal)
            }
            return group
        }
    }

    /// The destinations by group, in the order of the script that dials them: sequence and rollover go by the delay.
    func members(of rows: [Row]) throws -> [String: [Row]] {
        try connection.children(
            "v_ring_group_destinations", "ring_group_uuid", of: rows,
            order: "destination_delay::numeric, destination_number, ring_group_destination_uuid")
    }

    /// From 5.0.8 on a destination can be switched off; NULL is off as well.
    static func isRung(_ row: Row) -> Bool { !row.has("destination_enabled") || row.isTrue("destination_enabled") }
}
