import Glibc
import PBXKit

/// A folder of a test's own, gone when the test is.
final class TemporaryFolder {
    let path: String

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/pbxctl-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw SystemError("mkdtemp", base, code: errno) }
        path = String(cString: made)
    }

    deinit { try? LocalHost().removeTree(path) }

    /// Writes a file, with the folders that it needs; its path.
    @discardableResult
    func file(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        try file(name, bytes: Array(text.utf8), mode: mode)
    }

    @discardableResult
    func file(_ name: String, bytes: [UInt8], mode: mode_t = 0o644) throws -> String {
        let parts = name.split(separator: "/")
        var folder = path
        for part in parts.dropLast() {
            folder += "/\(part)"
            mkdir(folder, 0o755)
        }
        let target = "\(path)/\(name)"
        try LocalHost().write(bytes, to: target)
        chmod(target, mode)
        return target
    }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}
