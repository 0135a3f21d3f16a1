import FoundationEssentials

/// Every place that calls can be sent to on a FreePBX, and every number that is in use.
struct FreePBXAvailableTargets: AvailableTargets {
    let system: FreePBXSystem

    func forEach(_ body: (AvailableTarget) throws -> Void) throws {
        // What has been listed so far: what else is in use belongs to modules that pbxctl does not know.
        var known: Set<String> = []
        func emit(_ stored: String, _ id: String?, _ name: String?, _ category: String, isDialled: Bool = false) throws {
            guard known.insert(stored).inserted else { return }
            let target = FreePBXTargets.decode(stored)
            var available = AvailableTarget(kind: target.kind, id: target.id ?? id, stored: stored)
            available.name = name
            available.number = isDialled ? id : nil
            available.category = category
            try body(available)
        }
        for ending in FreePBXTargetSource.endings { try emit(ending.stored, nil, ending.name, "Terminate Call") }
        let separates = try system.settings().separatesDevicesFromUsers
        for source in FreePBXTargetSource.all where try isOffered(source) {
            let category = separates && source.category == "Extensions" ? "Users" : source.category
            for row in try rows(source) {
                guard let id = row.values[0], !id.isEmpty else { continue }
                try emit(
                    source.prefix + id + source.suffix, id, row.values[1].flatMap { $0.isEmpty ? nil : $0 }, category,
                    isDialled: source.isDialled)
            }
        }
        for target in try customDestinations() { try emit(target.stored, target.id, target.name, "Custom Destinations") }
        for group in try calendarGroups() { try emit("calendargroups,\(group.id),1", group.id, group.name, "Calendar Groups") }
        for stored in try inUse() where !Self.isOwnBehaviour(stored) { try emit(stored, nil, nil, "In use") }
    }

    /// `ext-local,1001,dest` ends an extension's own follow-me, and is offered nowhere else.
    private static func isOwnBehaviour(_ stored: String) -> Bool { stored.hasPrefix("ext-local,") && stored.hasSuffix(",dest") }

    func isOffered(_ source: FreePBXTargetSource) throws -> Bool {
        let catalogue = try system.catalogue()
        return try system.hasModule(source.module) && ([source.table] + source.tables).allSatisfy(catalogue.has)
            && source.columns.allSatisfy { catalogue.has(source.table, $0) }
    }

    /// Lends id and name of each object of a source, in no order.
    func forEachObject(_ source: FreePBXTargetSource, _ body: (String, String?) throws -> Void) throws {
        try system.database().forEachRow(
            "SELECT \(source.id), \(source.name) FROM \(identifier: source.table) WHERE \(source.condition)"
        ) { row in
            if let id = row.text(0), !id.isEmpty { try body(id, row.text(1).flatMap { $0.isEmpty ? nil : $0 }) }
        }
    }

    private func rows(_ source: FreePBXTargetSource) throws -> [Row] {
        let order: SQL = source.order ?? "LENGTH(target_id), target_id"
        return try system.database().rows(
            """
            SELECT \(source.id) AS target_id, \(source.name) AS target_name FROM \(identifier: source.table)
            WHERE \(source.condition) ORDER BY \(order)
            """)
    }

    // MARK: - What modules keep as JSON

    private struct Custom: Decodable {
        var target: String?
        var description: String?
        var destret: Flag?
        var dest: String?

        /// PHP writes it as `"1"`, `1` or `true`.
        struct Flag: Decodable {
            var isSet: Bool

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                if let text = try? value.decode(String.self) { isSet = text == "1" || text == "true" }
                else if let number = try? value.decode(Int.self) { isSet = number == 1 }
                else { isSet = (try? value.decode(Bool.self)) ?? false }
            }
        }
    }

    private struct Named: Decodable { var name: String? }

    /// FreePBX: `Customappsreg.class.php`; those that come back are reached through a context of their own.
    func customDestinations() throws -> [CustomDestination] {
        try values("customappsreg", "kvstore_FreePBX_modules_Customappsreg", "dests", Custom.self).compactMap { id, custom in
            let returns = custom.destret?.isSet == true
            let target = custom.target.flatMap { $0.isEmpty ? nil : $0 }
            guard let stored = returns ? "customdests,dest-\(id),1" : target else { return nil }
            let after = returns ? custom.dest.flatMap { $0.isEmpty ? nil : $0 } : nil
            return CustomDestination(stored: stored, id: id, name: custom.description, target: target, after: after)
        }
    }

    /// A destination that somebody wrote into the dialplan by hand.
    struct CustomDestination {
        /// How other objects name it.
        var stored: String
        var id: String
        var name: String?
        var target: String?
        /// Where calls go that come back.
        var after: String?
    }

    func calendarGroups() throws -> [(id: String, name: String?)] {
        try values("calendar", "kvstore_FreePBX_modules_Calendar", "groups", Named.self).map { id, group in
            (id, group.name.map { "Calendar Group: \($0)" })
        }
    }

    private func values<Value: Decodable>(
        _ module: String, _ table: String, _ group: String, _ type: Value.Type
    ) throws -> [(String, Value)] {
        guard try system.hasModule(module), try system.catalogue().has(table) else { return [] }
        return try system.database().rows(
            "SELECT `key`, val FROM \(identifier: table) WHERE id = \(group) ORDER BY LENGTH(`key`), `key`"
        ).compactMap { row in
            guard let key = row["key"], let text = row["val"], let value = try? JSONDecoder().decode(type, from: Data(text.utf8)) else {
                return nil
            }
            return (key, value)
        }
    }

    // MARK: - In use

    /// Every destination that some object leads to.
    private func inUse() throws -> [String] {
        let catalogue = try system.catalogue()
        var found: Set<String> = []
        for place in FreePBXReferencePlace.all where place.holdsDestination && catalogue.has(place.table, place.column) {
            let condition: SQL = place.table == "daynight" ? " AND dmode IN ('day', 'night')" : ""
            try system.database().forEachRow(
                """
                SELECT DISTINCT \(identifier: place.column) FROM \(identifier: place.table)
                WHERE \(identifier: place.column) LIKE '%,%,%'\(condition)
                """
            ) { row in
                if let stored = row.text(0) { found.insert(stored) }
            }
        }
        return found.sorted()
    }
}

extension FreePBXReferencePlace {
    fileprivate var holdsDestination: Bool {
        switch form {
        case .destination, .destinationRow: true
        case .list, .numberRow, .queueMember, .callerID: false
        }
    }
}
