/// Tables of a PBX that a test writes to, put back as they were afterwards.
struct KeptTables {
    private let tables: [String]
    private let run: (String) throws -> [String]

    static func freePBX(_ tables: String...) throws -> KeptTables { try KeptTables(tables) { try Lab.mysql($0) } }
    static func fusionPBX(_ database: String, _ tables: String...) throws -> KeptTables { try fusionPBX(database, tables) }
    static func fusionPBX(_ database: String, _ tables: [String]) throws -> KeptTables {
        try KeptTables(tables) { try Lab.postgres($0, database: database) }
    }

    private init(_ tables: [String], _ run: @escaping (String) throws -> [String]) throws {
        self.tables = tables
        self.run = run
        _ = try run(tables.map { "DROP TABLE IF EXISTS kept_\($0); CREATE TABLE kept_\($0) AS SELECT * FROM \($0);" }.joined())
    }

    func restore() {
        _ = try? run(tables.map { "DELETE FROM \($0); INSERT INTO \($0) SELECT * FROM kept_\($0); DROP TABLE kept_\($0);" }.joined())
    }
}
