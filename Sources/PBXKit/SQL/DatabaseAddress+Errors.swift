/// The errors of connecting, said the same way for both servers.
extension DatabaseAddress {
    /// The subject of messages: `database 127.0.0.1:3306/asterisk`.
    var subject: String { "database \(description)" }

    func unreachable(_ why: String) -> PBXError {
        let place = switch location {
        case .network(let host, let port): "port \(port) of \(host)"
        case .socket(let path, _): path
        }
        return PBXError(
            .unreachable, subject, why,
            remedy: "check that \(product) runs and listens on \(place) (`pbxctl doctor` looks at each step)"
        )
    }

    func silent(for timeout: Duration) -> PBXError { unreachable("no answer within \(timeout.words)") }

    func refused(_ why: String) -> PBXError {
        let account = user.map { "'\($0)'" } ?? "of the login name"
        let places = engine == .mysql ? "~/.my.cnf or MYSQL_PWD" : "~/.pgpass or PGPASSWORD"
        return PBXError(
            .notPermitted, subject, why,
            remedy: "check the password of account \(account) (database_password_file, \(places)) and where it may log in from"
        )
    }

    /// The two sides did not agree on TLS.
    func insecure(_ why: String) -> PBXError {
        let parameters = engine == .mysql ? "ssl-mode, ssl-ca" : "sslmode, sslrootcert"
        return PBXError(
            .unreachable, subject, why,
            remedy: "check the server's certificate and the parameters \(parameters) of the database URL in the profile"
        )
    }

    func unknownDatabase(_ why: String) -> PBXError {
        PBXError(.notFound, subject, why, remedy: "check the database's name in the profile")
    }

    /// A parameter of the URL that nobody knows, or a value it cannot have.
    func unusable(_ why: String) -> PBXError {
        PBXError(.usage, subject, why, remedy: "correct the parameters of the database URL in the profile")
    }

    private var product: String {
        switch engine {
        case .mysql: "MariaDB"
        case .postgresql: "PostgreSQL"
        }
    }
}
