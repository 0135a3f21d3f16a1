import Glibc
import PBXKit

/// Reads the whole of a batch: it is checked before any of it is done.
enum BatchFile {
    private static let largest = 64 << 20

    /// Throws `.usage` where it cannot be read or is no text.
    static func text(_ path: String) throws -> String {
        let descriptor: Int32 = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
        defer { if descriptor != 0 { close(descriptor) } }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &piece, piece.count)
            let code = errno
            if count == 0 { break }
            if count < 0, code == EINTR { continue }
            guard count > 0 else { throw unreadable(path, String(cString: strerror(code))) }
            bytes += piece[..<count]
            guard bytes.count <= largest else { throw unreadable(path, "it has more than \(largest >> 20) MiB") }
        }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw unreadable(path, "it is not text in UTF-8")
        }
        return text
    }

    private static func unreadable(_ path: String, _ why: String) -> PBXError {
        PBXError(
            .usage, "batch", "\(path == "-" ? "standard input" : "'\(path)'") cannot be read: \(why)",
            remedy: "give a file with one command a line, or - for standard input")
    }
}
