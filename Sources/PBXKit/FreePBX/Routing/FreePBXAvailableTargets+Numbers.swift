/// The numbers in use: FreePBX's registry of numbers, from the tables themselves.
/// FreePBX: the `*_check_extensions` functions.
extension FreePBXAvailableTargets {
    private struct Place {
        var table: String
        var number: SQL
        var name: SQL
        var category: String
        /// What stands before the number where it is a destination; else the context of the phones, which knows it.
        var context = "from-internal"
        var condition: SQL = "1 = 1"
    }

    private static let places = [
        Place(table: "users", number: "extension", name: "name", category: "Extensions", context: "from-did-direct"),
        Place(table: "ringgroups", number: "grpnum", name: "description", category: "Ring Groups", context: "ext-group"),
        Place(table: "queues_config", number: "extension", name: "descr", category: "Queues", context: "ext-queues"),
        Place(table: "meetme", number: "exten", name: "description", category: "Conferences", context: "ext-meetme"),
        Place(table: "paging_config", number: "page_group", name: "description", category: "Paging", context: "app-pagegroups"),
        Place(table: "parkplus", number: "parkext", name: "name", category: "Parking"),
        Place(table: "vmblast", number: "grpnum", name: "description", category: "Voicemail Blasting", context: "vmblast-grp"),
        Place(table: "custom_extensions", number: "custom_exten", name: "description", category: "Custom Extensions"),
        Place(
            table: "featurecodes", number: "COALESCE(NULLIF(customcode, ''), defaultcode)", name: "description",
            category: "Feature Codes", condition: "enabled = 1"),
    ]

    func forEachNumber(_ body: (AvailableTarget) throws -> Void) throws {
        let catalogue = try system.catalogue()
        func emit(_ number: String, _ name: String?, _ place: Place) throws {
            let stored = "\(place.context),\(number),1"
            let kind = FreePBXTargets.decode(stored).kind
            var target = AvailableTarget(kind: kind, id: number, stored: stored)
            target.name = name.flatMap { $0.isEmpty ? nil : $0 }
            target.number = number
            target.category = place.category
            try body(target)
        }
        for place in Self.places where catalogue.has(place.table) {
            for row in try system.database().rows(
                """
                SELECT \(place.number) AS target_number, \(place.name) AS target_name FROM \(identifier: place.table)
                WHERE \(place.condition) ORDER BY LENGTH(target_number), target_number
                """)
            {
                if let number = row.values[0], !number.isEmpty { try emit(number, row.values[1], place) }
            }
            if place.table == "parkplus" { try forEachSlot { try emit($0, $1, place) } }
        }
    }
    /// Numbers, names and contexts of what is no target itself: parking lots with their slots, and custom extensions.
    func forEachFurtherNumber(_ body: (String, String?, String) throws -> Void) throws {
        let further: Set = ["parkplus", "custom_extensions"]
        let catalogue = try system.catalogue()
        for place in Self.places where further.contains(place.table) && catalogue.has(place.table) {
            for row in try system.database().rows(
                "SELECT \(place.number) AS target_number, \(place.name) AS target_name FROM \(identifier: place.table)")
            {
                if let number = row.values[0], !number.isEmpty { try body(number, row.values[1], place.context) }
            }
            if place.table == "parkplus" { try forEachSlot { try body($0, $1, place.context) } }
        }
    }

    private func forEachSlot(_ body: (String, String?) throws -> Void) throws {
        for row in try system.database().rows("SELECT name, parkpos, numslots FROM parkplus ORDER BY id") {
            guard let first = row.number("parkpos"), let count = row.number("numslots"), (1...1000).contains(count) else { continue }
            for slot in 0..<count { try body(String(first + slot), row["name"].map { "\($0): slot \(slot + 1)" }) }
        }
    }
}
