import Glibc

/// Files and commands of the machine that the PBX runs on.
///
/// Blocking. Paths are absolute on that machine. Errors are `SystemError` or `PBXError`; both say the path.
public protocol Host: Sendable {
    /// For messages: `this host`.
    var name: String { get }

    /// Reads a regular file. Anything else (folder, device, pipe) and more than `limit` bytes is an error.
    func read(_ path: String, limit: Int) throws -> FileContents

    /// Reads a file that may be missing: nil then.
    func readIfPresent(_ path: String, limit: Int) throws -> FileContents?

    /// Reads several files at once, each of at most `limit` bytes; those that are missing are left out.
    func readAll(_ paths: [String], limit: Int) throws -> [String: FileContents]

    /// What is at the path, links followed; nil where there is nothing.
    func status(of path: String) throws -> FileStatus?

    /// Where a symbolic link leads, as it is written in the link; nil where the path is no link.
    func linkTarget(of path: String) throws -> String?

    /// The names in a folder, without `.` and `..`, in byte order.
    func list(_ directory: String) throws -> [FileEntry]

    /// As `list` for several folders at once; those that are missing are left out.
    func listAll(_ directories: [String]) throws -> [String: [FileEntry]]

    /// Writes a whole file: readers see the old contents or the new, never a part, also after a power failure.
    ///
    /// Staged beside its target. An existing file keeps its owner, group, mode, access list and SELinux label (and
    /// `attributes` is not used); a link stays a link and the file it leads to is written.
    func write(_ bytes: [UInt8], to path: String, creating attributes: NewFileAttributes) throws

    /// Renames within one file system; what was at `destination` is replaced.
    func rename(_ path: String, to destination: String) throws

    /// Gives a file a second name (a hard link). Throws `SystemError` with `EEXIST` where that name is taken: of several
    /// who try at once, one succeeds.
    func link(_ path: String, to newName: String) throws

    /// Sets when a file's contents were changed last, or will have been; `moment` is Unix time in seconds.
    func setModified(_ path: String, to moment: Int64) throws

    /// Removes a file, a link, or a folder with all that is in it. Links are not followed. Nothing there is no error.
    func removeTree(_ path: String) throws

    /// Makes changes one after the other, up to the first that fails.
    func perform(_ changes: [FileChange]) throws

    /// Runs `body` while this process alone holds the lock on a file (`flock(2)`), which is made (0600) if need be and
    /// stays. Throws `.conflict` where somebody else holds it until the deadline.
    func whileLocked<Result>(_ path: String, deadline: Deadline, _ body: () throws -> Result) throws -> Result

    /// Runs a program to its end and captures what it writes.
    ///
    /// Throws `.notFound` where there is no such program and `.timedOut` after the deadline, when the program and
    /// what it started have been killed. A program that fails is no error: see `CommandResult.ending`.
    func run(_ command: HostCommand, deadline: Deadline) throws -> CommandResult
}

extension Host {
    /// As `whileLocked`, and without the lock where this user cannot make or lock the file there.
    func whileLockedIfPossible<Result>(_ path: String, deadline: Deadline, _ body: () throws -> Result) throws -> Result {
        var hasBegun = false
        do {
            return try whileLocked(path, deadline: deadline) {
                hasBegun = true
                return try body()
            }
        } catch where !hasBegun && !(error is Interrupted) && PBXError(error).kind != .conflict {
            return try body()
        }
    }

    /// By `ln`, for hosts that are reached through commands.
    public func link(_ path: String, to newName: String) throws {
        let result = try run(HostCommand("ln", ["-T", "--", path, newName]), deadline: Deadline(after: .seconds(10)))
        guard !result.hasSucceeded else { return }
        if try status(of: newName) != nil { throw SystemError("link", newName, code: EEXIST) }
        throw PBXError(.failed, newName, "cannot be linked: \(result.errorText)")
    }

    /// By `touch`, for hosts that are reached through commands.
    public func setModified(_ path: String, to moment: Int64) throws {
        let result = try run(HostCommand("touch", ["-c", "-d", "@\(moment)", "--", path]), deadline: Deadline(after: .seconds(10)))
        guard !result.hasSucceeded else { return }
        throw PBXError(.failed, path, "cannot be given its time: \(result.errorText)")
    }

    /// Reads a file of at most 1 MB, which every configuration file is.
    public func read(_ path: String) throws -> FileContents { try read(path, limit: 1 << 20) }

    public func readIfPresent(_ path: String, limit: Int) throws -> FileContents? {
        guard try status(of: path) != nil else { return nil }
        return try read(path, limit: limit)
    }

    /// Reads a configuration file that may be missing.
    public func readIfPresent(_ path: String) throws -> FileContents? { try readIfPresent(path, limit: 1 << 20) }

    public func readAll(_ paths: [String], limit: Int) throws -> [String: FileContents] {
        var files: [String: FileContents] = [:]
        for path in paths { files[path] = try readIfPresent(path, limit: limit) }
        return files
    }

    public func listAll(_ directories: [String]) throws -> [String: [FileEntry]] {
        var found: [String: [FileEntry]] = [:]
        for directory in directories where try status(of: directory) != nil { found[directory] = try list(directory) }
        return found
    }

    public func perform(_ changes: [FileChange]) throws {
        for change in changes {
            switch change {
            case .rename(let path, let destination): try rename(path, to: destination)
            case .remove(let path): try removeTree(path)
            }
        }
    }

    public func write(_ bytes: [UInt8], to path: String) throws {
        try write(bytes, to: path, creating: NewFileAttributes())
    }
}
