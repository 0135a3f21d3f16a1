import Glibc

/// A lock that only those take who ask for it by name: how pbxctl keeps two of its own writes apart.
extension Database {
    /// Runs `body` while holding the lock, which the server also frees when the connection ends.
    ///
    /// - Parameters:
    ///   - name: at most 64 characters. MySQL's locks span the server, so the name should tell the database.
    ///   - timeout: how long to wait for another holder.
    /// - Throws: `PBXError` with `.conflict`, naming the holder where the server shows it, when the wait runs out.
    public func withLock<Result>(
        named name: String, timeout: Duration, _ body: () throws -> Result
    ) throws -> Result {
        let lock = AdvisoryLock(name: name, dialect: dialect)
        let deadline = Deadline(after: timeout)
        while try value(lock.attempt) != "1" {
            if deadline.hasPassed { throw try conflict(over: lock) }
            // Short enough not to be noticed, long enough not to load the server.
            usleep(UInt32(min(100, max(1, deadline.remainingMilliseconds))) * 1000)
        }
        // A connection that is lost has freed the lock already.
        defer { _ = try? value(lock.release) }
        return try body()
    }

    private func conflict(over lock: AdvisoryLock) throws -> PBXError {
        // Who it is may be hidden from the account; that it is held is certain.
        let holder = (try? firstRow(lock.holder)).flatMap { $0 }.flatMap { $0.values.first ?? nil }
        return PBXError(
            .conflict, "database \(address)",
            "the lock '\(lock.name)' is held by \(holder ?? "another connection")",
            remedy: "another pbxctl is changing this PBX: wait until it has ended and run the command again"
        )
    }
}

/// The statements about one lock.
struct AdvisoryLock {
    let name: String
    let dialect: SQL.Dialect

    /// `1` when the lock was free and is taken now.
    var attempt: SQL {
        switch dialect {
        case .postgreSQL: "SELECT CASE WHEN pg_try_advisory_lock(CAST(\(key) AS bigint)) THEN '1' ELSE '0' END"
        case .mySQL: "SELECT GET_LOCK(\(name), 0)"
        }
    }

    var release: SQL {
        switch dialect {
        case .postgreSQL: "SELECT pg_advisory_unlock(CAST(\(key) AS bigint))"
        case .mySQL: "SELECT RELEASE_LOCK(\(name))"
        }
    }

    /// Who holds it, in one text.
    var holder: SQL {
        switch dialect {
        case .postgreSQL:
            """
            SELECT concat('process ', l.pid, ' (', a.usename, ', ', a.application_name,
                          ' from ', coalesce(host(a.client_addr), 'this host'), ')')
            FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.classid = CAST(\(high) AS bigint)::oid AND l.objid = CAST(\(low) AS bigint)::oid
            """
        case .mySQL:
            """
            SELECT CONCAT('connection ', l.id, COALESCE(CONCAT(' (', p.user, ' from ', p.host, ')'), ''))
            FROM (SELECT IS_USED_LOCK(\(name)) AS id) l
            LEFT JOIN information_schema.processlist p ON p.id = l.id
            WHERE l.id IS NOT NULL
            """
        }
    }

    /// PostgreSQL's locks have numbers: the name's FNV-1a hash, the same in every version of pbxctl.
    private var hash: UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    private var key: SQL.Value { .integer(Int64(bitPattern: hash)) }
    private var high: SQL.Value { .integer(Int64(hash >> 32)) }
    private var low: SQL.Value { .integer(Int64(hash & 0xffff_ffff)) }
}
