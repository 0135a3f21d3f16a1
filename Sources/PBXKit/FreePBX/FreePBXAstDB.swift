/// AstDB of the running Asterisk, as plans read and write it.
struct FreePBXAstDB: AstDBReading {
    let database: AsteriskDatabase
    var readings: ReadingLog?

    func values(of paths: [AstDBPath]) throws -> [String?] {
        let values = try database.get(paths.map { (family: $0.family, key: $0.key) })
        for (path, value) in zip(paths, values) { readings?.note(path, value) }
        return values
    }

    func value(of path: AstDBPath) throws -> String? { try values(of: [path]).first ?? nil }

    func forEachKey(of family: String, _ body: (AstDBPath, String) throws -> Void) throws {
        let start = "/\(family)/"
        for (path, value) in try database.tree(family) {
            try body(AstDBPath(family: family, key: String(path.dropFirst(start.count))), value)
        }
    }

    /// The keys below one of a family, in their order.
    func keys(of family: String, below key: String) throws -> [AstDBPath] {
        let start = "/\(family)/"
        return try database.tree("\(family)/\(key)").keys.sorted()
            .map { AstDBPath(family: family, key: String($0.dropFirst(start.count))) }
    }

    func keys(of family: String, where matches: (String) -> Bool) throws -> [AstDBPath] {
        var paths: [AstDBPath] = []
        try forEachKey(of: family) { path, _ in if matches(path.key) { paths.append(path) } }
        return paths.sorted { $0.key < $1.key }
    }

    /// Writes and deletes keys, many at a time. Deletions come first: a value is never lost to one.
    func take(_ steps: [AstDBStep]) throws {
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
        try database.put(written)
    }
}
