import Glibc

/// A stream socket to a manager: TCP or unix, never blocking for longer than a deadline.
///
/// Used by one thread at a time. Writing to a peer that has gone is an error, never SIGPIPE.
final class SocketConnection {
    /// What one turn of `transfer` brought.
    enum Progress {
        case sent
        case received([UInt8])
        case nothingInTime
    }

    /// Who is at the other end, for messages: `Asterisk manager 127.0.0.1:5038`.
    let title: String
    private var descriptor: Int32
    private static let chunk = 65_536

    /// Connects to `host` and `port`; a host that begins with `/` is the path of a unix socket. Every address of the
    /// name is tried, each with its share of what is left of `timeout`.
    ///
    /// - Throws: `PBXError` of kind `unreachable`, with the reason of the last address tried.
    init(host: String, port: Int, title: String, timeout: Duration) throws {
        self.title = title
        let deadline = Deadline(after: timeout)
        let addresses = try SocketAddress.resolve(host: host, port: port, title: title)
        var reason = "the name has no address"
        for (position, address) in addresses.enumerated() {
            let share = deadline.remainingMilliseconds / Int32(addresses.count - position)
            switch SocketConnection.connect(to: address, before: Deadline(after: .milliseconds(Int(share)))) {
            case .success(let descriptor):
                self.descriptor = descriptor
                return
            case .failure(let failure):
                reason = failure.reason ?? "did not accept the connection within \(timeout.inWords)"
            }
        }
        throw SocketConnection.unreachable(title, reason)
    }

    deinit { close() }

    func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
    }

    /// Sends as much of `outgoing` as the peer takes, or else receives what has arrived: whichever is possible first.
    /// Receiving while there is still something to send keeps two full buffers from blocking each other.
    ///
    /// - Throws: `PBXError` of kind `unreachable` if the connection has ended or fails.
    func transfer(_ outgoing: inout ArraySlice<UInt8>, before deadline: Deadline) throws -> Progress {
        guard descriptor >= 0 else { throw unreachable("the connection is closed") }
        while true {
            let wanted = outgoing.isEmpty ? POLLIN : POLLIN | POLLOUT
            var entry = pollfd(fd: descriptor, events: Int16(wanted), revents: 0)
            let ready = poll(&entry, 1, deadline.remainingMilliseconds)
            let code = errno
            if ready < 0, code != EINTR { throw failed(code) }
            if ready <= 0 {
                if deadline.hasPassed { return .nothingInTime }
                continue
            }
            if Int32(entry.revents) & ~POLLOUT != 0 {
                if let bytes = try receive() { return .received(bytes) }
            } else if try send(&outgoing) {
                return .sent
            }
        }
    }

    private func receive() throws -> [UInt8]? {
        var code: Int32 = 0
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: SocketConnection.chunk) { buffer, filled in
            count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            code = errno
            filled = max(0, count)
        }
        if count > 0 { return bytes }
        if count == 0 {
            close()
            throw unreachable("closed the connection")
        }
        if code == EINTR || code == EAGAIN { return nil }
        throw failed(code)
    }

    private func send(_ outgoing: inout ArraySlice<UInt8>) throws -> Bool {
        let sent = outgoing.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        let code = errno
        if sent > 0 {
            outgoing = outgoing.dropFirst(sent)
            return true
        }
        if sent == 0 || code == EINTR || code == EAGAIN { return false }
        throw failed(code)
    }

    private func failed(_ code: Int32) -> PBXError {
        close()
        return unreachable(code == EPIPE || code == ECONNRESET ? "closed the connection" : SocketConnection.text(of: code))
    }

    /// The error of this connection for a reason found by whoever speaks over it.
    func unreachable(_ why: String, remedy: String? = nil) -> PBXError {
        SocketConnection.unreachable(title, why, remedy: remedy)
    }

    static func unreachable(_ title: String, _ why: String, remedy: String? = nil) -> PBXError {
        PBXError(.unreachable, title, why, remedy: remedy ?? "check that it runs and that host and port are right")
    }

    static func text(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension SocketConnection {
    /// Why one address did not answer; no reason means that the time ran out.
    private struct ConnectFailure: Error { var reason: String? }

    private static func connect(to address: SocketAddress, before deadline: Deadline) -> Result<Int32, ConnectFailure> {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else { return .failure(ConnectFailure(reason: text(of: errno))) }
        let result = address.bytes.withUnsafeBytes { raw -> Int32 in
            guard let start = raw.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return -1 }
            return Glibc.connect(descriptor, start, socklen_t(raw.count))
        }
        let code = errno
        // An interrupted connect goes on by itself, exactly like one in progress: connect(2).
        if result != 0, code != EINPROGRESS, code != EINTR {
            _ = Glibc.close(descriptor)
            return .failure(ConnectFailure(reason: text(of: code)))
        }
        if result != 0, let failure = outcome(of: descriptor, before: deadline) {
            _ = Glibc.close(descriptor)
            return .failure(failure)
        }
        // Actions are small and answered one by one: waiting to fill a packet would cost 40 ms each.
        var on: Int32 = 1
        _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return .success(descriptor)
    }

    private static func outcome(of descriptor: Int32, before deadline: Deadline) -> ConnectFailure? {
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = poll(&entry, 1, deadline.remainingMilliseconds)
            if ready > 0 { break }
            if deadline.hasPassed { return ConnectFailure(reason: nil) }
        }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else {
            return ConnectFailure(reason: text(of: errno))
        }
        return code == 0 ? nil : ConnectFailure(reason: text(of: code))
    }
}

extension Duration {
    /// For messages: `5 s`, `0.25 s`.
    var inWords: String {
        let (seconds, attoseconds) = components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        guard milliseconds > 0 else { return "\(seconds) s" }
        let digits = String(1000 + milliseconds).dropFirst()
        let fraction = digits.reversed().drop { $0 == "0" }.reversed()
        return "\(seconds).\(String(fraction)) s"
    }
}
