import Glibc
import PBXKit

/// Writes a sound to a file or, as `-`, to standard output.
enum SoundOutput {
    /// The name of a file in the current folder for what the PBX calls by `path`: the PBX does not choose a hidden file,
    /// an option, or another folder.
    static func ownName(_ path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        let plain = DisplayText.printable(last).drop { ".-".contains($0) }
        let name = plain.isEmpty ? "sound" : String(plain)
        return name.contains(".") ? name : "\(name).wav"
    }

    /// `produce` lends the bytes in pieces. A file appears only when all of it is there; an existing one is kept unless
    /// `replaces` says otherwise.
    static func write(
        to path: String, replaces: Bool, _ session: Session,
        _ produce: (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        if path == "-" {
            guard isatty(1) == 0 else {
                throw PBXError(.usage, "standard output", "is a terminal", remedy: "name a file, or send it into a pipe")
            }
            return try produce { try session.output.bytes($0) }
        }
        var bytes: [UInt8] = []
        let host = LocalHost()
        if !replaces, try host.status(of: path) != nil {
            throw PBXError(.conflict, path, "already exists", remedy: "name another file, or add --replace")
        }
        try produce { bytes += $0 }
        try host.write(bytes, to: path)
        session.output.note("\(path): \(bytes.count) bytes")
    }
}
