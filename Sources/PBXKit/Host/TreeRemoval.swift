import Glibc

/// Removal of a file or of a folder with everything in it, links not followed.
enum TreeRemoval {
    static func remove(_ path: String) throws {
        try SystemError.checkPath(path)
        let names = path.split(separator: "/")
        guard path.hasPrefix("/"), !names.isEmpty, !names.contains(".."), !names.contains(".") else {
            throw PBXError(.failed, path, "will not be removed: not a plain absolute path")
        }
        try remove(path, in: AT_FDCWD, shown: path)
    }

    private static func remove(_ name: String, in folder: Int32, shown: String) throws {
        do {
            try SystemError.check("unlink", shown) { unlinkat(folder, name, 0) }
            return
        } catch let error as SystemError {
            if error.code == ENOENT { return }
            // Linux says EISDIR for a folder, POSIX allows EPERM.
            guard error.code == EISDIR || error.code == EPERM else { throw error }
        }
        let descriptor = try SystemError.check("open", shown) {
            openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        let opened = OpenFile(descriptor, path: shown)
        let inside = OpenFile(
            try SystemError.check("fcntl", shown) { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }, path: shown)
        for entry in try DirectoryReader(opened).entries() {
            try remove(entry.name, in: inside.descriptor, shown: "\(shown)/\(entry.name)")
        }
        do {
            try SystemError.check("rmdir", shown) { unlinkat(folder, name, AT_REMOVEDIR) }
        } catch let error as SystemError where error.code == ENOENT {
            return
        }
    }
}
