import CDatabaseClients

/// The options of a connection that is about to be opened.
struct MySQLOptions {
    private let client: UnsafePointer<MariaDBClient>
    private let handle: UnsafeMutablePointer<MYSQL>

    init(_ client: UnsafePointer<MariaDBClient>, _ handle: UnsafeMutablePointer<MYSQL>) {
        self.client = client
        self.handle = handle
    }

    func set(for address: DatabaseAddress, connectTimeout: Duration, silenceTimeout: Duration) throws {
        // Connecting is polled, so that it has one deadline as a whole.
        _ = client.pointee.mysql_options(handle, MYSQL_OPT_NONBLOCK, nil)
        if address.user == nil || address.password == nil {
            // The files that mysql(1) reads, ~/.my.cnf among them.
            set(MYSQL_READ_DEFAULT_GROUP, "client")
        }
        set(MYSQL_SET_CHARSET_NAME, "utf8mb4")
        set(MYSQL_OPT_CONNECT_TIMEOUT, connectTimeout.wholeSeconds)
        set(MYSQL_OPT_READ_TIMEOUT, silenceTimeout.wholeSeconds)
        set(MYSQL_OPT_WRITE_TIMEOUT, silenceTimeout.wholeSeconds)
        switch address.via ?? address.location {
        // The library would take "localhost" for the unix socket.
        case .network: set(MYSQL_OPT_PROTOCOL, MYSQL_PROTOCOL_TCP.rawValue)
        case .socket: set(MYSQL_OPT_PROTOCOL, MYSQL_PROTOCOL_SOCKET.rawValue)
        }
        for (name, value) in address.parameters.sorted(by: { $0.key < $1.key }) {
            try set(parameter: name, value, address)
        }
    }

    /// The parameters of a database URL, named as the options of `mysql(1)`.
    private func set(parameter name: String, _ value: String, _ address: DatabaseAddress) throws {
        switch name {
        case "ssl-ca": secure(MYSQL_OPT_SSL_CA, value)
        case "ssl-capath": secure(MYSQL_OPT_SSL_CAPATH, value)
        case "ssl-cert": set(MYSQL_OPT_SSL_CERT, value)
        case "ssl-key": set(MYSQL_OPT_SSL_KEY, value)
        case "ssl-cipher": set(MYSQL_OPT_SSL_CIPHER, value)
        case "ssl-crl": set(MYSQL_OPT_SSL_CRL, value)
        case "ssl-verify", "ssl-verify-server-cert": try verify(name, value, address)
        case "ssl-mode": try setMode(value, address)
        default: throw address.unusable("unknown parameter '\(name)'")
        }
    }

    /// MySQL's words for how much security is wanted.
    private func setMode(_ value: String, _ address: DatabaseAddress) throws {
        switch value.uppercased() {
        case "DISABLED": break
        case "REQUIRED": set(MYSQL_OPT_SSL_ENFORCE, true)
        case "VERIFY_CA", "VERIFY_IDENTITY":
            // libmariadb checks the name whenever it checks the certificate.
            set(MYSQL_OPT_SSL_ENFORCE, true)
            set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, true)
        default:
            throw address.unusable("ssl-mode is DISABLED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY, not '\(value)'")
        }
    }

    private func verify(_ name: String, _ value: String, _ address: DatabaseAddress) throws {
        switch value.lowercased() {
        case "1", "true", "on", "yes":
            set(MYSQL_OPT_SSL_ENFORCE, true)
            set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, true)
        case "0", "false", "off", "no":
            set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, false)
        default:
            throw address.unusable("\(name) is on or off, not '\(value)'")
        }
    }

    /// Who names an authority wants it to be asked: no plain connection then.
    private func secure(_ option: mysql_option, _ path: String) {
        set(option, path)
        set(MYSQL_OPT_SSL_ENFORCE, true)
    }

    private func set(_ option: mysql_option, _ text: String) { _ = client.pointee.mysql_options(handle, option, text) }

    private func set(_ option: mysql_option, _ number: UInt32) {
        var number = number
        _ = client.pointee.mysql_options(handle, option, &number)
    }

    private func set(_ option: mysql_option, _ flag: Bool) {
        var flag: my_bool = flag ? 1 : 0
        _ = client.pointee.mysql_options(handle, option, &flag)
    }
}
