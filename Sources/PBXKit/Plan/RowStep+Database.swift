extension Database {
    /// Takes one row step inside the running transaction, after checking that the row still is as the plan saw it.
    ///
    /// Throws `.conflict` where it is not, and what the server refuses as `DatabaseError`.
    func take(_ step: RowStep) throws {
        let table: SQL = "\(identifier: step.table)"
        switch (step.before, step.after) {
        case (nil, _?):
            try take([step])
        case (let before?, let after?):
            let assignments = after.map { "\(identifier: $0.name) = \($0.value)" as SQL }.joined(separator: ", ")
            let unchanged = before.map { $0.stillHolds(dialect) }
            let condition = ([step.keyCondition(dialect)] + unchanged).joined(separator: " AND ")
            if try execute("UPDATE \(table) SET \(assignments) WHERE \(condition)") == 0 {
                throw step.staleness("has been changed meanwhile")
            }
        case (_, nil):
            if try execute("DELETE FROM \(table) WHERE \(step.unchangedCondition(dialect))") == 0 {
                let isThere = try value("SELECT 1 FROM \(table) WHERE \(step.keyCondition(dialect)) LIMIT 1") != nil
                throw step.staleness(isThere ? "has been changed meanwhile" : "has gone meanwhile")
            }
        }
    }
}

extension RowStep {
    func keyCondition(_ dialect: SQL.Dialect) -> SQL {
        key.map { $0.equality(dialect) }.joined(separator: " AND ")
    }

    /// The row, with every column as the plan saw it.
    func unchangedCondition(_ dialect: SQL.Dialect) -> SQL {
        let unchanged = (before ?? []).filter(\.isKept).map { $0.isExactly(dialect) }
        return ([keyCondition(dialect)] + unchanged).joined(separator: " AND ")
    }

    func staleness(_ why: String) -> PBXError {
        PBXError(.conflict, "a row of \(table)", why, remedy: "look at it and run the command again")
    }
}

extension RowStep.Column {
    /// `column = value`, true for NULL and NULL as well.
    func equality(_ dialect: SQL.Dialect) -> SQL {
        switch dialect {
        // An index serves nothing else.
        case .postgreSQL: value == .null ? "\(identifier: name) IS NULL" : "\(identifier: name) = \(value)"
        case .mySQL: "\(identifier: name) <=> \(value)"
        }
    }

    /// Whether the column holds this value to the letter, read as text: upper and lower case differ, and so do numbers
    /// that are merely equal.
    func isExactly(_ dialect: SQL.Dialect) -> SQL {
        switch (dialect, value) {
        case (.postgreSQL, _): stillHolds(dialect)
        case (.mySQL, .text): "CONVERT(\(identifier: name) USING utf8mb4) <=> \(value) COLLATE utf8mb4_bin"
        case (.mySQL, _): equality(dialect)
        }
    }

    /// Whether what was written can be read again: `now` becomes the moment of the write.
    var isKept: Bool { value != .text("now") }

    /// Whether the column is as the plan read it. PostgreSQL compares it as text: a plan has read it as text, and the
    /// types `json` and `xml` have no equality.
    func stillHolds(_ dialect: SQL.Dialect) -> SQL {
        dialect == .postgreSQL
            ? "\(identifier: name)::text IS NOT DISTINCT FROM \(value)" : equality(dialect)
    }
}
