/// AstDB of the running Asterisk, as plans read and write it.
///
/// While many plans are made, they are served from what was read once (`FreePBXSnapshot`).
struct FreePBXAstDB: AstDBReading {
    /// More keys than this are looked up in the whole family.
    private static let manyKeys = 2000

    let database: AsteriskDatabase
    var readings: ReadingLog?
    var snapshot: FreePBXSnapshot?

    func values(of paths: [AstDBPath]) throws -> [String?] {
        let values = try found(paths)
        for (path, value) in zip(paths, values) { readings?.note(path, value) }
        return values
    }

    private func found(_ paths: [AstDBPath]) throws -> [String?] {
        if let snapshot, snapshot.isLarge { return try paths.map { try snapshot.tree($0.family).values[$0.key] } }
        guard paths.count > Self.manyKeys else { return try database.get(paths.map { (family: $0.family, key: $0.key) }) }
        var found: [AstDBPath: String] = [:]
        let wanted = Set(paths)
        for family in Set(paths.map(\.family)).sorted() {
            try forEachStoredKey(of: family) { path, value in if wanted.contains(path) { found[path] = value } }
        }
        return paths.map { found[$0] }
    }

    func value(of path: AstDBPath) throws -> String? { try values(of: [path]).first ?? nil }

    func forEachKey(of family: String, _ body: (AstDBPath, String) throws -> Void) throws {
        guard let snapshot, snapshot.isLarge else { return try forEachStoredKey(of: family, body) }
        for (key, value) in try snapshot.tree(family).values { try body(AstDBPath(family: family, key: key), value) }
    }

    /// Every key of a family as Asterisk has it now.
    func forEachStoredKey(of family: String, _ body: (AstDBPath, String) throws -> Void) throws {
        let start = "/\(family)/"
        try database.forEach(family) { path, value in
            try body(AstDBPath(family: family, key: String(path.dropFirst(start.utf8.count))), value)
        }
    }

    /// The keys below one of a family, in their order.
    func keys(of family: String, below key: String) throws -> [AstDBPath] {
        if let snapshot, snapshot.isLarge {
            return try snapshot.tree(family).keys(below: key).map { AstDBPath(family: family, key: $0) }
        }
        let start = "/\(family)/"
        return try database.tree("\(family)/\(key)").keys.sorted()
            .map { AstDBPath(family: family, key: String($0.dropFirst(start.count))) }
    }

    func keys(of family: String, where matches: (String) -> Bool) throws -> [AstDBPath] {
        var paths: [AstDBPath] = []
        try forEachKey(of: family) { path, _ in if matches(path.key) { paths.append(path) } }
        return paths.sorted { $0.key < $1.key }
    }

    /// The registrations of a phone.
    func contacts(of number: String) throws -> [AstDBPath] {
        if let snapshot, snapshot.isLarge {
            return try snapshot.tree("registrar").contacts(of: number).map { AstDBPath(family: "registrar", key: $0) }
        }
        return try keys(of: "registrar") { $0.hasPrefix("contact/\(number);@") }
    }

    /// Writes and deletes keys, many at a time. Deletions come first: a value is never lost to one.
    ///
    /// `between` is called with the number of keys taken so far; when it throws, the rest is left.
    func take(_ steps: [AstDBStep], between: (Int) throws -> Void = { _ in }) throws {
        var gone: [(family: String, key: String)] = []
        var written: [AsteriskDatabase.Entry] = []
        for step in steps {
            if let after = step.after {
                written.append(.init(family: step.family, key: step.key, value: after))
            } else {
                gone.append((step.family, step.key))
            }
        }
        for family in Set(gone.map(\.family)).sorted() {
            try database.delete(family, keys: gone.filter { $0.family == family }.map(\.key))
        }
        for start in stride(from: 0, to: written.count, by: 1000) {
            try between(gone.count + start)
            try database.put(Array(written[start..<min(start + 1000, written.count)]))
        }
    }
}
