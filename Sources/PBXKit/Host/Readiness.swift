import Glibc

/// Waiting for a socket with `poll(2)`.
struct Readiness: OptionSet {
    let rawValue: Int16

    static let reading = Readiness(rawValue: Int16(POLLIN))
    static let writing = Readiness(rawValue: Int16(POLLOUT))

    /// Whether the descriptor became ready (or failed, which the next call on it reports) before the deadline.
    static func wait(for readiness: Readiness, on descriptor: Int32, until deadline: Deadline) -> Bool {
        var entry = pollfd(fd: descriptor, events: readiness.rawValue, revents: 0)
        while true {
            let count = poll(&entry, 1, deadline.remainingMilliseconds)
            let code = errno
            if count > 0 { return true }
            if count == 0 { return false }
            // A signal that did not end the process does not end the wait either.
            if code != EINTR { return false }
        }
    }
}
