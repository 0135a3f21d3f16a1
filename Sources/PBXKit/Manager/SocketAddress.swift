import Glibc

/// One address that a socket can connect to, as `connect(2)` takes it.
struct SocketAddress {
    var family: Int32
    var bytes: [UInt8]

    /// The addresses of a host, in the resolver's order of preference; a host that begins with `/` is a unix socket.
    static func resolve(host: String, port: Int, title: String) throws -> [SocketAddress] {
        if host.utf8.first == UInt8(ascii: "/") { return [try unixSocket(host, title: title)] }
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(withoutBrackets(host), String(port), &hints, &list)
        let code = errno
        guard result == 0, let first = list else {
            let reason = result == EAI_SYSTEM ? SocketConnection.text(of: code) : String(cString: gai_strerror(result))
            throw SocketConnection.unreachable(title, reason, remedy: "check the host's name")
        }
        defer { freeaddrinfo(first) }
        return sequence(first: first, next: { $0.pointee.ai_next }).compactMap { entry in
            guard let start = entry.pointee.ai_addr else { return nil }
            let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(start), count: Int(entry.pointee.ai_addrlen))
            return SocketAddress(family: entry.pointee.ai_family, bytes: Array(bytes))
        }
    }

    /// `[::1]`, as URLs write it, is `::1` to the resolver.
    private static func withoutBrackets(_ host: String) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    private static func unixSocket(_ path: String, title: String) throws -> SocketAddress {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        // The last byte stays 0: unix(7).
        guard path.utf8.count < capacity else {
            throw SocketConnection.unreachable(title, "the path of a socket has at most \(capacity - 1) bytes")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return SocketAddress(family: AF_UNIX, bytes: withUnsafeBytes(of: &address) { Array($0) })
    }
}
