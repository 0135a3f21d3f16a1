import Glibc

/// Where pbxctl keeps what it has to remember between runs: the journal of its writes.
///
/// `$PBXCTL_STATE`; else `/var/lib/pbxctl` for root; else `$XDG_STATE_HOME/pbxctl` or `~/.local/state/pbxctl`. Only its
/// owner can look into it: before-images hold secrets.
public struct StateDirectory: Sendable, Equatable {
    public var path: String

    public init(path: String) { self.path = path }

    /// nil where the environment leads nowhere.
    public init?(environment: [String: String], isRoot: Bool = geteuid() == 0) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        if let path = variable("PBXCTL_STATE") {
            self.path = path
        } else if isRoot {
            path = "/var/lib/pbxctl"
        } else if let folder = variable("XDG_STATE_HOME") {
            path = "\(folder)/pbxctl"
        } else if let home = variable("HOME") {
            path = "\(home)/.local/state/pbxctl"
        } else {
            return nil
        }
    }

    /// Makes a folder below the directory (mode 0700), and the directory itself; its path.
    ///
    /// Throws `SystemError` where it cannot be made, and `.notPermitted` where it belongs to somebody else.
    func folder(_ name: String) throws -> String {
        let path = "\(self.path)/\(name)"
        if try isOwn(path) { return path }
        var parent = ""
        for part in path.split(separator: "/") {
            parent += "/\(part)"
            if mkdir(parent, 0o700) != 0, errno != EEXIST { throw SystemError("mkdir", parent, code: errno) }
        }
        return path
    }

    private func isOwn(_ path: String) throws -> Bool {
        guard let status = try LocalHost().status(of: path) else { return false }
        guard status.owner == geteuid() else {
            throw PBXError(
                .notPermitted, path, "belongs to another user", remedy: "set PBXCTL_STATE to a folder of your own")
        }
        return true
    }
}
