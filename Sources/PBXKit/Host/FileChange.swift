/// A change to the names in a file system.
public enum FileChange: Sendable, Hashable {
    /// As `Host.rename`.
    case rename(String, to: String)
    /// As `Host.removeTree`.
    case remove(String)
}
