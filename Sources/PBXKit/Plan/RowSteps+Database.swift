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
            guard first.isPlainInsert || first.after == nil else {
                try take(first)
                start += 1
                noteTaken(start)
                continue
            }
            let run = steps[start...].prefix { $0.hasShape(of: first) }
            // Once for all of them: a look for rows that are there already must not meet those that this has inserted.
            if first.isPlainInsert { try checkAbsent(run) }
            while start < run.endIndex {
                if start > run.startIndex { try between(start) }
                let end = min(run.endIndex, start + first.largestBatch)
                try takeBatch(steps[start..<end])
                start = end
                noteTaken(end)
            }
        }
    }

    private func takeBatch(_ steps: ArraySlice<RowStep>) throws {
        guard let first = steps.first else { return }
        if first.isPlainInsert { try insert(steps) } else if steps.count == 1 { try take(first) } else { try delete(steps) }
    }

    private func checkAbsent(_ steps: ArraySlice<RowStep>) throws {
        let keyed = steps.filter { !$0.key.isEmpty }
        guard let first = keyed.first else { return }
        if try isThere(one: keyed, in: "\(identifier: first.table)") { throw first.staleness("has appeared meanwhile") }
    }

    private func insert(_ steps: ArraySlice<RowStep>) throws {
        guard let first = steps.first, let after = first.after else { return }
        let names = after.map { "\(identifier: $0.name)" as SQL }.joined(separator: ", ")
        var statement: SQL = "INSERT INTO \(identifier: first.table) (\(names)) VALUES "
        for (index, row) in steps.lazy.compactMap(\.after).enumerated() {
            if index > 0 { statement += ", " }
            statement.append(list: row.lazy.map(\.value))
        }
        try execute(statement)
    }

    /// Where fewer rows are as they were meant, one of them has been changed or has gone. Tables without a key can hold a row twice: more are no
    /// error, as with a single deletion.
    private func delete(_ steps: ArraySlice<RowStep>) throws {
        guard let first = steps.first else { return }
        let conditions = steps.map { "(\($0.unchangedCondition(dialect)))" as SQL }.joined(separator: " OR ")
        guard try execute("DELETE FROM \(identifier: first.table) WHERE \(conditions)") < steps.count else { return }
        throw first.staleness("has been changed or has gone meanwhile")
    }

    /// Whether a row with the key of one of these steps is there.
    func isThere(one steps: [RowStep], in table: SQL) throws -> Bool {
        var start = steps.startIndex
        while start < steps.endIndex {
            let end = min(steps.endIndex, start + 60_000 / max(steps[start].key.count, 1))
            if try isOneThere(steps[start..<end], table) { return true }
            start = end
        }
        return false
    }

    private func isOneThere(_ steps: ArraySlice<RowStep>, _ table: SQL) throws -> Bool {
        guard let first = steps.first else { return false }
        let names = first.key.map(\.name)
        if steps.count > 1, steps.allSatisfy({ $0.key.map(\.name) == names && !$0.key.contains { $0.value == .null } }) {
            // Lists that an index can serve, column by column: more rows than are meant, and hardly ever one.
            let lists = names.indices.map { index -> SQL in
                var list: SQL = "\(identifier: names[index]) IN "
                list.append(list: Set(steps.lazy.map { $0.key[index].value }))
                return list
            }
            if try value("SELECT 1 FROM \(table) WHERE \(lists.joined(separator: " AND ")) LIMIT 1") == nil { return false }
        }
        for start in stride(from: steps.startIndex, to: steps.endIndex, by: 500) {
            let conditions = steps[start..<min(start + 500, steps.endIndex)].map { "(\($0.keyCondition(dialect)))" as SQL }
            if try value("SELECT 1 FROM \(table) WHERE \(conditions.joined(separator: " OR ")) LIMIT 1") != nil { return true }
        }
        return false
    }
}

extension RowStep {
    var isPlainInsert: Bool { before == nil && after != nil }

    /// How many steps like it one statement takes: the values of rows are a flat list, deletions a tree of conditions. A
    /// statement may have 65,535 values.
    var largestBatch: Int {
        after.map { min(2000, 30_000 / max($0.count, 1)) } ?? min(500, 30_000 / max(key.count + (before?.count ?? 0), 1))
    }

    func hasShape(of other: RowStep) -> Bool {
        guard table == other.table, (before == nil) == (other.before == nil) else { return false }
        guard let after, let others = other.after else { return (after == nil) == (other.after == nil) }
        return after.elementsEqual(others) { $0.name == $1.name }
    }
}
