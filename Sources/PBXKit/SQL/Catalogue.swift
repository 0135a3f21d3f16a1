/// Reading tables' columns from the server's catalogue.
extension DatabaseClient {
    func expectColumns(of tables: [String]) { session.expectedTables.formUnion(tables) }

    func columns(of table: String) throws -> [TableColumn] {
        if let known = session.catalogue[table] { return known }
        let tables = session.expectedTables.filter { session.catalogue[$0] == nil }.union([table])
        for table in tables { session.catalogue[table] = [] }
        do {
            try forEachRow(columnsQuery(tables)) { row in
                session.catalogue[row.text(0) ?? "", default: []].append(TableColumn(
                    name: row.text(1) ?? "",
                    dataType: row.text(2)?.lowercased() ?? "",
                    isNullable: row.text(3) == "YES",
                    hasDefault: row.text(4) == "1",
                    maximumCharacterLength: row.text(5).flatMap(Int.init)
                ))
            }
        } catch {
            for table in tables { session.catalogue[table] = nil }
            throw error
        }
        return session.catalogue[table] ?? []
    }

    private func columnsQuery(_ tables: Set<String>) -> SQL {
        var names: SQL = ""
        names.append(list: tables.sorted().map(SQL.Value.text))
        // As JSON the column need not be there, but takes half a millisecond to be looked for.
        let identity: SQL = hasIdentityColumns ? "a.attidentity" : "COALESCE(to_jsonb(a) ->> 'attidentity', '')"
        return switch dialect {
        case .postgreSQL:
            // As `information_schema.columns` defines its columns, whose joins take some milliseconds to be planned.
            """
            SELECT c.relname, a.attname, format_type(a.atttypid, NULL), CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END,
                   CASE WHEN a.atthasdef OR \(identity) <> '' THEN '1' ELSE '0' END,
                   CASE WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod > 4 THEN a.atttypmod - 4 END
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
            WHERE c.relname IN \(names) AND c.relnamespace = to_regnamespace(quote_ident(current_schema()))
              AND c.relkind IN ('r', 'v', 'f', 'p') AND a.attnum > 0 AND NOT a.attisdropped
              AND (pg_has_role(c.relowner, 'USAGE') OR has_column_privilege(c.oid, a.attnum, 'SELECT, INSERT, UPDATE, REFERENCES'))
            ORDER BY c.relname, a.attnum
            """
        case .mySQL:
            // MariaDB writes the missing default of a nullable column as the word NULL, and a text in quotes.
            """
            SELECT table_name, column_name, data_type, is_nullable,
                   CASE WHEN column_default IS NOT NULL AND column_default <> 'NULL'
                          OR extra LIKE '%auto_increment%' OR extra LIKE '%GENERATED%'
                        THEN '1' ELSE '0' END,
                   character_maximum_length
            FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name IN \(names)
            ORDER BY table_name, ordinal_position
            """
        }
    }
}
