import Glibc

/// Keeps SIGPIPE away from calls into libraries that write to sockets without MSG_NOSIGNAL (OpenSSL's), and from
/// nothing else: a reader of standard output that has gone should still end the process.
enum BrokenPipe {
    /// Runs `body` with SIGPIPE held back in this thread, and drops one that it caused.
    @inline(__always)
    static func silenced<Result>(_ body: () throws -> Result) rethrows -> Result {
        var signal = sigset_t()
        var before = sigset_t()
        sigemptyset(&signal)
        sigaddset(&signal, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signal, &before)
        defer {
            // One that was held back before is someone else's.
            if sigismember(&before, SIGPIPE) == 0 {
                var noWait = timespec()
                while sigtimedwait(&signal, nil, &noWait) < 0, errno == EINTR {}
                pthread_sigmask(SIG_SETMASK, &before, nil)
            }
        }
        return try body()
    }
}
