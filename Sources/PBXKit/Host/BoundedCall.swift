import Glibc
import Synchronization

/// Runs a blocking call that knows no deadline of its own (name lookup, libpq's cancel request) under one.
enum BoundedCall {
    /// The result of `work`, which runs on a thread of its own; nil where it was not there by `deadline` or no thread
    /// could be had. Work that is late goes on unobserved: it must own all it touches.
    static func run<Result: Sendable>(until deadline: Deadline, _ work: @escaping @Sendable () -> Result) -> Result? {
        guard let answer = Answer<Result>() else { return nil }
        let task = Task {
            let result = work()
            answer.give(result)
        }
        guard task.start() else { return nil }
        return answer.take(until: deadline)
    }

    /// What the thread is given.
    private final class Task: Sendable {
        private let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }

        func start() -> Bool {
            var every = sigset_t()
            var before = sigset_t()
            sigfillset(&every)
            // Signals stay with the thread that waits, so that they interrupt the wait.
            pthread_sigmask(SIG_BLOCK, &every, &before)
            defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

            let context = Unmanaged.passRetained(self)
            var thread = pthread_t()
            let status = pthread_create(&thread, nil, { context in
                if let context { Unmanaged<Task>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, context.toOpaque())
            if status != 0 {
                context.release()
                return false
            }
            pthread_detach(thread)
            return true
        }
    }

    /// The place where the thread leaves its result. Whoever lets go last closes the pipe, so that a late thread never
    /// writes into a closed one.
    private final class Answer<Result: Sendable>: Sendable {
        private let result = Mutex<Result?>(nil)
        private let readEnd: Int32
        private let writeEnd: Int32

        init?() {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { return nil }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            readEnd = ends[0]
            writeEnd = ends[1]
        }

        deinit {
            close(readEnd)
            close(writeEnd)
        }

        func give(_ value: Result) {
            result.withLock { $0 = value }
            var byte: UInt8 = 1
            _ = write(writeEnd, &byte, 1)
        }

        func take(until deadline: Deadline) -> Result? {
            _ = Readiness.wait(for: .reading, on: readEnd, until: deadline)
            return result.withLock { $0 }
        }
    }
}
