import Foundation
import Testing

/// A server that accepts connections, sends each a greeting, and then says nothing.
final class SilentListener {
    let port: Int
    private let descriptor: Int32

    /// The start of a MariaDB server's side of a login.
    static let mySQLGreeting: [UInt8] = {
        var payload: [UInt8] = [10] + Array("5.5.5-10.11.0-MariaDB".utf8) + [0, 1, 0, 0, 0]
        payload += Array("abcdefgh".utf8) + [0, 0xfe, 0xf7, 45, 2, 0, 0xff, 0x81, 21] + [UInt8](repeating: 0, count: 10)
        payload += Array("ijklmnopqrst".utf8) + [0] + Array("mysql_native_password".utf8) + [0]
        return [UInt8(payload.count), 0, 0, 0] + payload
    }()

    init(greeting: [UInt8]) throws {
        descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 5) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
        if !greeting.isEmpty {
            Thread.detachNewThread {
                let connection = accept(descriptor, nil, nil)
                _ = greeting.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
        }
    }

    deinit { close(descriptor) }
}
