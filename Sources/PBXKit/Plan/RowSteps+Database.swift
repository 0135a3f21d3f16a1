extension Database {
    /// Takes row steps in order, as `take(_:)` takes each; inserts of one shape that follow each other go together.
    ///
    /// `noteTaken` learns how many are taken before the next ones are tried.
    func take(_ steps: [RowStep], noteTaken: (Int) -> Void = { _ in }) throws {
        var start = steps.startIndex
        while start < steps.endIndex {
            let first = steps[start]
            var end = steps.index(after: start)
            if first.isPlainInsert {
                while end < steps.endIndex, end - start < 500, steps[end].isPlainInsert, steps[end].hasShape(of: first) { end += 1 }
            }
            if end - start == 1 { try take(first) } else { try insert(steps[start..<end]) }
            start = end
            noteTaken(end)
        }
    }

    private func insert(_ steps: ArraySlice<RowStep>) throws {
        guard let first = steps.first, let after = first.after else { return }
        let table: SQL = "\(identifier: first.table)"
        let conditions = steps.filter { !$0.key.isEmpty }.map { "(\($0.keyCondition(dialect)))" as SQL }
        if !conditions.isEmpty, try value("SELECT 1 FROM \(table) WHERE \(conditions.joined(separator: " OR ")) LIMIT 1") != nil {
            throw first.staleness("has appeared meanwhile")
        }
        let names = after.map { "\(identifier: $0.name)" as SQL }.joined(separator: ", ")
        let rows = steps.compactMap(\.after).map { row in
            "(\(row.map { "\($0.value)" as SQL }.joined(separator: ", ")))" as SQL
        }
        try execute("INSERT INTO \(table) (\(names)) VALUES \(rows.joined(separator: ", "))")
    }
}

extension RowStep {
    fileprivate var isPlainInsert: Bool { before == nil && after != nil }

    fileprivate func hasShape(of other: RowStep) -> Bool {
        table == other.table && after?.map(\.name) == other.after?.map(\.name)
    }
}
