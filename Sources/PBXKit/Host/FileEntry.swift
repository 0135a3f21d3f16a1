/// One name in a folder. A link is described itself, not what it leads to.
public struct FileEntry: Sendable, Hashable {
    /// Bytes that are no UTF-8 show as U+FFFD; such a file cannot be named to the other calls.
    public var name: String
    public var status: FileStatus

    public init(name: String, status: FileStatus) {
        self.name = name
        self.status = status
    }
}
