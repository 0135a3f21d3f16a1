/// Reading a table's columns from `information_schema`.
extension DatabaseClient {
    func columns(of table: String) throws -> [TableColumn] {
        if let known = session.catalogue[table] { return known }
        var columns: [TableColumn] = []
        try forEachRow(dialect.columnsQuery(table)) { row in
            columns.append(TableColumn(
                name: row.text(0) ?? "",
                dataType: row.text(1)?.lowercased() ?? "",
                isNullable: row.text(2) == "YES",
                hasDefault: row.text(3) == "1",
                maximumCharacterLength: row.text(4).flatMap(Int.init)
            ))
        }
        session.catalogue[table] = columns
        return columns
    }
}

extension SQL.Dialect {
    fileprivate func columnsQuery(_ table: String) -> SQL {
        switch self {
        case .postgreSQL:
            """
            SELECT column_name, data_type, is_nullable,
                   CASE WHEN column_default IS NOT NULL OR is_identity = 'YES' OR is_generated = 'ALWAYS'
                        THEN '1' ELSE '0' END,
                   character_maximum_length
            FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = \(table)
            ORDER BY ordinal_position
            """
        case .mySQL:
            // MariaDB writes the missing default of a nullable column as the word NULL, and a text in quotes.
            """
            SELECT column_name, data_type, is_nullable,
                   CASE WHEN column_default IS NOT NULL AND column_default <> 'NULL'
                          OR extra LIKE '%auto_increment%' OR extra LIKE '%GENERATED%'
                        THEN '1' ELSE '0' END,
                   character_maximum_length
            FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name = \(table)
            ORDER BY ordinal_position
            """
        }
    }
}
