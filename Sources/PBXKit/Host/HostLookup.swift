import Glibc

/// Asks the resolver whether a host name leads anywhere, without waiting longer than allowed.
///
/// The C clients look names up themselves, but know no deadline while they do.
enum HostLookup {
    /// Returns when the name resolves. Throws `PBXError` with `.unreachable` about `what` where it does not.
    static func check(_ host: String, for what: String, until deadline: Deadline) throws {
        if status(of: host, flags: AI_NUMERICHOST) == 0 { return }
        guard let status = BoundedCall.run(until: deadline, { status(of: host, flags: 0) }) else {
            throw PBXError(
                .unreachable, what, "no answer from the name server about host '\(host)'",
                remedy: "check the name service (`getent hosts \(host)`) or give an address"
            )
        }
        if status != 0 {
            throw PBXError(
                .unreachable, what, "host '\(host)' is not known (\(String(cString: gai_strerror(status))))",
                remedy: "check the spelling, or that `getent hosts \(host)` finds it"
            )
        }
    }

    private static func status(of host: String, flags: Int32) -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = flags
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var addresses: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &addresses)
        if let addresses { freeaddrinfo(addresses) }
        return status
    }
}
