/// What still refers to an extension: destinations, lists and memberships of other objects.
struct FreePBXReferences {
    struct Found {
        var place: FreePBXReferencePlace
        var row: Row

        /// `ring group 600`.
        var description: String { "\(place.noun) \(row[place.id] ?? "?")" }
    }

    let system: FreePBXSystem
    let number: String

    /// The extension's own destination strings.
    var destinations: [String] {
        ["from-did-direct,\(number),1"] + ["u", "b", "s", "i"].map { "ext-local,vm\($0)\(number),1" } + [
            "ext-local,\(number),1", "ext-local,\(number),dest", "ext-findmefollow,FM\(number),1",
            "ext-findmefollow,\(number),1", "from-internal,\(number),1",
        ]
    }

    func found() throws -> [Found] {
        let catalogue = try system.catalogue()
        var found: [Found] = []
        for place in FreePBXReferencePlace.all where catalogue.has(place.table, place.column) {
            for row in try system.database().rows("SELECT * FROM \(identifier: place.table) WHERE \(condition(place))")
            where refers(row, place) {
                found.append(Found(place: place, row: row))
            }
        }
        return found
    }

    private func condition(_ place: FreePBXReferencePlace) -> SQL {
        let column: SQL = "\(identifier: place.column)"
        switch place.form {
        case .destination, .destinationRow:
            let strings = destinations.map { "\($0)" as SQL }.joined(separator: ", ")
            let own: SQL = place.isPerExtension ? " AND \(identifier: place.id) <> \(number)" : ""
            return "\(column) IN (\(strings))\(own)"
        case .list:
            let own: SQL = place.isPerExtension ? " AND \(identifier: place.id) <> \(number)" : ""
            return "CONCAT('-', \(column), '-') LIKE \("%-\(number)-%")\(own)"
        case .numberRow: return "\(column) = \(number)"
        case .queueMember: return "keyword = 'member' AND (\(column) LIKE \("Local/\(number)@%") OR \(column) LIKE \("%/\(number),%"))"
        }
    }

    /// The database compares loosely (trailing blanks, patterns); here it has to be the number itself.
    private func refers(_ row: Row, _ place: FreePBXReferencePlace) -> Bool {
        let value = row[place.column] ?? ""
        return switch place.form {
        case .destination, .destinationRow: destinations.contains(value)
        case .list: FreePBXFollowMeList(stored: value).contains(number)
        case .numberRow: value == number
        case .queueMember: Self.member(value) == number
        }
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
            case .destinationRow, .numberRow, .queueMember:
                builder.delete(row, from: place.table, by: place.keys)
            case .list:
                let list = FreePBXFollowMeList(stored: row[place.column] ?? "").removing(number).stored
                builder.update(place.table, key: key, row: row, to: [.init(place.column, .text(list))])
                if place.table == FreePBXFollowMe.table, let owner = row[place.id] {
                    builder.setUser(owner, ["followme/grplist": list])
                }
            }
        }
    }
}

extension FreePBXReferencePlace {
    /// Rows that belong to one extension, the deleted one among them.
    fileprivate var isPerExtension: Bool { table == "users" || table == FreePBXFollowMe.table }
}
