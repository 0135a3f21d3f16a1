import Glibc

/// What the file system says about a file.
public struct FileStatus: Sendable, Hashable {
    public enum Kind: String, Sendable { case file, directory, link, other }

    public var kind: Kind
    /// In bytes.
    public var size: Int64
    /// Permission bits only: `0o640`.
    public var mode: UInt32
    public var owner: UInt32
    public var group: UInt32
    /// Time of the last change of the contents.
    public var modified: Timestamp
    /// The file's number within its file system, by which it is known under any name; 0 where the host does not say.
    public var inode: UInt64

    public init(
        kind: Kind, size: Int64, mode: UInt32, owner: UInt32, group: UInt32, modified: Timestamp,
        inode: UInt64 = 0
    ) {
        self.kind = kind
        self.size = size
        self.mode = mode
        self.owner = owner
        self.group = group
        self.modified = modified
        self.inode = inode
    }

    init(_ raw: stat) {
        kind =
            switch raw.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        size = Int64(raw.st_size)
        mode = raw.st_mode & 0o7777
        inode = UInt64(raw.st_ino)
        owner = raw.st_uid
        group = raw.st_gid
        modified = Timestamp(
            seconds: Int64(raw.st_mtim.tv_sec), microseconds: Int32(raw.st_mtim.tv_nsec / 1000))
    }

    /// Whether anyone but the owner may read or change it.
    public var isOpenToOthers: Bool { mode & 0o077 != 0 }
}
