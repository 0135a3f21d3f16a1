/// On which side of a step a store is.
public enum Standing: Sendable, Equatable {
    /// As before the step.
    case before
    /// As after it.
    case after
    /// Before and after are the same to the eye.
    case either
    /// Neither: somebody else has changed it since.
    case neither

    init(isBefore: Bool, isAfter: Bool) {
        self = isBefore ? (isAfter ? .either : .before) : isAfter ? .after : .neither
    }
}

extension Database {
    /// On which side of the step its row is.
    func standing(of step: RowStep) throws -> Standing {
        switch (step.before, step.after) {
        case (nil, let after?):
            guard step.key.isEmpty else {
                return Standing(isBefore: try !has(step.table, step.key, []), isAfter: try has(step.table, step.key, after))
            }
            let isThere = try has(step.table, [], after)
            return Standing(isBefore: !isThere, isAfter: isThere)
        case (let before?, let after?):
            return Standing(
                isBefore: try has(step.table, step.key, before), isAfter: try has(step.table, step.keyAfterwards, after))
        case (let before, nil):
            return Standing(isBefore: try has(step.table, step.key, before ?? []), isAfter: try !has(step.table, step.key, []))
        }
    }

    /// On which sides of the steps their rows are. Where many rows of one table were to be inserted and none of them is there,
    /// or all, one query says so for all.
    func standings(of steps: [RowStep]) throws -> [Standing] {
        var standings: [Standing] = []
        standings.reserveCapacity(steps.count)
        while standings.count < steps.count {
            let start = standings.count
            let end = steps[start...].prefix(100).prefix { $0.isPlainInsert && !$0.key.isEmpty && $0.hasShape(of: steps[start]) }.endIndex
            if end > start + 1, try !isThere(one: Array(steps[start..<end]), in: "\(identifier: steps[start].table)") {
                standings += Array(repeating: .before, count: end - start)
            } else if end > start + 1, try areThere(steps[start..<end]) {
                standings += Array(repeating: .after, count: end - start)
            } else {
                for step in steps[start..<max(end, start + 1)] { standings.append(try standing(of: step)) }
            }
        }
        return standings
    }

    /// Whether the rows of these insertions are there, each as it was to be.
    private func areThere(_ steps: ArraySlice<RowStep>) throws -> Bool {
        guard let first = steps.first else { return true }
        let keys = first.key.map { "\(identifier: $0.name)" as SQL }.joined(separator: ", ")
        let rows = steps.map { "(\(condition($0.key, $0.after ?? [])))" as SQL }.joined(separator: " OR ")
        let found = try value(
            "SELECT COUNT(*) FROM (SELECT DISTINCT \(keys) FROM \(identifier: first.table) WHERE \(rows)) AS found")
        return found == String(steps.count)
    }

    private func condition(_ key: [RowStep.Column], _ columns: [RowStep.Column]) -> SQL {
        (key.map { $0.equality(dialect) } + columns.filter(\.isKept).map { $0.isExactly(dialect) }).joined(separator: " AND ")
    }

    private func has(_ table: String, _ key: [RowStep.Column], _ columns: [RowStep.Column]) throws -> Bool {
        try value("SELECT 1 FROM \(identifier: table) WHERE \(condition(key, columns)) LIMIT 1") != nil
    }
}
