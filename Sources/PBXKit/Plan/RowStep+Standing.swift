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

    private func has(_ table: String, _ key: [RowStep.Column], _ columns: [RowStep.Column]) throws -> Bool {
        let conditions = key.map { $0.equality(dialect) } + columns.filter(\.isKept).map { $0.isExactly(dialect) }
        return try value("SELECT 1 FROM \(identifier: table) WHERE \(conditions.joined(separator: " AND ")) LIMIT 1") != nil
    }
}
