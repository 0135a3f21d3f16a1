/// Finding one object of a listing by its number or id, or by its name where that is unique.
struct FreePBXFinder<Listed: Record> {
    /// As messages and commands call it: `queue`, `ring group`.
    var title: String
    var command: String
    var id: (Listed) -> String
    var name: (Listed) -> String?
    /// Whether the name counts before the id: recordings are known by their names.
    var prefersName = false

    func find(_ identifier: String, in forEach: ((Listed) throws -> Void) throws -> Void) throws -> Listed {
        var byID: Listed?
        var byName: [Listed] = []
        try forEach { listed in
            if id(listed) == identifier { byID = listed }
            if name(listed) == identifier { byName.append(listed) }
        }
        if let byID, !prefersName || byName.isEmpty { return byID }
        guard byName.count < 2 else {
            throw PBXError(
                .conflict, what(identifier), "several have that name: \(byName.map(id).joined(separator: ", "))",
                remedy: "name it by its number")
        }
        guard let found = byName.first else {
            throw PBXError(.notFound, what(identifier), "does not exist", remedy: "see `pbxctl \(command) list`")
        }
        return found
    }

    private func what(_ identifier: String) -> String { "\(title) \(FreePBXInput.shown(identifier))" }
}
