import FoundationEssentials
import Glibc

/// The file in a mailbox with which pbxctl locks its folders: `.pbxctl-lock`.
///
/// While files are renamed it holds the list of them. The kernel's lock on it (`flock`) ends with its program: whoever
/// finds the file without that lock knows that its program is gone, and brings the renaming to its end. On other hosts
/// the list is a file of its own, and the PBX-wide lock has to tell: whoever holds it is the only one.
final class FreePBXMailboxKey {
    static let name = ".pbxctl-lock"

    let path: String
    /// Folders that are locked with it by this program.
    var locked: [String] = []
    private let host: any Host
    private let root: String
    /// nil on another host.
    private let held: HeldFile?
    private let inode: UInt64
    private var holdsMoves = false

    /// Throws `.conflict` where another pbxctl still has it at the deadline.
    init(in root: String, on host: any Host, before deadline: Deadline) throws {
        self.host = host
        self.root = root
        path = "\(root)/\(Self.name)"
        if host is LocalHost {
            held = HeldFile(try Self.open(path, deadline))
        } else {
            held = nil
            if try host.status(of: path) == nil { try host.write([], to: path) }
        }
        inode = try host.status(of: path)?.inode ?? 0
        try finishOthersMoves()
    }

    private static func open(_ path: String, _ deadline: Deadline) throws -> OpenFile {
        while true {
            let file = try OpenFile(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600)
            if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 {
                // Whoever had it may have removed it in between.
                if try LocalHost().status(of: path)?.inode == file.status().inode { return file }
                continue
            }
            try Interruption.check()
            guard !deadline.hasPassed else {
                throw PBXError(.conflict, path, "is held by another pbxctl", remedy: "wait for it to finish and try again")
            }
            usleep(20_000)
        }
    }

    private func finishOthersMoves() throws {
        let bytes = try noted()
        // A list that was not written to its end was not begun to be carried out.
        let moves = bytes.isEmpty ? nil : try? JSONDecoder().decode([FreePBXFileMove].self, from: Data(bytes))
        if let moves { try FreePBXFileMoves(host: host, root: root).redo(moves) }
        try forgetMoves()
        // Asterisk waits for these five seconds with each message, and then it is lost.
        try unlock()
    }

    /// Lets go of all folders.
    func unlock() throws {
        for folder in try host.list(root) where folder.status.kind == .directory {
            let lock = "\(root)/\(folder.name)/.lock"
            if try locked.contains(folder.name) || (inode != 0 && host.status(of: lock)?.inode == inode) { try host.removeTree(lock) }
        }
    }

    /// Renames files, all of them or none, even if the program ends meanwhile.
    func carryOut(_ moves: [FreePBXFileMove]) throws {
        try note(moves)
        let files = FreePBXFileMoves(host: host, root: root)
        do {
            try files.carryOut(moves)
        } catch {
            // Where that fails, too, the list stays and the next one to come goes on with it.
            if (try? files.undo(moves)) != nil { try? forgetMoves() }
            throw error
        }
        try forgetMoves()
    }

    // MARK: - The list

    private var listPath: String { "\(root)/.pbxctl-moves" }

    private func noted() throws -> [UInt8] {
        let limit = 1 << 26
        return try held?.file.readAll(limit: limit) ?? host.readIfPresent(listPath, limit: limit)?.bytes ?? []
    }

    /// On the disk when this returns.
    private func note(_ moves: [FreePBXFileMove]) throws {
        let bytes = Array(try JSONEncoder().encode(moves))
        do {
            try held?.file.writeAll(bytes) ?? host.write(bytes, to: listPath)
            try held?.file.synchronise()
            if held != nil { try OpenFile(root, O_RDONLY | O_DIRECTORY).synchronise() }
        } catch {
            try? forgetMoves()
            throw error
        }
        holdsMoves = true
    }

    private func forgetMoves() throws {
        if let descriptor = held?.file.descriptor {
            try SystemError.check("ftruncate", path) { ftruncate(descriptor, 0) }
        } else {
            try host.removeTree(listPath)
        }
        holdsMoves = false
    }

    /// To be called once no folder is locked with it: nobody could let go of one afterwards.
    func remove() throws {
        if !holdsMoves { try host.removeTree(path) }
    }
}

/// A file that can be there or not be there.
private final class HeldFile {
    let file: OpenFile

    init(_ file: consuming OpenFile) { self.file = file }
}
