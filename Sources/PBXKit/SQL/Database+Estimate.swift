extension Database {
    /// About how many rows a statement will have, as the database's planner sees it: no row is read for it. nil where it
    /// does not say.
    ///
    /// PostgreSQL: `… (cost=0.00..1.01 rows=1 width=4)` in the first line of EXPLAIN. MySQL and MariaDB: the column `rows`, of
    /// each table that is read.
    func estimatedRows(of statement: SQL) throws -> Int? {
        let lines = try rows("EXPLAIN \(statement)")
        switch dialect {
        case .postgreSQL:
            guard let words = lines.first?.values.first ?? nil, let start = words.firstRange(of: "rows=") else { return nil }
            return Int(words[start.upperBound...].prefix { $0.isASCII && $0.isNumber })
        case .mySQL: return lines.compactMap { $0["rows"].flatMap { Int($0) } }.max()
        }
    }
}
