import CDatabaseClients
import Glibc

extension MySQLConnection {
    /// Connects, within `connectTimeout` all in all (a TLS handshake that gets stuck is cut off in whole seconds).
    static func open(
        _ address: DatabaseAddress, connectTimeout: Duration, silenceTimeout: Duration
    ) throws -> MySQLConnection {
        let client = try MySQLLibrary.load()
        let deadline = Deadline(after: connectTimeout)
        if case .network(let host, _) = address.via ?? address.location {
            try HostLookup.check(host, for: address.subject, until: deadline)
        }
        guard let handle = client.pointee.mysql_init(nil) else { throw address.unreachable("out of memory") }
        let connection = MySQLConnection(handle, client, target: address, silenceTimeout: silenceTimeout)
        try MySQLOptions(client, handle).set(for: address, connectTimeout: connectTimeout, silenceTimeout: silenceTimeout)
        try BrokenPipe.silenced { try connection.login(connectTimeout: connectTimeout, deadline: deadline) }
        connection.noteEncryption()
        try connection.useUTF8()
        return connection
    }

    private func login(connectTimeout: Duration, deadline: Deadline) throws {
        var host: String?
        var path: String?
        var port: UInt32 = 0
        switch target.via ?? target.location {
        case .network(let name, let number):
            host = name
            port = UInt32(clamping: number)
        case .socket(let socket, _):
            host = "localhost"
            path = socket
        }
        let password = target.password == nil ? getenv("MYSQL_PWD").map { Secret(String(cString: $0)) } : target.password
        let database = target.database.isEmpty ? nil : target.database
        let texts = ParameterBuffer([host, target.user, password?.reveal { $0 }, database, path])
        let isConnected = try texts.withPointers { texts, _ in
            var result: UnsafeMutablePointer<MYSQL>?
            // Matched rows are wanted, also where an update changes nothing of them.
            var awaited = client.pointee.mysql_real_connect_start(
                &result, handle, texts[0], texts[1], texts[2], texts[3], port, texts[4], UInt(CLIENT_FOUND_ROWS)
            )
            while awaited != 0 {
                let ready = wait(for: awaited, until: deadline)
                if ready == 0 { throw target.silent(for: connectTimeout) }
                awaited = client.pointee.mysql_real_connect_cont(&result, handle, ready)
            }
            return result != nil
        }
        if !isConnected { throw loginFailure() }
    }

    /// Waits for what libmariadb asked to wait for; what came of it, 0 for nothing by the deadline.
    private func wait(for awaited: Int32, until deadline: Deadline) -> Int32 {
        var readiness: Readiness = []
        if awaited & Int32(MYSQL_WAIT_READ) != 0 { readiness.insert(.reading) }
        if awaited & Int32(MYSQL_WAIT_WRITE) != 0 { readiness.insert(.writing) }
        let descriptor = Int32(truncatingIfNeeded: client.pointee.mysql_get_socket(handle))
        let isReady = Readiness.wait(for: readiness, on: descriptor, until: deadline)
        return isReady ? awaited & Int32(MYSQL_WAIT_READ | MYSQL_WAIT_WRITE) : 0
    }

    /// An option file can name another character set; nothing here could read it.
    private func useUTF8() throws {
        let name = client.pointee.mysql_character_set_name(handle).map { String(cString: $0) }
        if name != "utf8mb4", client.pointee.mysql_set_character_set(handle, "utf8mb4") != 0 { throw failure() }
    }

    /// `CR_SSL_CONNECTION_ERROR` of errmsg.h.
    private static let tlsFailure = 2026

    private func loginFailure() -> PBXError {
        let number = Int(client.pointee.mysql_errno(handle))
        let message = client.pointee.mysql_error(handle).map { String(cString: $0) } ?? ""
        let state = client.pointee.mysql_sqlstate(handle).map { String(cString: $0) } ?? "HY000"
        let error = DatabaseError(state: state, number: number, message: message, address: target.description)
        if error.isRefused { return target.refused(message) }
        if number == 1049 { return target.unknownDatabase(message) }
        return number == Self.tlsFailure ? target.insecure(message) : target.unreachable(message)
    }
}
