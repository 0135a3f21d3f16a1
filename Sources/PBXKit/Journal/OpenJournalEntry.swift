import Glibc

/// An entry whose plan is being carried out, or was broken off; locked, so that nobody else recovers it meanwhile.
// Belongs to the one thread that carries its plan out.
final class OpenJournalEntry: @unchecked Sendable {
    private(set) var entry: JournalEntry
    private let directory: StateDirectory
    private let file: OpenFile
    private var isFinished = false

    private var name: String { "\(entry.id).json" }

    /// Writes a new one to the disk.
    init(creating entry: JournalEntry, in directory: StateDirectory) throws {
        self.entry = entry
        self.directory = directory
        let folder = try directory.folder("pending")
        _ = try directory.folder("history")
        let path = "\(folder)/\(entry.id).json"
        file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW, mode: 0o600)
        do {
            try SystemError.check("flock", path) { flock(file.descriptor, LOCK_EX | LOCK_NB) }
            try file.writeAll(JSONWriter.text(entry))
            try file.synchronise()
        } catch {
            _ = unlink(path)
            throw error
        }
    }

    /// One that was left behind; nil where its program still runs, or it is no entry. A torn file, whose plan was never
    /// begun, is removed.
    init?(abandoned name: String, in directory: StateDirectory) throws {
        let path = "\(directory.path)/pending/\(name)"
        guard let file = try? OpenFile(path, O_RDWR | O_APPEND | O_NOFOLLOW) else { return nil }
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
        // Finished while it was being opened: it is called something else now.
        guard try LocalHost().status(of: path) != nil else { return nil }
        guard let entry = try JournalFile.read(path) else {
            _ = unlink(path)
            return nil
        }
        guard entry.outcome == .unfinished else {
            // Its end is noted; all that is missing is that it is put away.
            _ = rename(path, "\(directory.path)/history/\(name)")
            return nil
        }
        self.entry = entry
        self.directory = directory
        self.file = file
    }

    /// Notes the end. Where that fails, the entry stays where a recovery looks for it, and finds the write done.
    func finish(_ outcome: JournalEntry.Outcome, notes: [String] = []) {
        guard !isFinished else { return }
        isFinished = true
        entry.outcome = outcome
        entry.notes += notes
        let remark = JournalRemark(outcome: outcome, time: Timestamp.now().seconds, notes: notes.isEmpty ? nil : notes)
        if note(remark) { _ = rename("\(directory.path)/pending/\(name)", "\(directory.path)/history/\(name)") }
        SystemLog.note(entry)
        JournalRotation(directory: directory).run()
    }

    private func note(_ remark: JournalRemark) -> Bool {
        guard let size = try? file.status().size else { return false }
        do { try file.writeAll(JSONWriter.text(remark)) } catch {
            // Half a line would spoil the next.
            _ = ftruncate(file.descriptor, off_t(size))
            return false
        }
        return true
    }

    /// Takes it out of the journal: nothing of it ever happened.
    func discard() {
        isFinished = true
        _ = unlink("\(directory.path)/pending/\(name)")
    }
}
