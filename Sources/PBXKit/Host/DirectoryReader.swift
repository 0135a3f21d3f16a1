import Glibc

/// Reads the names of an open folder. Owns the folder's stream.
struct DirectoryReader: ~Copyable {
    private let stream: OpaquePointer
    private let path: String

    init(_ folder: consuming OpenFile) throws {
        path = folder.path
        // The stream takes the descriptor over and closes it: give it one of its own.
        let own = try SystemError.check("fcntl", path) { fcntl(folder.descriptor, F_DUPFD_CLOEXEC, 3) }
        guard let stream = fdopendir(own) else {
            let code = errno
            _ = Glibc.close(own)
            throw SystemError("opendir", path, code: code)
        }
        self.stream = stream
    }

    deinit { _ = closedir(stream) }

    /// All names with their status. A name that vanishes meanwhile is left out.
    func entries() throws -> [FileEntry] {
        var entries: [FileEntry] = []
        let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                let code = errno
                if code == 0 { return entries }
                throw SystemError("readdir", path, code: code)
            }
            // By address: the structure's declared size is larger than most entries are.
            let name = UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self)
            let text = String(cString: name)
            if text == "." || text == ".." { continue }
            var raw = stat()
            do {
                try SystemError.check("stat", "\(path)/\(text)") {
                    fstatat(dirfd(stream), name, &raw, AT_SYMLINK_NOFOLLOW)
                }
                entries.append(FileEntry(name: text, status: FileStatus(raw)))
            } catch let error as SystemError where error.code == ENOENT {
                continue
            }
        }
    }
}
