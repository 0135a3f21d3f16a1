import Glibc
import Synchronization

/// The program on the way to another host that pbxctl waits for. It has a process group of its own, which a terminal's
/// Ctrl-C does not reach: a signal that ends pbxctl ends it as well.
public enum SignalledChild {
    private static let group = Atomic<Int32>(0)

    /// Ends the program. May be called in a signal handler.
    public static func end() {
        let current = group.load(ordering: .relaxed)
        if current > 0 { kill(-current, SIGTERM) }
    }

    static func run(_ command: HostCommand, deadline: Deadline) throws -> CommandResult {
        let process = try ChildProcess.start(command)
        group.store(process.identifier, ordering: .relaxed)
        defer { group.store(0, ordering: .relaxed) }
        return try process.finish(command, by: deadline)
    }

    /// From now on: signals that would end pbxctl at once end the program first. Those that the caller ignores or
    /// handles stay as they are.
    static func watchSignals() {
        _ = group.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var previous = Glibc.sigaction()
            sigaction(number, nil, &previous)
            guard unsafeBitCast(previous.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_DFL, to: Int.self)
            else { continue }
            var action = Glibc.sigaction()
            action.__sigaction_handler.sa_handler = { number in
                SignalledChild.end()
                // The handler is gone by now: the signal acts as ever once it returns.
                raise(number)
            }
            action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
            sigaction(number, &action, nil)
        }
    }
}
