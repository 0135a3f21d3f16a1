/// What can be wrong with the disk and the folders of a host, for `doctor`.
struct HostExamination {
    let host: any Host

    private static let patience = Duration.seconds(10)
    /// Less than this is too little for a PBX to go on with: one long recording.
    private static let scarceBytes = 200 << 20
    private static let noneBytes = 4 << 20

    /// Whether there is room on the disk that a folder is on.
    func disk(_ link: String, _ folder: String) -> Finding {
        do {
            let result = try host.run(
                HostCommand("df", ["-B1", "--output=avail,target", "--", folder]), deadline: Deadline(after: Self.patience))
            let words = result.outputText.split(whereSeparator: \.isNewline).last?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
            guard result.hasSucceeded, let first = words.first, let free = Int(first) else {
                throw PBXError(.failed, folder, "what is free on its disk is not known: \(result.errorText.trimmingBlanks)")
            }
            let found = "\(free >> 20) MB free on \(words.dropFirst().joined(separator: " "))"
            let remedy = "make room on it: old recordings, logs, backups"
            guard free >= Self.noneBytes else { return Finding(link, PBXError(.failed, folder, "the disk is full: \(found)", remedy: remedy)) }
            return Finding(link, free < Self.scarceBytes ? .warning : .ok, found, remedy: free < Self.scarceBytes ? remedy : nil)
        } catch { return Finding(link, PBXError(error)) }
    }

    /// Which of these folders this user cannot read and write; those that are not there are left out.
    func unusable(_ folders: [String]) throws -> [String] {
        var found: [String] = []
        // What lies in a folder that cannot be looked into is not asked for.
        for folder in folders where !found.contains(where: { folder.hasPrefix("\($0)/") }) {
            guard try host.status(of: folder) != nil else { continue }
            let isUnusable = try ["-r", "-w", "-x"].contains { right in
                try !host.run(HostCommand("test", [right, folder]), deadline: Deadline(after: Self.patience)).hasSucceeded
            }
            if isUnusable { found.append(folder) }
        }
        return found
    }
}

/// Whether the database's clock and this machine's agree, for `doctor`.
struct ClockExamination {
    let database: any Database

    /// Expiry times, `--since -2h` and the order of changes go by both.
    private static let tolerance: Int64 = 5

    func finding() throws -> Finding {
        let before = Timestamp.now().seconds
        let text = try database.value(
            database.dialect == .mySQL ? "SELECT UNIX_TIMESTAMP()" : "SELECT floor(extract(epoch from clock_timestamp()))::bigint::text")
        let after = Timestamp.now().seconds
        guard let there = text.flatMap({ Int64($0) }) else { throw PBXError(.failed, "the database's clock", "cannot be read") }
        let skew = there < before ? there - before : there > after ? there - after : 0
        guard abs(skew) > Self.tolerance else { return Finding("clock", .ok, "the database's is this machine's, to \(Self.tolerance) s") }
        return Finding(
            "clock", .warning, "the database's is \(abs(skew)) s \(skew > 0 ? "ahead of" : "behind") this machine's",
            remedy: "let both keep time (`timedatectl set-ntp true`)")
    }
}
