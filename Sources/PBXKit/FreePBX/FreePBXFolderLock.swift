import Glibc

/// Asterisk's lock on a voicemail folder (main/app.c, `ast_lock_path` in its default mode): a link named `.lock` to a file
/// of one's own. A caller's message waits five seconds for it and is lost then, so it is held for moments only.
struct FreePBXFolderLock {
    let host: any Host
    /// How long a folder that somebody else holds is waited for.
    var patience = Duration.seconds(10)

    /// Runs `body` while all the folders are locked.
    func whileHeld<Result>(_ folders: [String], _ body: () throws -> Result) throws -> Result {
        let keys = try folders.map { folder in (folder: folder, key: try makeKey(in: folder)) }
        defer { for (_, key) in keys { try? host.removeTree(key) } }
        let deadline = Deadline(after: patience)
        while let busy = try take(keys) {
            try Interruption.check()
            guard !deadline.hasPassed else { throw Self.busy(busy) }
            usleep(20_000)
        }
        let outcome = Swift.Result { try body() }
        for folder in folders.reversed() { try host.removeTree("\(folder)/.lock") }
        return try outcome.get()
    }

    private func makeKey(in folder: String) throws -> String {
        let key = "\(folder)/.lock-" + String(String(0x1_0000_0000 + UInt64(UInt32.random(in: .min ... .max)), radix: 16).dropFirst())
        try host.write([], to: key)
        return key
    }

    /// All or none: whoever holds one and waits for another can wait for somebody who waits for him.
    /// - Returns: the folder that is taken.
    private func take(_ keys: [(folder: String, key: String)]) throws -> String? {
        var held: [String] = []
        do {
            for (folder, key) in keys {
                try host.link(key, to: "\(folder)/.lock")
                held.append(folder)
            }
            return nil
        } catch {
            for folder in held.reversed() { try host.removeTree("\(folder)/.lock") }
            guard let error = error as? SystemError, error.code == EEXIST else { throw error }
            return keys[held.count].folder
        }
    }

    static func busy(_ folder: String) -> PBXError {
        PBXError(
            .conflict, folder, "is locked by Asterisk or another program",
            remedy: "try again; if nobody uses the mailbox, a program that crashed has left \(folder)/.lock: remove it")
    }
}
