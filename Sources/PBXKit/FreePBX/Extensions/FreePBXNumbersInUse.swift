/// What already answers to a number: FreePBX's registry of numbers, asked from the tables themselves.
struct FreePBXNumbersInUse {
    let system: FreePBXSystem

    /// Throws `.conflict` naming what has the number, which is wanted for an object of `noun`.
    func checkFree(_ number: String, for noun: String = "extension", called title: String = "extension") throws {
        guard let holder = try holder(of: number) else { return }
        let isSame = [title, "an \(title)", "a \(title)"].contains(holder)
        guard !isSame else {
            throw PBXError(.conflict, "\(title) \(number)", "already exists", remedy: "use `pbxctl \(noun) set` to change it")
        }
        let isLeftover = noun == "extension" && Self.leftovers.contains { $0.holder == holder }
        throw PBXError(
            .conflict, "\(title) \(number)", "the number is taken by \(holder)",
            remedy: isLeftover
                ? "clean up with `pbxctl extension delete \(number)`, or choose another number" : "choose another number")
    }

    /// Whether anything inside the PBX has the number.
    func isTaken(_ number: String) throws -> Bool { try holder(of: number) != nil }

    private func holder(of number: String) throws -> String? {
        if let snapshot = system.snapshot, snapshot.covers(number) { return try snapshot.holder(of: number) }
        return try holders(of: [number])[number]
    }

    /// What has each of these numbers; those that are free are left out.
    func holders(of numbers: [String]) throws -> [String: String] {
        let catalogue = try system.catalogue()
        let list = numbers.map { "\($0)" as SQL }.joined(separator: ", ")
        var queries = (Self.places + Self.leftovers).compactMap { place -> SQL? in
            guard catalogue.has(place.table, place.column) else { return nil }
            return """
                (SELECT DISTINCT CAST(\(identifier: place.column) AS CHAR) AS number, \(place.holder) AS holder
                FROM \(identifier: place.table) WHERE \(identifier: place.column) IN (\(list)))
                """
        }
        if catalogue.has("featurecodes") {
            queries.append(
                """
                (SELECT CAST(COALESCE(NULLIF(customcode, ''), defaultcode) AS CHAR) AS number,
                CONCAT('the feature code "', description, '"') AS holder FROM featurecodes
                WHERE enabled = 1 AND COALESCE(NULLIF(customcode, ''), defaultcode) IN (\(list)))
                """)
        }
        let wanted = Set(numbers)
        let byValue = Dictionary(numbers.map { (Int($0), $0) }, uniquingKeysWith: { first, _ in first })
        var holders: [String: String] = [:]
        try system.database().forEachRow(queries.joined(separator: " UNION ALL ")) { row in
            guard let stored = row.text(0) else { return }
            // A column of whole numbers has no leading zeros.
            let number = wanted.contains(stored) ? stored : Int(stored).flatMap { byValue[$0] } ?? ""
            if holders[number] == nil { holders[number] = row.text(1) }
        }
        try addParkingSlots(numbers, catalogue, to: &holders)
        return holders
    }

    private func addParkingSlots(_ numbers: [String], _ catalogue: FreePBXCatalogue, to holders: inout [String: String]) throws {
        guard catalogue.has("parkplus") else { return }
        for lot in try system.database().rows("SELECT parkpos, numslots, name FROM parkplus WHERE parkpos REGEXP '^[0-9]+$'") {
            guard let start = lot["parkpos"], let first = Int(start), let count = lot.number("numslots"), count > 0 else { continue }
            for number in numbers where number.utf8.count == start.utf8.count && holders[number] == nil {
                if let value = Int(number), value >= first, value - first < count {
                    holders[number] = "a slot of the parking lot \(lot["name"] ?? "")"
                }
            }
        }
    }

    private struct Place {
        var table: String
        var column: String
        var holder: String
    }

    private static let places = [
        Place(table: "users", column: "extension", holder: "an extension"),
        Place(table: "ringgroups", column: "grpnum", holder: "a ring group"),
        Place(table: "queues_config", column: "extension", holder: "a queue"),
        Place(table: "meetme", column: "exten", holder: "a conference"),
        Place(table: "paging_config", column: "page_group", holder: "a page group"),
        Place(table: "parkplus", column: "parkext", holder: "a parking lot"),
        Place(table: "vmblast", column: "grpnum", holder: "a voicemail blast group"),
        Place(table: "custom_extensions", column: "custom_exten", holder: "a custom extension"),
    ]

    /// Parts of an extension that has no row in `users`.
    private static let leftovers = [
        Place(table: "devices", column: "id", holder: "a device (table devices)"),
        Place(table: "sip", column: "id", holder: "settings left over from an earlier phone (table sip)"),
        Place(table: "iax", column: "id", holder: "settings left over from an earlier phone (table iax)"),
        Place(table: "dahdi", column: "id", holder: "settings left over from an earlier phone (table dahdi)"),
        Place(table: "findmefollow", column: "grpnum", holder: "follow-me settings left over (table findmefollow)"),
    ]
}
