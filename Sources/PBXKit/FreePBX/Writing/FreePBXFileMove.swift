/// A file of a mailbox that gets another name. Paths are relative to the mailbox's folder: `INBOX/msg0003.wav`.
struct FreePBXFileMove: Equatable, Codable {
    /// The file's number in its file system: names pass from one message to the next.
    var inode: UInt64
    var from: String
    var to: String
}

/// Carries moves out, in an order in which each new name is free when its turn comes and is given to no other file.
struct FreePBXFileMoves {
    let host: any Host
    /// The mailbox's folder.
    let root: String

    func carryOut(_ moves: [FreePBXFileMove]) throws {
        for move in moves { try host.rename("\(root)/\(move.from)", to: "\(root)/\(move.to)") }
    }

    /// Goes on where carrying out was broken off, wherever that was.
    func redo(_ moves: [FreePBXFileMove]) throws {
        for move in moves where try inode(of: move.to) == nil && inode(of: move.from) == move.inode {
            try host.rename("\(root)/\(move.from)", to: "\(root)/\(move.to)")
        }
    }

    /// Takes back what was carried out of them.
    func undo(_ moves: [FreePBXFileMove]) throws {
        for move in moves.reversed() where try inode(of: move.from) == nil && inode(of: move.to) == move.inode {
            try host.rename("\(root)/\(move.to)", to: "\(root)/\(move.from)")
        }
    }

    /// Of the name itself: a link is not followed.
    private func inode(of path: String) throws -> UInt64? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let folder = "\(root)/\(path[..<slash])"
        guard try host.status(of: folder) != nil else { return nil }
        let name = path[path.index(after: slash)...]
        return try host.list(folder).first { $0.name == name }?.status.inode
    }
}
