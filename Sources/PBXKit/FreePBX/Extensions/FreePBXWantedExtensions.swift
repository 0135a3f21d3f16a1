/// Which extensions a listing is to have.
struct FreePBXWantedExtensions {
    /// What the table itself says.
    let condition: SQL
    /// Those that were a party of a call; nil where that is not asked.
    private let busy: Set<String>?
    /// Those without a registered phone; nil where that is not asked.
    private let unregistered: Set<String>?

    init(_ filter: ListingFilter, _ system: FreePBXSystem) throws {
        condition = try filter.freePBX("u.extension", "u.name", "COALESCE(u.outboundcid, '')")
        busy = try filter.noCallSince.map { since in
            // Call records may be on another server: no join can ask both.
            let longest = try system.database().value("SELECT MAX(CHAR_LENGTH(extension)) FROM users").flatMap { Int($0) } ?? 0
            return try FreePBXCallHistory(system: system, since: since).parties(longest: longest)
        }
        unregistered = try filter.isUnregistered ? Self.unregistered(system) : nil
    }

    func contains(_ number: String) -> Bool {
        busy?.contains(number) != true && unregistered?.contains(number) != false
    }

    private static func unregistered(_ system: FreePBXSystem) throws -> Set<String> {
        var numbers: Set<String> = []
        var registered: Set<String> = []
        try FreePBXRegistrations(system: system).forEach(ReadOptions()) { registration in
            if registration.status == .unregistered { numbers.insert(registration.extension) } else { registered.insert(registration.extension) }
        }
        // An extension may have several devices.
        return numbers.subtracting(registered)
    }
}

extension ListingFilter {
    /// The condition on columns of a FreePBX table; `match` is about the first. Throws `.notOffered`.
    func freePBX(_ columns: SQL...) throws -> SQL {
        try requireNoSwitch()
        return condition(columns, .mySQL) ?? "1 = 1"
    }
}
