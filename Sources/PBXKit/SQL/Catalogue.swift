/// Reading a table's columns from the server's catalogue.
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
            // As `information_schema.columns` defines its columns, whose joins take some milliseconds to be planned. Servers
            // before 10 have no identity columns.
            """
            SELECT a.attname, format_type(a.atttypid, NULL), CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END,
                   CASE WHEN a.atthasdef OR COALESCE(to_jsonb(a) ->> 'attidentity', '') <> '' THEN '1' ELSE '0' END,
                   CASE WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod > 4 THEN a.atttypmod - 4 END
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
            WHERE c.relname = \(table) AND c.relnamespace = to_regnamespace(quote_ident(current_schema()))
              AND c.relkind IN ('r', 'v', 'f', 'p') AND a.attnum > 0 AND NOT a.attisdropped
              AND (pg_has_role(c.relowner, 'USAGE') OR has_column_privilege(c.oid, a.attnum, 'SELECT, INSERT, UPDATE, REFERENCES'))
            ORDER BY a.attnum
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
