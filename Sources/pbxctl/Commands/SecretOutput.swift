import Glibc
import PBXKit

/// A new file that secrets are written to instead of being printed: of mode 0600, a line for each extension.
struct SecretOutput {
    let path: String

    /// Writes the file and brings it to the disk: before the change, so that no secret is lost with this program.
    ///
    /// Throws `.conflict` where the file exists: whoever made it may read what is written to it.
    init(_ path: String, _ secrets: [GeneratedSecrets]) throws {
        self.path = path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            guard errno != EEXIST else {
                throw PBXError(.conflict, path, "exists already", remedy: "remove it, or name another file")
            }
            throw PBXError(.usage, path, "cannot be written: \(String(cString: strerror(errno)))", remedy: "name a file in a folder of your own")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        for one in secrets { one.secret?.reveal { bytes += "\(one.id)\t\($0)\n".utf8 } }
        var written = 0
        while written < bytes.count {
            let count = write(descriptor, Array(bytes[written...]), bytes.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            written += count
        }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure() }
    }

    /// Nothing was changed: what the file holds is no secret of anybody.
    func remove() { unlink(path) }

    private func failure() -> PBXError {
        let reason = String(cString: strerror(errno))
        remove()
        return PBXError(.failed, path, "cannot be written: \(reason); nothing was changed", remedy: "make room, or name another file")
    }
}
