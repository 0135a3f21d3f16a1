import Foundation

/// A started program: it has plain signals, and the three descriptors that it is given.
///
/// Foundation's `Process` reads past the end of a buffer where the test has many descriptors open.
final class Child {
    let identifier: pid_t
    private let lock = NSLock()
    private var waitStatus: Int32?

    /// Where a sanitizer writes its reports, for a pbxctl that was built with one.
    private static let sanitizing = ProcessInfo.processInfo.environment.filter { ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key) }

    /// `input`, `output` and `errors` are descriptors of the test, which keeps them.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], input: Int32, output: Int32, errors: Int32
    ) throws {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        for (number, descriptor) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&files, descriptor, Int32(number))
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let variables = environment.merging(Self.sanitizing) { own, _ in own }.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var identifier = pid_t()
        let problem = posix_spawn(&identifier, program, &files, &attributes, words, variables)
        guard problem == 0 else { throw Program.Problem("\(program): \(String(cString: strerror(problem)))") }
        self.identifier = identifier
    }

    var isRunning: Bool { ended() == nil }

    /// Waits for its end, which is brought about when the time is up.
    func wait(deadline: Double) -> Ending {
        let end = Date().addingTimeInterval(deadline)
        while true {
            if let ending = ended() { return ending }
            if Date() > end { signal(SIGKILL) }
            usleep(1000)
        }
    }

    /// How it ended: with a status or by a signal.
    struct Ending {
        var status: Int32?
        var signal: Int32?
    }

    func signal(_ number: Int32) {
        lock.withLock { if waitStatus == nil { kill(identifier, number) } }
    }

    private func ended() -> Ending? {
        lock.withLock {
            var status: Int32 = 0
            if waitStatus == nil, waitpid(identifier, &status, WNOHANG) == identifier { waitStatus = status }
            guard let waitStatus else { return nil }
            let signal = waitStatus & 0x7F
            return signal == 0 ? Ending(status: waitStatus >> 8 & 0xFF) : Ending(signal: signal)
        }
    }
}
