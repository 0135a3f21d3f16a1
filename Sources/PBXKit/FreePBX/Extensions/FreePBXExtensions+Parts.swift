/// Extensions of which only parts are there: a write that was killed, or rows that somebody deleted by hand.
///
/// `users` is what FreePBX goes by, so they are in no listing; but they keep their number from being used again, and
/// deleting cleans them up.
extension FreePBXExtensions {
    /// Names the stores that have something of an extension without a row in `users`. Throws `.notFound` where none has.
    func parts(_ number: String) throws -> String {
        let astDB = try system.astDB()
        var stores = try tablesWithParts(number)
        for family in ["AMPUSER", "DEVICE"] where try !astDB.keys(of: family, below: number).isEmpty {
            stores.append("\(family) of AstDB")
        }
        guard !stores.isEmpty, try !isOfAnother(number) else { throw Self.notFound(number) }
        return stores.joined(separator: ", ")
    }

    private func tablesWithParts(_ number: String) throws -> [String] {
        let places = [("devices", "id"), ("sip", "id"), ("iax", "id"), ("dahdi", "id"), (FreePBXFollowMe.table, "grpnum")]
        let catalogue = try system.catalogue()
        return try places.filter { table, column in
            guard catalogue.has(table, column) else { return false }
            let query: SQL = "SELECT 1 FROM \(identifier: table) WHERE \(identifier: column) = \(number) LIMIT 1"
            return try system.database().value(query) != nil
        }.map(\.0)
    }

    /// A device that rings another extension is no leftover: FreePBX was in `deviceanduser` mode once.
    private func isOfAnother(_ number: String) throws -> Bool {
        let path = AstDBPath(family: "DEVICE", key: "\(number)/user")
        let owners = [try deviceRow(number)?["user"], try system.astDB().value(of: path)]
        return owners.contains { $0.map { ![number, "", "none"].contains($0) } ?? false }
    }
}
