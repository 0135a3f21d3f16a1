import Glibc

/// An exclusive lock on a file among all programs that use `flock(2)`; released when the value ends.
public struct FileLock: ~Copyable {
    private let file: OpenFile

    private init(file: consuming OpenFile) { self.file = file }

    /// Waits for the lock until the deadline, then throws `.conflict`. The file is made (0600) if need be and stays.
    public static func acquire(_ path: String, deadline: Deadline) throws -> FileLock {
        let file = try OpenFile(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        var pause: UInt32 = 1_000
        while true {
            do {
                try SystemError.check("flock", path) { flock(file.descriptor, LOCK_EX | LOCK_NB) }
                return FileLock(file: file)
            } catch let error as SystemError where error.code == EWOULDBLOCK {
                if deadline.hasPassed {
                    throw PBXError(
                        .conflict, path, "locked by another program", remedy: "wait for it to finish and try again")
                }
                usleep(pause)
                pause = min(pause * 2, 50_000)
            }
        }
    }

    /// Runs `body` while the lock is held.
    public static func whileHeld<Result>(
        _ path: String, deadline: Deadline, _ body: () throws -> Result
    ) throws -> Result {
        let lock = try acquire(path, deadline: deadline)
        let outcome = Swift.Result<Result, any Error> { try body() }
        lock.release()
        return try outcome.get()
    }

    /// Releases the lock before the value's scope ends.
    public consuming func release() {}
}
