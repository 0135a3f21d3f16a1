import Glibc

extension ChildProcess {
    /// Starts a program with nothing inherited but what is given: environment, three descriptors, default signals.
    static func start(_ command: HostCommand) throws -> ChildProcess { try start(command, input: input(of: command)) }

    /// As `start`, with an open file as the program's standard input.
    static func start(_ command: HostCommand, input: borrowing OpenFile) throws -> ChildProcess {
        let texts = [command.program] + command.arguments + command.environment.map { "\($0.key)=\($0.value)" }
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw SystemError("posix_spawn", command.program, code: EINVAL)
        }
        let output = try Pipe.make(for: command)
        let errorOutput = try Pipe.make(for: command)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.descriptor, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writer.descriptor, 1)
        posix_spawn_file_actions_adddup2(&actions, errorOutput.writer.descriptor, 2)
        keepDescriptorsToOurselves()

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let environment = command.environment.map { "\($0.key)=\($0.value)" }
        var identifier: pid_t = 0
        let code = withArray([command.program] + command.arguments) { arguments in
            withArray(environment) { variables in
                posix_spawnp(&identifier, command.program, &actions, &attributes, arguments, variables)
            }
        }
        switch code {
        case 0: break
        case ENOENT: throw PBXError(.notFound, command.program, "no such program on this host")
        default: throw SystemError("posix_spawn", command.program, code: code)
        }
        return ChildProcess(identifier: identifier, output: output.reader, errorOutput: errorOutput.reader)
    }

    /// A file in memory, so that a program that does not read cannot block or kill the writer.
    private static func input(of command: HostCommand) throws -> OpenFile {
        guard let bytes = command.input else { return try OpenFile("/dev/null", O_RDONLY).aboveStandard() }
        let name = "/pbxctl-\(String(UInt64.random(in: .min ... .max), radix: 16))"
        let descriptor = try SystemError.check("shm_open", command.program) {
            shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
        }
        _ = shm_unlink(name)
        let file = try OpenFile(descriptor, path: command.program).aboveStandard()
        try file.writeAll(bytes)
        try SystemError.check("lseek", command.program) { lseek(file.descriptor, 0, SEEK_SET) }
        return file
    }

    /// Sockets of the database clients are not all close-on-exec, and a daemon that the program leaves behind must not
    /// hold them open.
    static func keepDescriptorsToOurselves() {
        let names = (try? LocalHost().list("/proc/self/fd"))?.map(\.name) ?? []
        for descriptor in names.compactMap({ Int32($0) }) where descriptor > 2 {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Lends the texts as C wants them: an array of pointers that ends with a null one.
    static func withArray<Result>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { (pointers + index).initialize(to: strdup(text)) }
        (pointers + texts.count).initialize(to: nil)
        defer {
            for index in texts.indices { free(pointers[index]) }
            pointers.deallocate()
        }
        return body(pointers)
    }
}
