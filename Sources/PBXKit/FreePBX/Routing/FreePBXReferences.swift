/// What still refers to a number: destinations, lists and memberships of other objects.
struct FreePBXReferences {
    struct Found {
        var place: FreePBXReferencePlace
        var row: Row

        /// `ring group 600`.
        var description: String { "\(place.noun) \(row[place.id] ?? "?")" }
    }

    let system: FreePBXSystem
    let number: String
    /// The destination strings that lead to it.
    let destinations: [String]
    /// Tables whose rows of this number are the object itself.
    let ownTables: Set<String>
    /// Whether lists mark the number as they mark those outside the PBX: FreePBX does so with all that is no extension.
    let isMarked: Bool
    let places: [FreePBXReferencePlace]

    /// References to an extension.
    init(system: FreePBXSystem, number: String) {
        self.init(
            system: system, number: number, destinations: Self.destinations(ofExtension: number),
            ownTables: ["users", FreePBXFollowMe.table], isMarked: false)
    }

    /// References to something else that has a number.
    init(
        system: FreePBXSystem, number: String, destinations: [String], ownTables: Set<String>, isMarked: Bool = true,
        places: [FreePBXReferencePlace] = FreePBXReferencePlace.all
    ) {
        self.system = system
        self.number = number
        self.destinations = destinations
        self.ownTables = ownTables
        self.isMarked = isMarked
        self.places = places
    }

    /// References to an inbound number. One that something inside has, too, is meant where it stands in a list.
    init(system: FreePBXSystem, inboundNumber number: String) throws {
        let isInside = try FreePBXNumbersInUse(system: system).isTaken(number)
        let places = FreePBXReferencePlace.all.filter { !isInside || $0.form == .destination || $0.form == .destinationRow }
        self.init(
            system: system, number: number, destinations: ["from-trunk,\(number),1"], ownTables: ["incoming"],
            places: places + FreePBXReferencePlace.callerIDs)
    }

    private static func destinations(ofExtension number: String) -> [String] {
        ["from-did-direct,\(number),1"] + ["u", "b", "s", "i"].map { "ext-local,vm\($0)\(number),1" } + [
            "ext-local,\(number),1", "ext-local,\(number),dest", "ext-findmefollow,FM\(number),1",
            "ext-findmefollow,\(number),1", "from-internal,\(number),1",
        ]
    }

    func found() throws -> [Found] {
        let catalogue = try system.catalogue()
        var found: [Found] = []
        for place in places where catalogue.has(place.table, place.column) {
            for row in try candidates(place) where refers(row, place) {
                found.append(Found(place: place, row: row))
            }
        }
        return found
    }

    /// The rows that may refer to it: those the database finds, or what was read once for many numbers.
    private func candidates(_ place: FreePBXReferencePlace) throws -> [Row] {
        guard let snapshot = system.snapshot, snapshot.isLarge else {
            return try system.database().rows("SELECT * FROM \(identifier: place.table) WHERE \(condition(place))")
        }
        let names = place.form == .destination || place.form == .destinationRow ? destinations : [number]
        let isOwn = ownTables.contains(place.table)
        return try names.flatMap { try snapshot.referring(place, to: $0) }.filter { !isOwn || $0[place.id] != number }
    }

    private func condition(_ place: FreePBXReferencePlace) -> SQL {
        let column: SQL = "\(identifier: place.column)"
        let own: SQL = ownTables.contains(place.table) ? " AND \(identifier: place.id) <> \(number)" : ""
        switch place.form {
        case .destination, .destinationRow:
            let strings = destinations.map { "\($0)" as SQL }.joined(separator: ", ")
            return "\(column) IN (\(strings))\(own)"
        case .list:
            let marked: SQL = isMarked ? " OR CONCAT('-', \(column), '-') LIKE \("%-\(number)#-%")" : ""
            return "(CONCAT('-', \(column), '-') LIKE \("%-\(number)-%")\(marked))\(own)"
        case .numberRow: return "\(column) = \(number)"
        case .callerID: return "\(column) LIKE \("%\(number)%")"
        case .queueMember: return "keyword = 'member' AND (\(column) LIKE \("Local/\(number)@%") OR \(column) LIKE \("%/\(number),%"))"
        }
    }

    /// The database compares loosely (trailing blanks, patterns); here it has to be the number itself.
    private func refers(_ row: Row, _ place: FreePBXReferencePlace) -> Bool {
        let value = row[place.column] ?? ""
        return switch place.form {
        case .destination, .destinationRow: destinations.contains(value)
        case .list: FreePBXFollowMeList(stored: value).contains(number, external: isMarked)
        case .numberRow: value == number
        case .queueMember: Self.member(value) == number
        case .callerID: Self.bare(FreePBXCallerID(stored: value).number ?? "") == Self.bare(number)
        }
    }

    /// FreePBX's caller ids are written with a plus or without.
    private static func bare(_ number: String) -> Substring { number.hasPrefix("+") ? number.dropFirst() : number[...] }

    /// The number of a caller id, with a plus and without.
    static func spellings(ofCallerID stored: String) -> [String] {
        let number = bare(FreePBXCallerID(stored: stored).number ?? "")
        return number.isEmpty ? [] : [String(number), "+\(number)"]
    }

    /// The number of a static queue member: `Local/1001@from-queue/n,0`, `PJSIP/1001,0`.
    static func member(_ data: String) -> String? {
        let interface = data.prefix { $0 != "," }
        guard let slash = interface.firstIndex(of: "/") else { return nil }
        return String(interface[interface.index(after: slash)...].prefix { $0 != "@" && $0 != "/" })
    }

    /// Takes the references out.
    func remove(_ found: [Found], in builder: inout FreePBXPlanBuilder) {
        for reference in found {
            let place = reference.place
            let row = reference.row
            let key = place.keys.map { RowStep.Column($0, .init(row[$0])) }
            switch place.form {
            case .destination:
                builder.update(place.table, key: key, row: row, to: [.init(place.column, .text(FreePBXTargets.hangup))])
            case .callerID:
                builder.update(place.table, key: key, row: row, to: [.init(place.column, .text(""))])
                // The dialplan reads these live.
                if place.table == "users", let owner = row[place.id] { builder.setUser(owner, ["outboundcid": ""]) }
                if place.table == "devices", let owner = row[place.id] { builder.set("DEVICE", "\(owner)/emergency_cid", to: nil) }
            case .destinationRow, .numberRow, .queueMember:
                builder.delete(row, from: place.table, by: place.keys)
            case .list:
                let list = FreePBXFollowMeList(stored: row[place.column] ?? "").removing(number, external: isMarked).stored
                builder.update(place.table, key: key, row: row, to: [.init(place.column, .text(list))])
                if place.table == FreePBXFollowMe.table, let owner = row[place.id] {
                    builder.setUser(owner, ["followme/grplist": list])
                }
            }
        }
    }
}

extension FreePBXReferences {
    /// The refusal to delete what is still referred to.
    static func refusal(_ what: String, _ found: [Found]) -> PBXError {
        PBXError(
            .conflict, what, "is still used by \(list(found))",
            remedy: "take it out there, or say --cascade to have it taken out, --force to leave them as they are")
    }

    /// `inbound number 15551230000, ring group 600`.
    static func list(_ found: [Found]) -> String {
        let all = found.map(\.description)
        // The two sides of a call flow are one thing to whoever reads this.
        let distinct = all.enumerated().filter { !all[..<$0.offset].contains($0.element) }.map(\.element)
        return distinct.prefix(20).joined(separator: ", ") + (distinct.count > 20 ? " and \(distinct.count - 20) more" : "")
    }
}
