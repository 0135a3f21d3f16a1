import Foundation

/// A proxy on loopback between pbxctl and a server: it can break a connection at any piece that is sent, or spoil one.
final class CuttingProxy: @unchecked Sendable {
    let port: Int
    private let server: Int
    private let listener: Int32
    private let lock = NSLock()
    private var count = 0
    private var cut: Disturbance.Cut?
    private var spoiling: (number: Int, with: @Sendable ([UInt8]) -> [UInt8]?)?
    private var spoilable = 0
    private var isAway = false
    private var isSpoilable: @Sendable ([UInt8]) -> Bool = { _ in false }
    /// Called with the number of each piece and of each spoilable one, before it is passed on.
    private var watch: ((Int, Int) -> Void)?

    init(to server: Int) throws {
        self.server = server
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = Self.address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = self.listener
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw Program.Problem("no port to listen on") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while case let client = accept(listener, nil, nil), client >= 0 { Thread.detachNewThread { self.serve(client) } }
        }
    }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    // MARK: - What goes wrong

    private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body()
    }

    /// Counts from nothing and passes everything on.
    func reset(watch: ((Int, Int) -> Void)? = nil) {
        locked {
            count = 0
            spoilable = 0
            cut = nil
            spoiling = nil
            isAway = false
            self.watch = watch
        }
    }

    func breakOff(_ cut: Disturbance.Cut) {
        reset()
        locked { self.cut = cut }
    }

    /// Which messages can be spoiled.
    func spoils(_ isSpoilable: @escaping @Sendable ([UInt8]) -> Bool) { locked { self.isSpoilable = isSpoilable } }

    /// Changes one of the spoilable messages on its way.
    func spoil(_ number: Int, with change: @escaping @Sendable ([UInt8]) -> [UInt8]?) {
        reset()
        locked { spoiling = (number, change) }
    }

    private enum Fate {
        case pass
        case lost
        case unanswered
    }

    private func fate() -> Fate {
        locked {
            count += 1
            watch?(count, spoilable)
            guard let cut, cut.piece == count else { return .pass }
            isAway = cut.staysAway
            return cut.losesAnswer ? .unanswered : .lost
        }
    }

    private func spoiled(_ message: [UInt8]) -> [UInt8] {
        locked {
            guard isSpoilable(message) else { return message }
            spoilable += 1
            guard let spoiling, spoiling.number == spoilable else { return message }
            return spoiling.with(message) ?? message
        }
    }

    // MARK: - Passing on

    private func serve(_ client: Int32) {
        defer { Glibc.close(client) }
        guard !locked({ isAway }) else { return }
        let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { Glibc.close(upstream) }
        var address = Self.address(server)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard isConnected else { return }
        for descriptor in [client, upstream] {
            var yes: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        pump(client, upstream)
    }

    private func pump(_ client: Int32, _ upstream: Int32) {
        var dropsAnswer = false
        while true {
            var polled = [pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: upstream, events: Int16(POLLIN), revents: 0)]
            guard poll(&polled, 2, -1) > 0 else {
                if errno == EINTR { continue }
                return
            }
            if polled[1].revents != 0 {
                let answer = Self.receive(upstream)
                if answer.isEmpty || dropsAnswer { return }
                guard Self.send(answer, client) else { return }
            }
            if polled[0].revents != 0 {
                let piece = Self.receive(client)
                if piece.isEmpty { return }
                switch fate() {
                case .pass: break
                case .lost: return
                case .unanswered: dropsAnswer = true
                }
                guard Self.send(messages(of: piece).flatMap(spoiled), upstream) else { return }
            }
        }
    }

    /// The messages of a text protocol, each with the empty line that ends it; anything else is one piece.
    private func messages(of piece: [UInt8]) -> [[UInt8]] {
        for end in [Array("\r\n\r\n".utf8), Array("\n\n".utf8)] where piece.suffix(end.count) == end[...] {
            var messages: [[UInt8]] = []
            var start = 0
            var position = 0
            while position + end.count <= piece.count {
                if piece[position..<position + end.count] == end[...] {
                    messages.append(Array(piece[start..<position + end.count]))
                    position += end.count
                    start = position
                } else {
                    position += 1
                }
            }
            return messages
        }
        return [piece]
    }

    private static func receive(_ descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(bytes.prefix(count)) : []
        }
    }

    private static func send(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
