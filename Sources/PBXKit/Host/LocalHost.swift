import Glibc

/// The machine that pbxctl itself runs on.
public struct LocalHost: Host {
    public init() {}

    public var name: String { "this host" }

    public func read(_ path: String, limit: Int) throws -> FileContents {
        let file = try OpenFile(path, O_RDONLY)
        let status = try file.status()
        switch status.kind {
        case .file: break
        case .directory: throw SystemError("read", path, code: EISDIR)
        default: throw PBXError(.failed, path, "not a regular file")
        }
        return FileContents(bytes: try file.readAll(limit: limit), status: status)
    }

    public func status(of path: String) throws -> FileStatus? {
        try SystemError.checkPath(path)
        var raw = stat()
        do {
            try SystemError.check("stat", path) { stat(path, &raw) }
            return FileStatus(raw)
        } catch let error as SystemError where error.code == ENOENT || error.code == ENOTDIR {
            return nil
        }
    }

    public func linkTarget(of path: String) throws -> String? {
        try SystemError.checkPath(path)
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        do {
            let count = try SystemError.check("readlink", path) { readlink(path, &buffer, buffer.count) }
            return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        } catch let error as SystemError where [EINVAL, ENOENT, ENOTDIR].contains(error.code) {
            return nil
        }
    }

    public func list(_ directory: String) throws -> [FileEntry] {
        try DirectoryReader(OpenFile(directory, O_RDONLY | O_DIRECTORY)).entries()
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    public func write(_ bytes: [UInt8], to path: String, creating attributes: NewFileAttributes) throws {
        try StagedFile.write(bytes, to: path, creating: attributes)
    }

    public func rename(_ path: String, to destination: String) throws {
        try SystemError.checkPath(path)
        try SystemError.checkPath(destination)
        try SystemError.check("rename", path) { Glibc.rename(path, destination) }
    }

    public func setModified(_ path: String, to moment: Int64) throws {
        try SystemError.checkPath(path)
        let times = [timespec(tv_sec: Int(moment), tv_nsec: 0), timespec(tv_sec: Int(moment), tv_nsec: 0)]
        try SystemError.check("utimensat", path) { utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) }
    }

    public func link(_ path: String, to newName: String) throws {
        try SystemError.checkPath(path)
        try SystemError.checkPath(newName)
        try SystemError.check("link", newName) { Glibc.link(path, newName) }
    }

    public func removeTree(_ path: String) throws { try TreeRemoval.remove(path) }

    public func whileLocked<Result>(_ path: String, deadline: Deadline, _ body: () throws -> Result) throws -> Result {
        try FileLock.whileHeld(path, deadline: deadline, body)
    }

    public func run(_ command: HostCommand, deadline: Deadline) throws -> CommandResult {
        try ChildProcess.start(command).finish(command, by: deadline)
    }
}
