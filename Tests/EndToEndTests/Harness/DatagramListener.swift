import Foundation
import Testing

/// A socket on a port of 127.0.0.1 that takes what a switch sends to a phone there.
final class DatagramListener {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: inet_addr("127.0.0.1"))
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard bound == 0 else { throw Program.Problem("port \(port): \(String(cString: strerror(errno)))") }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// The first message that begins so.
    func message(beginning start: String, within seconds: Int = 10) throws -> String {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<seconds {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { continue }
            let text = String(decoding: bytes[..<count], as: UTF8.self)
            if text.hasPrefix(start) { return text }
        }
        throw Program.Problem("nothing that begins with \(start)")
    }
}
