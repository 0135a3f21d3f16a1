import Glibc

/// Asterisk's locks on folders of one mailbox (main/app.c, `ast_lock_path` in its default mode): a link named `.lock` to
/// a file of one's own. A caller's message waits five seconds for it and is lost then, so it is held for moments only.
struct FreePBXMailboxLock {
    let host: any Host
    /// The mailbox's folder.
    let root: String
    /// How long a folder that somebody else holds is waited for.
    var patience = Duration.seconds(10)

    /// Runs `body` while all the folders are locked, after what a program that is gone left half-done is done.
    func whileHeld<Result>(_ folders: [String], _ body: (FreePBXMailboxKey) throws -> Result) throws -> Result {
        let deadline = Deadline(after: patience)
        let key = try FreePBXMailboxKey(in: root, on: host, before: deadline)
        let outcome = Swift.Result {
            while let busy = try take(folders, key) {
                try Interruption.check()
                guard !deadline.hasPassed else { throw Self.busy("\(root)/\(busy)") }
                usleep(20_000)
            }
            return try body(key)
        }
        try key.unlock()
        try key.remove()
        return try outcome.get()
    }

    /// Brings to its end what a program that is gone left half-done.
    func repair() throws {
        guard try host.status(of: "\(root)/\(FreePBXMailboxKey.name)") != nil else { return }
        try whileHeld([]) { _ in }
    }

    /// All or none: whoever holds one and waits for another can wait for somebody who waits for him.
    /// - Returns: the folder that is taken.
    private func take(_ folders: [String], _ key: FreePBXMailboxKey) throws -> String? {
        var held: [String] = []
        do {
            for folder in folders {
                try host.link(key.path, to: "\(root)/\(folder)/.lock")
                held.append(folder)
            }
            key.locked = held
            return nil
        } catch {
            for folder in held.reversed() { try host.removeTree("\(root)/\(folder)/.lock") }
            guard let error = error as? SystemError, error.code == EEXIST else { throw error }
            return folders[held.count]
        }
    }

    static func busy(_ folder: String) -> PBXError {
        PBXError(
            .conflict, folder, "is locked by Asterisk or another program",
            remedy: "try again; if nobody uses the mailbox, a program that crashed has left \(folder)/.lock: remove it")
    }
}
