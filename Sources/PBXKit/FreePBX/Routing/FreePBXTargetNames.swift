/// The names of what destination strings lead to, read for many strings at once.
struct FreePBXTargetNames {
    /// With more ids than this the whole table is read: a statement may have 65,535 parameters.
    private static let longestList = 1000

    private let names: [String: String]

    /// One query for each kind of object that occurs among the strings.
    init(of strings: some Sequence<String>, in system: FreePBXSystem) throws {
        let catalogue = try system.catalogue()
        var wanted: [Int: [String: [String]]] = [:]
        for raw in Set(strings) {
            for (position, form) in FreePBXTargetForm.all.enumerated() {
                guard form.source != nil, let id = form.id(in: raw) else { continue }
                wanted[position, default: [:]][id, default: []].append(raw)
                break
            }
        }
        var names: [String: String] = [:]
        for (position, strings) in wanted {
            guard let source = FreePBXTargetForm.all[position].source, catalogue.has(source.table), source.id != source.name else { continue }
            let list = strings.keys.map { "\($0)" as SQL }.joined(separator: ", ")
            let narrowed: SQL = strings.count > Self.longestList ? "" : " AND \(identifier: source.id) IN (\(list))"
            try system.database().forEachRow(
                """
                SELECT \(identifier: source.id), \(identifier: source.name) FROM \(identifier: source.table)
                WHERE \(source.condition)\(narrowed)
                """
            ) { row in
                guard let id = row.text(0), let name = row.text(1), !name.isEmpty else { return }
                for raw in strings[id] ?? [] { names[raw] = name }
            }
        }
        self.names = names
    }

    /// A stored string as a target with its name; nil where there is none.
    func target(_ raw: String?) -> Target? {
        guard let raw, !raw.isEmpty else { return nil }
        var target = FreePBXTargets.decode(raw)
        target.name = names[raw]
        return target
    }
}
