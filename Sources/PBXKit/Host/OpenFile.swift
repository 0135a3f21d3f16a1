import Glibc

/// A file descriptor with one owner: closed when the value ends.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    /// For messages.
    let path: String

    init(_ descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens a file so that no child inherits it and no device or pipe can make the call wait.
    init(_ path: String, _ flags: Int32, mode: mode_t = 0) throws {
        try SystemError.checkPath(path)
        let opened = try SystemError.check("open", path) {
            Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode)
        }
        self.init(opened, path: path)
    }

    deinit { _ = Glibc.close(descriptor) }

    func status() throws -> FileStatus {
        var raw = stat()
        try SystemError.check("fstat", path) { fstat(descriptor, &raw) }
        return FileStatus(raw)
    }

    /// Everything up to the end of the file. Throws where there is more than `limit` bytes.
    func readAll(limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = try SystemError.check("read", path) { read(descriptor, &chunk, chunk.count) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw PBXError(.failed, path, "larger than \(limit) bytes", remedy: "check that this is the right file")
            }
        }
    }

    func writeAll(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = try SystemError.check("write", path) {
                rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            }
            rest = rest.dropFirst(count)
        }
    }

    func synchronise() throws { try SystemError.check("fsync", path) { fsync(descriptor) } }

    /// The same file under a number that is none of the standard three: those may be free when pbxctl was started so.
    consuming func aboveStandard() throws -> OpenFile {
        let moved = try SystemError.check("fcntl", path) { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }
        return OpenFile(moved, path: path)
    }
}
