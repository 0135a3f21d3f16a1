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
        let catalogue = try system.catalogue()
        let queries = (Self.places + Self.leftovers).compactMap { place -> SQL? in
            guard catalogue.has(place.table, place.column) else { return nil }
            return """
                (SELECT \(place.holder) AS holder FROM \(identifier: place.table)
                WHERE \(identifier: place.column) = \(number) LIMIT 1)
                """
        } + more(number, catalogue)
        return try system.database().value(queries.joined(separator: " UNION ALL "))
    }

    private func more(_ number: String, _ catalogue: FreePBXCatalogue) -> [SQL] {
        var queries: [SQL] = []
        if catalogue.has("featurecodes") {
            queries.append(
                """
                (SELECT CONCAT('the feature code "', description, '"') AS holder FROM featurecodes WHERE enabled = 1
                AND COALESCE(NULLIF(customcode, ''), defaultcode) = \(number) LIMIT 1)
                """)
        }
        if catalogue.has("parkplus"), let value = Int(number), number.utf8.count <= 15 {
            queries.append(
                """
                (SELECT CONCAT('a slot of the parking lot ', name) AS holder FROM parkplus
                WHERE parkpos REGEXP '^[0-9]+$' AND LENGTH(parkpos) = \(number.utf8.count)
                AND \(value) BETWEEN CAST(parkpos AS UNSIGNED) AND CAST(parkpos AS UNSIGNED) + numslots - 1 LIMIT 1)
                """)
        }
        return queries
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
