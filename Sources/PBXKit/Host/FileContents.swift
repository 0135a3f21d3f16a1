/// A file as it was read: its bytes, and what the file system said about the very file that was opened.
public struct FileContents: Sendable {
    public var bytes: [UInt8]
    public var status: FileStatus

    public init(bytes: [UInt8], status: FileStatus) {
        self.bytes = bytes
        self.status = status
    }

    /// The bytes as text; what is no UTF-8 becomes U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
