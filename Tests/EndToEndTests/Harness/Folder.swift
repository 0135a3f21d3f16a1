import Foundation

/// A folder for the files of one test, removed when the test is done.
final class Folder {
    let path: String

    init() throws {
        path = "/tmp/pbxctl-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file below the folder; its path.
    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String { try write(Data(text.utf8), to: name, mode: mode) }

    @discardableResult
    func write(_ data: Data, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: URL(filePath: file).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try data.write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}
