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

    /// The lab's configuration with other settings in the profile `freepbx`: what to set as `PBXCTL_CONFIG`.
    static func freePBXProfile(_ settings: [String: String]) throws -> [String: String] {
        var values: [String: String] = [:]
        var isOurs = false
        for line in try String(contentsOfFile: Lab.configuration, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("[") { isOurs = line == "[freepbx]" }
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if isOurs, parts.count == 2 { values[parts[0]] = parts[1] }
        }
        values.merge(settings) { $1 }
        let text = "[freepbx]\n" + values.filter { !$0.value.isEmpty }.map { "\($0.key) = \($0.value)\n" }.joined()
        return ["PBXCTL_CONFIG": try file(text)]
    }
}
