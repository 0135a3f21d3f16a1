import Glibc

/// A machine whose files and commands are reached through a shell there.
struct RemoteHost: Host {
    let shell: any RemoteShell

    /// The longest time for work on one file, once the shell is there.
    private static let patience = Duration.seconds(30)

    var name: String { shell.name }

    var deadline: Deadline { Deadline(after: shell.connectTimeout + Self.patience) }

    func read(_ path: String, limit: Int) throws -> FileContents {
        let result = try done("read", path, RemoteScripts.read, [path, String(limit + 1)], outputLimit: limit + 1024)
        guard let end = result.output.firstIndex(of: 10), let status = RemoteStatus.file(result.output[..<end]) else {
            throw unreadable(path)
        }
        let bytes = Array(result.output[(end + 1)...])
        guard bytes.count <= limit else {
            throw PBXError(.failed, path, "larger than \(limit) bytes", remedy: "check that this is the right file")
        }
        return FileContents(bytes: bytes, status: status)
    }

    func status(of path: String) throws -> FileStatus? {
        do {
            let result = try done("stat", path, RemoteScripts.status, [path])
            guard let status = RemoteStatus.file(result.output[...]) else { throw unreadable(path) }
            return status
        } catch let error as SystemError where error.code == ENOENT || error.code == ENOTDIR {
            return nil
        }
    }

    func readIfPresent(_ path: String, limit: Int) throws -> FileContents? {
        do { return try read(path, limit: limit) } catch let error as SystemError where error.code == ENOENT || error.code == ENOTDIR {
            return nil
        }
    }

    func linkTarget(of path: String) throws -> String? {
        try SystemError.checkPath(path)
        let result = try shell.run(RemoteScripts.linkTarget, [path], deadline: deadline)
        if result.ending == .exited(44) { return nil }
        guard result.hasSucceeded else { throw error("readlink", path, result) }
        return result.outputText
    }

    func list(_ directory: String) throws -> [FileEntry] {
        let result = try done("list", directory, RemoteScripts.list, [directory], outputLimit: 64 << 20)
        return try result.output.split(separator: 0).map {
            guard let entry = RemoteStatus.entry($0) else { throw unreadable(directory) }
            return entry
        }
        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    func write(_ bytes: [UInt8], to path: String, creating attributes: NewFileAttributes) throws {
        guard path.hasPrefix("/") else { throw PBXError(.failed, path, "not an absolute path") }
        let word = String(UInt64.random(in: .min ... .max), radix: 16)
        let arguments = [
            path, word, String(attributes.mode, radix: 8), attributes.owner.map { String($0) } ?? "",
            attributes.group.map { String($0) } ?? "", String(bytes.count),
        ]
        _ = try done("write", path, RemoteScripts.write, arguments, input: bytes)
    }

    func rename(_ path: String, to destination: String) throws {
        try SystemError.checkPath(destination)
        _ = try done("rename", path, RemoteScripts.rename, [path, destination])
    }

    func link(_ path: String, to newName: String) throws {
        try SystemError.checkPath(path)
        _ = try done("link", newName, RemoteScripts.link, [path, newName])
    }

    func removeTree(_ path: String) throws {
        try Self.checkRemovable(path)
        _ = try done("unlink", path, RemoteScripts.removeTree, [path])
    }

    func run(_ command: HostCommand, deadline: Deadline) throws -> CommandResult {
        // The other side ends the program itself: the end of the connection alone would not.
        let seconds = max(1, (Int(deadline.remainingMilliseconds) + 999) / 1000)
        let environment = command.environment.map { "\($0.key)=\($0.value)" }.sorted()
        let path = command.environment["PATH"] ?? "/usr/bin:/bin"
        let result = try shell.run(
            RemoteScripts.run,
            [String(seconds), command.program, path] + environment + [command.program] + command.arguments,
            input: command.input, outputLimit: command.outputLimit,
            deadline: Deadline(after: .seconds(seconds) + shell.connectTimeout))
        if result.ending == .exited(127), result.errorText.contains("pbxctl: no such program") {
            throw PBXError(.notFound, command.program, "no such program on \(name)")
        }
        if result.ending == .exited(137), deadline.hasPassed {
            throw PBXError(
                .timedOut, command.program, "did not finish in time and was stopped", remedy: "look at its own log, or allow more time")
        }
        return result
    }

    static func checkRemovable(_ path: String) throws {
        try SystemError.checkPath(path)
        let names = path.split(separator: "/")
        guard path.hasPrefix("/"), !names.isEmpty, !names.contains(".."), !names.contains(".") else {
            throw PBXError(.failed, path, "will not be removed: not a plain absolute path")
        }
    }

    /// Runs a script on a file; its failure is the error.
    func done(
        _ call: String, _ path: String, _ script: String, _ arguments: [String], input: [UInt8]? = nil,
        outputLimit: Int = 16 << 20
    ) throws -> CommandResult {
        try SystemError.checkPath(path)
        let result = try shell.run(script, arguments, input: input, outputLimit: outputLimit, deadline: deadline)
        guard result.hasSucceeded else { throw error(call, path, result) }
        return result
    }

    func error(_ call: String, _ path: String, _ result: CommandResult) -> any Error {
        let text = result.errorText
        if let code = RemoteStatus.code(in: text) { return SystemError(call, path, code: code) }
        let line = text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "\(call) ended with \(result.ending)"
        return PBXError(.failed, path, "\(line) (on \(name))")
    }

    func unreadable(_ path: String) -> PBXError {
        PBXError(.failed, path, "what \(name) says of it is not understood", remedy: "GNU coreutils and findutils have to be there")
    }
}
