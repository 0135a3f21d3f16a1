import Glibc

/// For `doctor`.
extension Journal {
    /// Whether changes can be written down here, whether there is room for it, and whether one was broken off.
    public func examine() -> [Finding] {
        do {
            let path = directory.path
            guard let status = try LocalHost().status(of: path) else {
                return [Finding("journal", .ok, "\(path), made with the first change")]
            }
            guard status.owner == geteuid(), access(path, W_OK | X_OK) == 0 else {
                throw PBXError(
                    .notPermitted, path, "the journal of changes cannot be written by this user, so that nothing can be changed",
                    remedy: "set PBXCTL_STATE to a folder of your own")
            }
            let room = HostExamination(host: LocalHost()).disk("journal disk", path)
            guard status.mode & 0o077 == 0 else {
                return [
                    Finding(
                        "journal", .warning, "\(path) holds secrets and others may look into it (mode 0\(String(status.mode, radix: 8)))",
                        remedy: "chmod 700 \(path)"),
                    room,
                ]
            }
            var unfinished: [String] = []
            try forEach { if $0.outcome == .unfinished { unfinished.append($0.id) } }
            guard unfinished.isEmpty else {
                return [
                    Finding(
                        "journal", .warning, "changes were begun and not finished: \(unfinished.prefix(5).joined(separator: ", "))",
                        remedy: "unless one is being made now: `pbxctl recover`"),
                    room,
                ]
            }
            return [Finding("journal", .ok, path), room]
        } catch { return [Finding("journal", PBXError(error))] }
    }
}
