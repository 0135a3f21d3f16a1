import CDatabaseClients

/// libmariadb, loaded when first asked for.
enum MySQLLibrary {
    /// The library's entry points. Throws `PBXError` with `.unreachable` where it cannot be loaded, or is not MariaDB's.
    static func load() throws -> UnsafePointer<MariaDBClient> {
        var problem: UnsafePointer<CChar>?
        guard let client = mariadb_client(&problem) else {
            throw PBXError(
                .unreachable, "the MySQL client library",
                problem.map { String(cString: $0) } ?? "libmariadb did not load",
                remedy: "install libmariadb3 (Debian: apt install libmariadb3)"
            )
        }
        return client
    }
}
