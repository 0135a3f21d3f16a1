/// What the plans of many objects read, read once for all of them: rows by number, and families of AstDB.
///
/// The planners ask the same questions with and without one (`FreePBXSystem.rows`, `FreePBXAstDB`,
/// `FreePBXNumbersInUse`). It is a moment's view: carrying out checks everything again.
final class FreePBXSnapshot {
    /// With fewer numbers single keys are asked for: a family of AstDB has fifty for each extension there is.
    private static let fewNumbers = 50
    /// A statement may have 65,535 parameters.
    private static let numbersPerQuery = 1000

    private unowned let system: FreePBXSystem
    private let numbers: [String]
    private let wanted: Set<String>
    private var rows: [String: [String: [Row]]] = [:]
    private var trees: [String: FreePBXAstDBTree] = [:]
    private var holders: [String: String]?
    private var references: [String: [String: [Row]]] = [:]
    private var checkedSections: Set<String> = []

    init(system: FreePBXSystem, numbers: [String]) {
        self.system = system
        self.numbers = numbers
        wanted = Set(numbers)
    }

    /// Whether families of AstDB are read as a whole.
    var isLarge: Bool { numbers.count > Self.fewNumbers }

    func covers(_ number: String) -> Bool { wanted.contains(number) }

    /// The rows of a table whose `column` is the number; `narrowing` names one query, and is its condition.
    func rows(_ table: String, _ column: String, _ number: String, _ narrowing: (column: String, value: String)?) throws -> [Row] {
        let name = "\(table).\(column).\(narrowing.map { "\($0.column)=\($0.value)" } ?? "")"
        if let known = rows[name] { return known[number] ?? [] }
        var read: [String: [Row]] = [:]
        for part in parts {
            for row in try system.database().rows(FreePBXSystem.query(table, column, part, narrowing)) {
                read[row[column] ?? "", default: []].append(row)
            }
        }
        rows[name] = read
        return read[number] ?? []
    }

    /// What has each of the numbers that are taken.
    func holder(of number: String) throws -> String? {
        if let holders { return holders[number] }
        var read: [String: String] = [:]
        for part in parts { read.merge(try FreePBXNumbersInUse(system: system).holders(of: part)) { first, _ in first } }
        holders = read
        return read[number]
    }

    /// The rows of a place where others stand, by what stands there: a destination, or a number.
    func referring(_ place: FreePBXReferencePlace, to name: String) throws -> [Row] {
        let title = "\(place.table).\(place.column)"
        if let known = references[title] { return known[name] ?? [] }
        var read: [String: [Row]] = [:]
        let column: SQL = "\(identifier: place.column)"
        let members: SQL = place.form == .queueMember ? " AND keyword = 'member'" : ""
        let query: SQL = "SELECT * FROM \(identifier: place.table) WHERE COALESCE(\(column), '') <> ''\(members)"
        try system.database().forEachRow(query) { view in
            let row = view.kept()
            for name in Set(place.names(in: row[place.column] ?? "")) { read[name, default: []].append(row) }
        }
        references[title] = read
        return read[name] ?? []
    }

    func tree(_ family: String) throws -> FreePBXAstDBTree {
        if let known = trees[family] { return known }
        var tree = FreePBXAstDBTree(isOfContacts: family == "registrar")
        let isByNumber = ["AMPUSER", "DEVICE"].contains(family)
        try system.astDB().forEachStoredKey(of: family) { path, value in
            if !isByNumber || wanted.contains(FreePBXAstDBTree.head(of: path.key)) { tree.add(path.key, value) }
        }
        trees[family] = tree
        return tree
    }

    /// Once for each section of `voicemail.conf`.
    func hasToCheckIncludes(of section: String) -> Bool { checkedSections.insert(section).inserted }

    private var parts: [[String]] {
        stride(from: 0, to: numbers.count, by: Self.numbersPerQuery).map {
            Array(numbers[$0..<min($0 + Self.numbersPerQuery, numbers.count)])
        }
    }
}

/// A family of AstDB with its keys by what they begin with.
struct FreePBXAstDBTree {
    private(set) var values: [String: String] = [:]
    private var heads: [String: [String]] = [:]
    private let isOfContacts: Bool

    init(isOfContacts: Bool) { self.isOfContacts = isOfContacts }

    mutating func add(_ key: String, _ value: String) {
        values[key] = value
        // Registrations: `contact/1001;@5f2c…`.
        let head = isOfContacts ? String(key.prefix { $0 != ";" }) : Self.head(of: key)
        heads[head, default: []].append(key)
    }

    /// `1001` of `1001/recording/priority`.
    static func head(of key: String) -> String {
        key.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(key[..<$0]) } ?? key
    }

    /// The keys below one, in their order.
    func keys(below key: String) -> [String] {
        let start = "\(key)/"
        return (heads[key] ?? []).filter { $0.hasPrefix(start) }.sorted()
    }

    func contacts(of number: String) -> [String] {
        (heads["contact/\(number)"] ?? []).filter { $0.hasPrefix("contact/\(number);@") }.sorted()
    }
}

extension FreePBXReferencePlace {
    /// What a value refers to: the destination, or the numbers of a list.
    fileprivate func names(in value: String) -> [String] {
        switch form {
        case .destination, .destinationRow, .numberRow: [value]
        case .list: FreePBXFollowMeList(stored: value).entries.map(\.number)
        case .queueMember: FreePBXReferences.member(value).map { [$0] } ?? []
        case .callerID: FreePBXReferences.spellings(ofCallerID: value)
        }
    }
}

extension FreePBXSystem {
    /// The rows of a table that belong to a number; `second` narrows them to one value of another column.
    ///
    /// Planners ask this way, so that plans of many numbers can be served from what was read once.
    func rows(_ table: String, where column: String, is number: String) throws -> [Row] {
        try rows(table, column, number, nil)
    }

    func rows(_ table: String, where column: String, is number: String, and second: String, is value: String) throws -> [Row] {
        try rows(table, column, number, (second, value))
    }

    private func rows(
        _ table: String, _ column: String, _ number: String, _ narrowing: (column: String, value: String)?
    ) throws -> [Row] {
        if let snapshot, snapshot.covers(number) { return try snapshot.rows(table, column, number, narrowing) }
        return try database().rows(Self.query(table, column, [number], narrowing))
    }

    fileprivate static func query(
        _ table: String, _ column: String, _ numbers: [String], _ narrowing: (column: String, value: String)?
    ) -> SQL {
        let list = numbers.map { "\($0)" as SQL }.joined(separator: ", ")
        let narrowed: SQL = narrowing.map { " AND \(identifier: $0.column) = \($0.value)" } ?? ""
        return "SELECT * FROM \(identifier: table) WHERE \(identifier: column) IN (\(list))\(narrowed)"
    }
}
