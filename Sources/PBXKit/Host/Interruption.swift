import Glibc
import Synchronization

/// Ctrl-C (and a termination request) in the middle of a write: noted, so that the write can be taken back first. A
/// second one ends the program at once.
public enum Interruption {
    private static let noted = Atomic<Int32>(0)
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// Runs `body` with signals noted instead of obeyed; afterwards they act as before.
    public static func watched<Result>(_ body: () throws -> Result) throws -> Result {
        noted.store(0, ordering: .relaxed)
        var action = Glibc.sigaction()
        action.__sigaction_handler.sa_handler = { number in Interruption.noted.store(number, ordering: .relaxed) }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
        var previous = Array(repeating: Glibc.sigaction(), count: signals.count)
        for (index, number) in signals.enumerated() {
            sigaction(number, nil, &previous[index])
            // What the caller's shell ignores (nohup) stays ignored.
            if !isIgnored(previous[index]) { sigaction(number, &action, nil) }
        }
        defer { for (index, number) in signals.enumerated() { sigaction(number, &previous[index], nil) } }
        let result = try body()
        // It came too late to take anything back: the work is done, the signal is obeyed now.
        let number = noted.load(ordering: .relaxed)
        if number != 0 { throw Interrupted(signal: number, isDone: true) }
        return result
    }

    /// Runs `body`, which puts things right after an interruption, as if no signal had come so far.
    static func forgotten<Result>(during body: () throws -> Result) rethrows -> Result {
        let number = noted.exchange(0, ordering: .relaxed)
        defer { _ = noted.compareExchange(expected: 0, desired: number, ordering: .relaxed) }
        return try body()
    }

    /// Handlers are functions without equality: their addresses are compared.
    private static func isIgnored(_ action: sigaction) -> Bool {
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Throws `Interrupted` where a signal has been noted. Called between steps that can still be taken back.
    public static func check() throws {
        let number = noted.load(ordering: .relaxed)
        if number != 0 { throw Interrupted(signal: number) }
    }
}

/// A signal asked the program to end.
public struct Interrupted: Error, Sendable, PBXErrorConvertible {
    public var signal: Int32
    /// It came after the last moment at which anything could be taken back.
    public var isDone = false

    public var pbxError: PBXError {
        PBXError(
            .failed, "the command", isDone ? "interrupted after the change was made" : "interrupted, nothing was changed")
    }
}
