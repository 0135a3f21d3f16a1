import Glibc

/// The lock that keeps two pbxctl from changing one FusionPBX at a time.
///
/// A lock of the transaction, not of the session: it ends with it however the program ends, and holds behind a pooler
/// that lends connections by the transaction. FusionPBX's own web interface takes no lock; rows are checked besides.
struct FusionPBXLock {
    /// Any number will do that nobody else uses: the letters of `pbxctl`.
    private static let number = 0x7062_7863_746C

    let database: any Database

    /// Waits for the lock inside the running transaction. Throws `.conflict` naming who has it.
    func take(waitingFor timeout: Duration) throws {
        let deadline = Deadline(after: timeout)
        while try database.value("SELECT pg_try_advisory_xact_lock(\(Self.number))::text") != "true" {
            try Interruption.check()
            guard !deadline.hasPassed else {
                throw PBXError(
                    .conflict, "FusionPBX", "is being changed by \(try holder() ?? "another program")",
                    remedy: "try again, or wait longer with --lock-timeout")
            }
            try Interruption.check()
            usleep(50_000)
        }
    }

    /// Who has it; nil where nobody does, or nobody that this account may see.
    func holder() throws -> String? {
        let row = try database.firstRow(
            """
            SELECT a.pid::text, a.usename, COALESCE(host(a.client_addr), 'its own host'), a.application_name
            FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND (l.classid::bigint << 32) + l.objid::bigint = \(Self.number)
            LIMIT 1
            """)
        guard let row else { return nil }
        let program = row.values[3]?.nonEmpty.map { "\($0), " } ?? ""
        return "\(program)\(row.values[1] ?? "somebody") on \(row.values[2] ?? "?") (process \(row.values[0] ?? "?"))"
    }
}
