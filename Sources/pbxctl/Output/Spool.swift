import Glibc
import PBXKit

/// What one PBX prints before it is its turn: in memory as long as that is little, then in a file that has no name and
/// goes with the process.
final class Spool {
    private static let mostInMemory = 1 << 20

    private var waiting: [UInt8] = []
    private var file: Int32?

    deinit { if let file { close(file) } }

    func append(_ bytes: ArraySlice<UInt8>, folder: String) throws {
        waiting += bytes
        guard waiting.count > Self.mostInMemory else { return }
        let file = try self.file ?? Self.open(in: folder)
        self.file = file
        var rest = waiting[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(folder) }
            rest = rest.dropFirst(count)
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Hands over all that has come so far and forgets it.
    func drain(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
        if let file {
            guard lseek(file, 0, SEEK_SET) == 0 else { throw Self.failure("the temporary file") }
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(file, &piece, piece.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Self.failure("the temporary file") }
                if count == 0 { break }
                try body(piece[..<count])
            }
            close(file)
            self.file = nil
        }
        try body(waiting[...])
        waiting = []
    }

    /// Of mode 0600, and removed at once: nobody else can open it.
    private static func open(in folder: String) throws -> Int32 {
        var name = Array("\(folder)/pbxctl-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw failure(folder) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(name)
        return descriptor
    }

    private static func failure(_ place: String) -> PBXError {
        PBXError(
            .failed, place, "cannot hold what waits to be printed: \(String(cString: strerror(errno)))",
            remedy: "make room there, or name another folder with TMPDIR")
    }
}
