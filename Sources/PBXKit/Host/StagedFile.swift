import Glibc

/// A file written beside its target and then renamed onto it.
enum StagedFile {
    /// The extended attributes that decide who may use the file.
    private static let keptAttributes = ["security.selinux", "system.posix_acl_access"]

    static func write(_ bytes: [UInt8], to path: String, creating attributes: NewFileAttributes) throws {
        try SystemError.checkPath(path)
        let target = try resolved(path)
        let (folder, name) = split(target)
        let staged = "\(folder)/.\(name).pbxctl-\(String(UInt64.random(in: .min ... .max), radix: 16))"
        // 0600 until owner and mode are right: no one reads it meanwhile.
        let file = try OpenFile(staged, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        do {
            try takeOver(target, or: attributes, folder: folder, to: file)
            try file.writeAll(bytes)
            try file.synchronise()
            try SystemError.check("rename", target) { Glibc.rename(staged, target) }
        } catch {
            _ = unlink(staged)
            throw error
        }
        // The rename itself survives a power failure only when the folder is on the disk. It has happened, whatever
        // a file system that cannot synchronise folders says.
        try? OpenFile(folder, O_RDONLY | O_DIRECTORY).synchronise()
    }

    private static func takeOver(
        _ target: String, or attributes: NewFileAttributes, folder: String, to file: borrowing OpenFile
    ) throws {
        let host = LocalHost()
        if let old = try host.status(of: target) {
            guard old.kind == .file else { throw PBXError(.conflict, target, "not a regular file") }
            if old.owner != geteuid() || old.group != getegid() {
                try SystemError.check("fchown", target) { fchown(file.descriptor, old.owner, old.group) }
            }
            // After the owner: a change of owner takes set-id bits away.
            try SystemError.check("fchmod", target) { fchmod(file.descriptor, old.mode) }
            try ExtendedAttributes.copy(keptAttributes, from: target, to: file)
            return
        }
        let parent = try host.status(of: folder)
        let owner = attributes.owner ?? parent?.owner ?? geteuid()
        let group = attributes.group ?? parent?.group ?? getegid()
        do {
            try SystemError.check("fchown", target) { fchown(file.descriptor, owner, group) }
        } catch {
            // Only root can give files away; someone else's own new file is right unless an owner was asked for.
            if geteuid() == 0 || attributes.owner != nil || attributes.group != nil { throw error }
        }
        try SystemError.check("fchmod", target) { fchmod(file.descriptor, attributes.mode) }
    }

    /// The path with links followed; the path itself where nothing is there yet.
    private static func resolved(_ path: String) throws -> String {
        guard let real = realpath(path, nil) else {
            let code = errno
            if code == ENOENT, try LocalHost().linkTarget(of: path) == nil { return path }
            throw SystemError("realpath", path, code: code)
        }
        defer { free(real) }
        return String(cString: real)
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }
}
