extension Database {
    /// `between` is called with the number of steps taken so far; when it throws, the rest is left. `noteTaken` learns how many
    /// are taken before the next ones are tried.
    func take(
        _ steps: [RowStep], between: (Int) throws -> Void = { _ in }, noteTaken: (Int) -> Void = { _ in }
    ) throws {
        var start = steps.startIndex
        while start < steps.endIndex {
            try between(start)
            let first = steps[start]
            var end = steps.index(after: start)
            if first.isPlainInsert || first.after == nil {
                let largest = first.largestBatch
                while end < steps.endIndex, end - start < largest, steps[end].hasShape(of: first) { end += 1 }
            }
            end = steps.wholeGroups(start, end)
            if end - start == 1 { try take(first) } else if first.after == nil { try delete(steps[start..<end]) } else { try insert(steps[start..<end]) }
            start = end
            noteTaken(end)
        }
    }

    private func insert(_ steps: ArraySlice<RowStep>) throws {
        guard let first = steps.first, let after = first.after else { return }
        let table: SQL = "\(identifier: first.table)"
        if try isThere(one: steps.filter { !$0.key.isEmpty }, in: table) { throw first.staleness("has appeared meanwhile") }
        let names = after.map { "\(identifier: $0.name)" as SQL }.joined(separator: ", ")
        var statement: SQL = "INSERT INTO \(table) (\(names)) VALUES "
        for (index, row) in steps.compactMap(\.after).enumerated() {
            if index > 0 { statement += ", " }
            statement.append(list: row.lazy.map(\.value))
        }
        try execute(statement)
    }

    /// Where fewer rows are there than were meant, one of them has gone. Tables without a key can hold a row twice: more are no
    /// error, as with a single deletion.
    private func delete(_ steps: ArraySlice<RowStep>) throws {
        guard let first = steps.first else { return }
        let conditions = steps.map { "(\($0.keyCondition(dialect)))" as SQL }.joined(separator: " OR ")
        if try execute("DELETE FROM \(identifier: first.table) WHERE \(conditions)") < steps.count { throw first.staleness("has gone meanwhile") }
    }

    /// Whether a row with the key of one of these steps is there.
    func isThere(one steps: [RowStep], in table: SQL) throws -> Bool {
        guard let first = steps.first else { return false }
        let names = first.key.map(\.name)
        if steps.count > 1, steps.allSatisfy({ $0.key.map(\.name) == names && !$0.key.contains { $0.value == .null } }) {
            // Lists that an index can serve, column by column: more rows than are meant, and hardly ever one.
            let lists = names.indices.map { index -> SQL in
                var list: SQL = "\(identifier: names[index]) IN "
                list.append(list: Set(steps.map { $0.key[index].value }))
                return list
            }
            if try value("SELECT 1 FROM \(table) WHERE \(lists.joined(separator: " AND ")) LIMIT 1") == nil { return false }
        }
        let conditions = steps.map { "(\($0.keyCondition(dialect)))" as SQL }
        return try value("SELECT 1 FROM \(table) WHERE \(conditions.joined(separator: " OR ")) LIMIT 1") != nil
    }
}

extension RowStep {
    var isPlainInsert: Bool { before == nil && after != nil }

    /// How many steps like it one statement takes: the values of rows are a flat list, deletions a tree of conditions. A
    /// statement may have 65,535 values.
    var largestBatch: Int { after.map { min(2000, 30_000 / max($0.count, 1)) } ?? 500 }

    func hasShape(of other: RowStep) -> Bool {
        table == other.table && (before == nil) == (other.before == nil) && after?.map(\.name) == other.after?.map(\.name)
    }
}

extension [RowStep] {
    /// The end of a batch, moved back so that rows with the same first key (the settings of one phone) stay together:
    /// the next batch's look for rows that are there already must not meet this one's.
    fileprivate func wholeGroups(_ start: Int, _ end: Int) -> Int {
        guard end < endIndex, end - start > 1, let next = self[end].key.first?.value else { return end }
        var cut = end
        while cut > start, self[cut - 1].key.first?.value == next { cut -= 1 }
        return cut > start ? cut : end
    }
}
