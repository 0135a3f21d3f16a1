import Glibc

/// For `doctor`.
extension ProfileSearch {
    /// The profile files that are read, and who else may change them. What is wrong beyond that, reading the profile says.
    public func examineFiles() -> [Finding] {
        guard let paths = try? filePaths() else { return [] }
        return paths.compactMap { path in
            guard let status = try? LocalHost().status(of: path) else { return nil }
            let mode = "0\(String(status.mode, radix: 8))"
            guard [0, geteuid()].contains(status.owner) else {
                return Finding(
                    "configuration", .warning, "\(path) belongs to another user, who may lead pbxctl elsewhere",
                    remedy: "chown root \(path)")
            }
            guard status.mode & 0o022 == 0 else {
                return Finding(
                    "configuration", .warning, "\(path) can be changed by others (mode \(mode)), who may lead pbxctl elsewhere",
                    remedy: "chmod go-w \(path)")
            }
            return Finding("configuration", .ok, "\(path), mode \(mode)")
        }
    }
}
