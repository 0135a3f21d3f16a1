import Glibc

/// This very program, started once more beside itself: what it prints comes through a pipe, what it has to say goes where
/// ours goes.
///
/// It stays in our process group, so that a terminal's Ctrl-C reaches it as well; signals that we note act on it as ever.
public struct SiblingProcess: ~Copyable {
    /// How it came to its end.
    public enum Ending: Sendable, Equatable {
        case exited(Int32)
        case killed(Int32)
    }

    private let identifier: pid_t
    private let output: OpenFile

    /// Starts it with nothing to read. Throws where it cannot be started.
    public init(arguments: [String], environment: [String: String]) throws {
        let program = "/proc/self/exe"
        let pipe = try Pipe.make(for: HostCommand(program, arguments))
        let input = try OpenFile("/dev/null", O_RDONLY).aboveStandard()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.descriptor, 0)
        posix_spawn_file_actions_adddup2(&actions, pipe.writer.descriptor, 1)
        ChildProcess.keepDescriptorsToOurselves()

        var identifier: pid_t = 0
        let code = ChildProcess.withArray(["pbxctl"] + arguments) { arguments in
            ChildProcess.withArray(environment.map { "\($0.key)=\($0.value)" }) { variables in
                posix_spawn(&identifier, program, &actions, nil, arguments, variables)
            }
        }
        guard code == 0 else { throw SystemError("posix_spawn", program, code: code) }
        self.identifier = identifier
        output = pipe.reader
    }

    /// What `poll(2)` waits for.
    public var descriptor: Int32 { output.descriptor }

    /// Reads what is there; nil at the end, empty where there is nothing yet.
    public borrowing func read(into buffer: inout [UInt8]) -> ArraySlice<UInt8>? {
        while true {
            let count = Glibc.read(output.descriptor, &buffer, buffer.count)
            if count > 0 { return buffer[..<count] }
            if count < 0, errno == EINTR { continue }
            return count < 0 && errno == EAGAIN ? [] : nil
        }
    }

    public borrowing func signal(_ number: Int32) { _ = kill(identifier, number) }

    /// Waits for its end, which is near: its output has ended, or it was told to end.
    public consuming func wait() -> Ending {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) == -1 {
            guard errno == EINTR else { return .exited(1) }
        }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal)
    }
}
