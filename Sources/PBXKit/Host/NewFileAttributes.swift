/// Owner and mode for a file that does not exist yet.
public struct NewFileAttributes: Sendable, Hashable {
    /// Permission bits; the caller's umask does not apply.
    public var mode: UInt32
    /// nil: as the folder's, so that the PBX's own programs can rewrite what root has written.
    public var owner: UInt32?
    /// nil: as the folder's.
    public var group: UInt32?

    public init(mode: UInt32 = 0o640, owner: UInt32? = nil, group: UInt32? = nil) {
        self.mode = mode
        self.owner = owner
        self.group = group
    }
}
