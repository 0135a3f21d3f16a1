/// Asterisk's internal database (AstDB), through the manager. Needs the manager class `system`, for reading
/// `reporting` suffices.
public struct AsteriskDatabase {
    /// One value to be written. Its path in the database is `/family/key`; either may hold slashes.
    public struct Entry: Sendable, Hashable {
        public var family: String
        public var key: String
        public var value: String

        public init(family: String, key: String, value: String) {
            self.family = family
            self.key = key
            self.value = value
        }
    }

    let manager: AsteriskManager

    public init(_ manager: AsteriskManager) { self.manager = manager }

    /// The value of a key; nil if there is no such key.
    public func get(_ family: String, _ key: String) throws -> String? { try get([(family, key)]).first ?? nil }

    /// The values of many keys, asked for without waiting for each; nil where there is no such key.
    public func get(_ keys: [(family: String, key: String)]) throws -> [String?] {
        let actions = try keys.map { try ManagerAction("DBGet", ["Family": $0.family, "Key": $0.key]) }
        let values = try manager.lists(actions).map { answer -> String? in
            switch answer {
            case .success(let items): return items.first?["Val"]
            case .failure(let error) where error.isAbsence: return nil
            case .failure(let error): throw error
            }
        }
        return try zip(keys, values).map { key, value in
            guard let value, value.utf8.count >= Self.longest else { return value }
            return try whole(key.family, key.key)
        }
    }

    /// DBGet cuts values off after 255 bytes (Asterisk's main/db.c, up to 18), in the middle of a letter if need be.
    private static let longest = 250

    /// A value that may be longer, out of the list of all that is beside it.
    private func whole(_ family: String, _ key: String) throws -> String? {
        let path = "/\(family)/\(key)"
        let folder = path.dropFirst().prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)
        return try tree(String(folder))[path]
    }

    /// Writes a value, whether or not the key exists. Blanks in front of a value are lost on the way to Asterisk.
    public func put(_ family: String, _ key: String, _ value: String) throws {
        try put([Entry(family: family, key: key, value: value)])
    }

    /// Writes values in order, without waiting for the answer to each.
    public func put(_ entries: [Entry]) throws {
        try manager.performAll(try entries.map {
            try ManagerAction("DBPut", ["Family": $0.family, "Key": $0.key, "Val": $0.value])
        })
    }

    /// Deletes a key. An absent one is no error.
    /// - Returns: whether it was there (Asterisk 13 always says yes).
    @discardableResult
    public func delete(_ family: String, _ key: String) throws -> Bool {
        try accepting(ManagerAction("DBDel", ["Family": family, "Key": key]))
    }

    /// Deletes keys of one family, without waiting for the answer to each. Absent ones are no error.
    public func delete(_ family: String, keys: [String]) throws {
        let actions = try keys.map { try ManagerAction("DBDel", ["Family": family, "Key": $0]) }
        for (position, answer) in try manager.answers(to: actions).enumerated() where !answer.isSuccess {
            let error = ManagerError(action: "DBDel", message: answer.text ?? "", position: position)
            if !error.isAbsence { throw error }
        }
    }

    /// Deletes everything below a family, or below a key of it. An absent one is no error.
    /// - Returns: whether something was there.
    @discardableResult
    public func deleteTree(_ family: String, _ key: String? = nil) throws -> Bool {
        var action = try ManagerAction("DBDelTree", ["Family": family])
        if let key { try action.add("Key", key) }
        return try accepting(action)
    }

    /// Everything below a path such as `AMPUSER` or `AMPUSER/1001`, read at once.
    ///
    /// - Returns: values by their whole path: `/AMPUSER/1001/cidname`. Where Asterisk has no DBGetTree the console is
    ///   asked, which loses blanks at the end of values.
    public func tree(_ prefix: String) throws -> [String: String] {
        let found = manager.offersTree == false ? try consoleTree(prefix) : try managerTree(prefix)
        // Asterisk looks for the prefix with SQL's LIKE: without regard to case, and `_` stands for any letter.
        let start = Array("/\(prefix)/".utf8)
        return found.filter { $0.key.utf8.starts(with: start) }
    }

    /// Lends everything below a family to `body` as Asterisk sends it: the whole path, and the value.
    public func forEach(_ family: String, _ body: (String, String) throws -> Void) throws {
        guard manager.offersTree != false else { return try tree(family).forEach { try body($0.key, $0.value) } }
        let start = Array("/\(family)/".utf8)
        do {
            try manager.forEachListed(ManagerAction("DBGetTree", ["Family": family])) { event in
                if let path = event["Key"], path.utf8.starts(with: start) { try body(path, event["Val"] ?? "") }
            }
            manager.offersTree = true
        } catch let error as ManagerError where error.isUnknownAction {
            manager.offersTree = false
            try tree(family).forEach { try body($0.key, $0.value) }
        }
    }

    private func managerTree(_ prefix: String) throws -> [String: String] {
        do {
            let events = try manager.list(ManagerAction("DBGetTree", ["Family": prefix]))
            manager.offersTree = true
            let pairs = events.compactMap { event in event["Key"].map { ($0, event["Val"] ?? "") } }
            return Dictionary(pairs, uniquingKeysWith: { $1 })
        } catch let error as ManagerError where error.isUnknownAction {
            manager.offersTree = false
            return try consoleTree(prefix)
        }
    }

    private func consoleTree(_ prefix: String) throws -> [String: String] {
        guard prefix.utf8.allSatisfy({ $0 > 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
            throw PBXError(.usage, "AstDB family", "cannot be read with blanks, quotes or backslashes in its name")
        }
        let lines = try manager.command("database show \(prefix)")
        return Dictionary(lines.compactMap(AsteriskDatabase.entry(in:)), uniquingKeysWith: { $1 })
    }

    /// A line of `database show`, printed as `%-50s: %-25s` (Asterisk's main/db.c); nil for any other line.
    static func entry(in line: String) -> (path: String, value: String)? {
        let bytes = Array(line.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count >= 52 else { return nil }
        let colon = (50..<(bytes.count - 1)).first { bytes[$0] == UInt8(ascii: ":") && bytes[$0 + 1] == UInt8(ascii: " ") }
        guard let colon else { return nil }
        let path = bytes[..<colon].trimmingTrailingBlanks
        let value = bytes[(colon + 2)...]
        // Longer values are not padded: their own blanks at the end are kept.
        let text = value.count > 25 ? value : value.trimmingTrailingBlanks
        return (String(decoding: path, as: UTF8.self), String(decoding: text, as: UTF8.self))
    }

    private func accepting(_ action: ManagerAction) throws -> Bool {
        do {
            try manager.perform(action)
            return true
        } catch let error as ManagerError where error.isAbsence {
            return false
        }
    }
}

extension ManagerError {
    /// DBGet and DBDelTree say `Database entry not found`, DBDel `Database entry could not be deleted`.
    fileprivate var isAbsence: Bool {
        message.hasPrefix("Database entry not found") || message.hasPrefix("Database entry could not be deleted")
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingTrailingBlanks: ArraySlice<UInt8> {
        prefix((lastIndex { $0 != UInt8(ascii: " ") }.map { $0 + 1 } ?? startIndex) - startIndex)
    }
}
