/// A lock that holds on the other machine, among all programs there that use `flock(2)`.
extension RemoteHost {
    /// A command there holds it, for as long as its standard input is open here: it ends with `body`, with pbxctl and with
    /// the connection.
    func whileLocked<Result>(_ path: String, deadline: Deadline, _ body: () throws -> Result) throws -> Result {
        try SystemError.checkPath(path)
        let milliseconds = Int(deadline.remainingMilliseconds)
        let seconds = milliseconds == 0 ? "0" : "\(milliseconds / 1000).\(String(1000 + milliseconds % 1000).dropFirst())"
        let holder = try shell.hold(RemoteScripts.lock, [path, seconds])
        let soon = Deadline(after: shell.connectTimeout + .seconds(5))
        let answer = Deadline(after: .milliseconds(milliseconds) + shell.connectTimeout)
        guard try holder.firstLine(by: answer) == "locked" else {
            guard let result = try holder.release(by: soon) else { throw unreadable(path) }
            throw refused(path, try shell.outcome(of: result))
        }
        let outcome = Swift.Result<Result, any Error> { try body() }
        _ = try? holder.release(by: soon)
        return try outcome.get()
    }

    private func refused(_ path: String, _ result: CommandResult) -> any Error {
        guard result.ending == .exited(75) else { return error("flock", path, result) }
        return PBXError(.conflict, path, "locked by another program", remedy: "wait for it to finish and try again")
    }
}
