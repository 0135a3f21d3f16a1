/// Conferences that are dialled (`v_conferences`) and the rooms of conference centres, which callers enter by a PIN.
struct FusionPBXConferences: Listing {
    let connection: FusionPBXConnection

    func forEach(_ options: ReadOptions, _ body: (Conference) throws -> Void) throws {
        try FusionPBXDialledConferences(connection: connection).forEach(options, body)
        try FusionPBXConferenceRooms(connection: connection).forEach(options, body)
    }

    func find(_ identifier: String, _ options: ReadOptions) throws -> Conference {
        do {
            return try FusionPBXDialledConferences(connection: connection).find(identifier, options)
        } catch let error as PBXError where error.kind == .notFound {
            return try FusionPBXConferenceRooms(connection: connection).find(identifier, options)
        }
    }

    /// Who is in each conference now, by the conference's name in lower case; nil where no switch says.
    static func members(_ connection: FusionPBXConnection) -> [String: Int]? {
        var members: [String: Int]?
        for node in connection.nodes() {
            guard (try? node.connect()) != nil, let text = try? node.ask("conference xml_list"),
                text.contains("<conferences") || text.contains("No active conferences")
            else { continue }
            var found = members ?? [:]
            for element in text.split(separator: "<") where element.hasPrefix("conference ") {
                guard let name = attribute("name", of: element), let count = attribute("member-count", of: element).flatMap({ Int($0) })
                else { continue }
                found[name.lowercased(), default: 0] += count
            }
            members = found
        }
        return members
    }

    private static func attribute(_ name: String, of element: Substring) -> String? {
        guard let start = element.ranges(of: " \(name)=\"").first?.upperBound else { return nil }
        return String(element[start...].prefix { $0 != "\"" })
    }
}

/// FusionPBX: `app/conferences`: the application's argument is `EXT@DOMAIN@PROFILE+PIN+flags{…}`.
struct FusionPBXDialledConferences: FusionPBXObjects {
    typealias Listed = Conference

    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "conference", table: "v_conferences", uuid: "conference_uuid", number: "conference_extension",
            name: "conference_name", enabled: "conference_enabled")
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [Conference] {
        let members = rows.isEmpty ? nil : FusionPBXConferences.members(connection)
        return rows.map { row in
            let domain = domains[row["domain_uuid"]]?.name
            let number = row["conference_extension"] ?? ""
            var conference = Conference(number: number)
            conference.name = row.filled("conference_name")
            conference.domain = domain
            conference.uuid = row["conference_uuid"]
            conference.hasPIN = row.filled("conference_pin_number") != nil
            conference.isEnabled = row.isTrue("conference_enabled")
            conference.members = members.map { $0["\(number)@\(domain ?? "")"] ?? $0["\(number)-\(domain ?? "")"] ?? 0 }
            conference.raw = row.raw(place.table, options)
            return conference
        }
    }
}

/// FusionPBX: `app/conference_centers`: a room is reached through its centre's number and one of its two PINs.
struct FusionPBXConferenceRooms: FusionPBXObjects {
    typealias Listed = Conference

    let connection: FusionPBXConnection

    var place: FusionPBXPlace {
        FusionPBXPlace(
            title: "conference", table: "v_conference_rooms", uuid: "conference_room_uuid", number: nil,
            name: "conference_room_name", enabled: "enabled")
    }

    func values(of rows: [Row], _ domains: FusionPBXDomainNames, _ options: ReadOptions) throws -> [Conference] {
        let centers = try connection.children("v_conference_centers", "conference_center_uuid", of: rows, order: "conference_center_uuid")
        let members = rows.isEmpty ? nil : FusionPBXConferences.members(connection)
        return rows.map { row in
            let center = row["conference_center_uuid"].flatMap { centers[$0]?.first }
            let domain = domains[row["domain_uuid"]]?.name
            let uuid = row["conference_room_uuid"] ?? ""
            var room = Conference(number: center?.filled("conference_center_extension") ?? uuid)
            room.name = row.filled("conference_room_name")
            room.domain = domain
            room.uuid = uuid
            room.hasPIN = row.filled("participant_pin") != nil
            room.hasAdministratorPIN = row.filled("moderator_pin") != nil
            room.isEnabled = row.isTrue("enabled")
            room.members = members.map { $0["\(uuid)@\(domain ?? "")"] ?? $0["\(uuid)-\(domain ?? "")"] ?? 0 }
            room.raw = row.raw(place.table, options)
            return room
        }
    }
}
