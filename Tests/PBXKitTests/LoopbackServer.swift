import Foundation
import Synchronization

/// A server on loopback that plays a script to one connection, for tests of what goes over a real socket.
final class LoopbackServer: Sendable {
    let port: Int
    private let listener: Int32
    private let finished = DispatchSemaphore(value: 0)

    /// What a script can do with its connection.
    struct Peer {
        let descriptor: Int32

        func send(_ text: String) {
            let bytes = Array(text.utf8)
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                sent += count
            }
        }

        /// What comes, up to and with `end`; nil once the client has gone.
        func receive(until end: String) -> String? {
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) == 1 {
                bytes.append(byte)
                if bytes.suffix(end.utf8.count) == Array(end.utf8)[...] { return String(decoding: bytes, as: UTF8.self) }
            }
            return nil
        }

        /// Waits until the client closes.
        func hang() { while receive(until: "\n") != nil {} }
    }

    init(_ script: @escaping @Sendable (Peer) -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, size) == 0 && listen(descriptor, 4) == 0 && getsockname(descriptor, raw, &size) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        listener = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [finished] in
            let connection = accept(descriptor, nil, nil)
            if connection >= 0 {
                script(Peer(descriptor: connection))
                close(connection)
            }
            finished.signal()
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        finished.wait()
        close(listener)
    }
}

extension LoopbackServer {
    /// A manager that lets everybody in and answers each action by `answer`, in which `{ID}` stands for the ActionID.
    static func asterisk(_ answer: @escaping @Sendable (_ action: [String: String]) -> String?) throws -> LoopbackServer {
        try LoopbackServer { peer in
            peer.send("Asterisk Call Manager/5.0.4\r\n")
            while let text = peer.receive(until: "\r\n\r\n") {
                var action: [String: String] = [:]
                for line in text.components(separatedBy: "\r\n") {
                    guard let colon = line.range(of: ": ") else { continue }
                    action[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
                }
                let standard = switch action["Action"] {
                case "Challenge": "Response: Success\nActionID: {ID}\nChallenge: 1234\n\n"
                case "Login": "Response: Success\nActionID: {ID}\nMessage: Authentication accepted\n\n"
                case "Logoff": "Response: Goodbye\nActionID: {ID}\n\n"
                default: nil as String?
                }
                guard let reply = answer(action) ?? standard else { return }
                peer.send(reply.replacingOccurrences(of: "{ID}", with: action["ActionID"] ?? "")
                    .replacingOccurrences(of: "\n", with: "\r\n"))
            }
        }
    }
}

/// What a server in another thread has seen.
final class Seen: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func note(_ text: String) { texts.withLock { $0.append(text) } }
}
