import Foundation

/// The lab's databases as their administrator: for accounts of a test's own.
enum DatabaseAdministrator {
    /// Both know the lab's user by the unix socket he comes through.
    private static func run(_ words: [String], _ statements: String) throws {
        let user = Lab.value("LAB_USER")
        let become = geteuid() == 0 ? ["/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(user == "nobody" ? "nogroup" : user)", "--clear-groups"] : ["/usr/bin/env"]
        let line = become + words
        let outcome = try Program.start(line[0], Array(line.dropFirst()), input: statements, environment: ["PATH": "/usr/bin:/bin"], deadline: 30)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
    }

    static func mysql(_ statements: String) throws {
        try run(
            ["/usr/bin/mariadb", "--no-defaults", "--socket=\(Lab.value("LAB_MYSQL_SOCKET"))", "--user=\(Lab.value("LAB_USER"))"], statements)
    }

    static func postgres(_ statements: String, database: String = "fusionpbx") throws {
        try run(
            [
                "/usr/lib/postgresql/15/bin/psql", "-h", Lab.value("LAB_PG_SOCKET_DIR"), "-p", Lab.value("LAB_PG_PORT"), "-U", Lab.value("LAB_USER"),
                "-d", database, "-X", "-q", "-v", "ON_ERROR_STOP=1",
            ], statements)
    }
}
