import Glibc

/// A file with one password in it, which only its owner can read.
enum SecretFile {
    /// The password, without the line end after it. Throws `.notPermitted` where others can read or change the file.
    static func read(_ path: String, user: UInt32 = geteuid()) throws -> Secret {
        let contents = try LocalHost().read(path, limit: 4096)
        if contents.status.isOpenToOthers { throw openToOthers(path, "holds a password") }
        guard contents.status.owner == user || contents.status.owner == 0 else {
            throw PBXError(
                .notPermitted, path, "holds a password and belongs to another user",
                remedy: "chown \(user) \(quoted(path))")
        }
        var bytes = contents.bytes[...]
        if bytes.last == 10 { bytes = bytes.dropLast() }
        if bytes.last == 13 { bytes = bytes.dropLast() }
        guard !bytes.isEmpty else { throw PBXError(.usage, path, "is empty", remedy: "write the password into it") }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(where: { [0, 10, 13].contains($0) })
        else { throw PBXError(.usage, path, "is not one line of text", remedy: "write nothing but the password into it") }
        return Secret(text)
    }

    /// The refusal of a file with a secret in it that its mode gives away.
    static func openToOthers(_ path: String, _ why: String) -> PBXError {
        PBXError(.notPermitted, path, "\(why) and other users can read it", remedy: "chmod 600 \(quoted(path))")
    }

    /// A path as a shell reads it.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy {
            (97...122).contains($0 | 0x20) || (45...57).contains($0) || $0 == UInt8(ascii: "_")
        }
        return isPlain ? path : "'\(path.replacing("'", with: "'\\''"))'"
    }
}
