import Glibc

/// Throws the oldest finished writes away once there are too many of them.
struct JournalRotation {
    let directory: StateDirectory

    func run() {
        let folder = "\(directory.path)/history"
        // A look at the names is cheap; sizes are asked for now and then.
        guard let entries = try? LocalHost().list(folder) else { return }
        var bytes: Int64 = 0
        for (index, entry) in entries.reversed().enumerated() {
            bytes += Int64(entry.status.size)
            if index >= Journal.keptEntries || (bytes > Journal.keptBytes && index > 0) { _ = unlink("\(folder)/\(entry.name)") }
        }
    }
}
