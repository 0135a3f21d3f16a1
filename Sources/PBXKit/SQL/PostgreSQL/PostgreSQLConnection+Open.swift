import CDatabaseClients
import Glibc

extension PostgreSQLConnection {
    /// Connects, within `connectTimeout` all in all.
    static func open(
        _ address: DatabaseAddress, connectTimeout: Duration, silenceTimeout: Duration
    ) throws -> PostgreSQLConnection {
        let client = try PostgreSQLLibrary.load()
        let deadline = Deadline(after: connectTimeout)
        // A list of hosts is libpq's business.
        if case .network(let host, _) = address.via ?? address.location, !host.isEmpty, !host.contains(",") {
            try HostLookup.check(host, for: address.subject, until: deadline)
        }
        guard let handle = start(address, client) else { throw address.unreachable("out of memory") }
        let connection = PostgreSQLConnection(
            handle, client, address: address.description, silenceTimeout: silenceTimeout
        )
        try connection.complete(address, connectTimeout: connectTimeout, deadline: deadline)
        return connection
    }

    private static func start(_ address: DatabaseAddress, _ client: UnsafePointer<PostgreSQLClient>) -> OpaquePointer? {
        let settings = PostgreSQLSettings(address)
        // libpq would first look for Kerberos tickets, a millisecond for nothing where no network is between. Not as a keyword:
        // libpq before 12 does not know it.
        if settings.staysOnThisMachine { setenv("PGGSSENCMODE", "disable", 0) }
        return ParameterBuffer(settings.keywords + [nil]).withPointers { keywords, _ in
            ParameterBuffer(settings.values + [nil]).withPointers { values, _ in
                client.pointee.PQconnectStartParams(keywords.baseAddress, values.baseAddress, 0)
            }
        }
    }

    private func complete(_ address: DatabaseAddress, connectTimeout: Duration, deadline: Deadline) throws {
        if client.pointee.PQstatus(handle) == CONNECTION_BAD { throw failure(address, isStarting: true) }
        // Verbose messages carry the server's code, for which libpq has no other way while connecting.
        _ = client.pointee.PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        // libpq would print the server's notices on standard error.
        _ = client.pointee.PQsetNoticeReceiver(handle, { _, _ in }, nil)

        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK {
            let awaited: Readiness = state == PGRES_POLLING_READING ? .reading : .writing
            guard Readiness.wait(for: awaited, on: client.pointee.PQsocket(handle), until: deadline) else {
                throw address.silent(for: connectTimeout)
            }
            state = client.pointee.PQconnectPoll(handle)
            if state == PGRES_POLLING_FAILED { throw failure(address, isStarting: false) }
        }
        guard client.pointee.PQsetnonblocking(handle, 1) == 0 else { throw failure(address, isStarting: false) }
    }

    private func failure(_ address: DatabaseAddress, isStarting: Bool) -> PBXError {
        let message = message
        switch message.state {
        case "28P01", "28000", "42501": return address.refused(message.reason)
        case "3D000": return address.unknownDatabase(message.reason)
        case .some: return address.unreachable(message.reason)
        case nil: break
        }
        // Before anything is sent, libpq complains about its settings, or about a socket that is not there.
        if isStarting, message.reason.hasPrefix("invalid ") { return address.unusable(message.reason) }
        if client.pointee.PQconnectionNeedsPassword(handle) != 0 { return address.refused(message.reason) }
        let isAboutTLS = message.reason.contains("SSL") || message.reason.contains("certificate")
        return isAboutTLS ? address.insecure(message.reason) : address.unreachable(message.reason)
    }
}
