import CDatabaseClients

/// libpq, loaded when first asked for.
enum PostgreSQLLibrary {
    /// The library's entry points. Throws `PBXError` with `.unreachable` where it cannot be loaded.
    static func load() throws -> UnsafePointer<PostgreSQLClient> {
        var problem: UnsafePointer<CChar>?
        guard let client = postgresql_client(&problem) else {
            throw PBXError(
                .unreachable, "the PostgreSQL client library",
                problem.map { String(cString: $0) } ?? "libpq did not load",
                remedy: "install libpq (Debian: apt install libpq5)"
            )
        }
        return client
    }
}
