import Glibc
import PBXKit

/// Reads the file that an import is made from: a path, or `-` for standard input.
enum ImportFile {
    static func read(_ path: String) throws -> [UInt8] {
        let descriptor: Int32 = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw PBXError(
                errno == ENOENT ? .notFound : .usage, path, "cannot be read: \(String(cString: strerror(errno)))",
                remedy: "give a file, or - to read from standard input")
        }
        defer { if descriptor != 0 { close(descriptor) } }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            let code = errno
            if count > 0 {
                bytes += piece[..<count]
                guard bytes.count <= ImportTable.largestFile else {
                    throw PBXError(.usage, path, "is larger than \(ImportTable.largestFile >> 20) MiB", remedy: "import it in parts")
                }
            } else if count == 0 {
                return bytes
            } else if code != EINTR {
                throw PBXError(.usage, path, "cannot be read: \(String(cString: strerror(code)))", remedy: "give a file that can be read")
            }
        }
    }

    /// The format that a file's name says, where it says one.
    static func format(of path: String) -> ImportFormat? {
        path.split(separator: "/").last?.split(separator: ".").dropFirst().last.flatMap { ending in
            ending.lowercased() == "jsonl" ? .ndjson : ImportFormat(rawValue: ending.lowercased())
        }
    }
}
