import Foundation

/// Files of one test run, of mode 0600, in a folder that goes with it.
enum Scratch {
    static let folder: String = {
        let path = NSTemporaryDirectory() + "pbxctl-tests-\(getpid())"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        atexit { try? FileManager.default.removeItem(atPath: Scratch.folder) }
        return path
    }()

    static func file(_ text: String) throws -> String {
        let path = folder + "/" + UUID().uuidString
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw Program.Problem("\(path) cannot be written")
        }
        return path
    }
}
