import Glibc

/// What the scripts of `RemoteScripts` print about files.
enum RemoteStatus {
    /// `81a4 12 0 0 1700000000`: mode in hexadecimal, size, owner, group, time.
    static func file(_ line: ArraySlice<UInt8>) -> FileStatus? {
        let words = String(decoding: line, as: UTF8.self).trimmingBlanks.split(separator: " ")
        guard words.count == 5, let mode = UInt32(words[0], radix: 16), let size = Int64(words[1]),
            let owner = UInt32(words[2]), let group = UInt32(words[3]), let time = Int64(words[4])
        else { return nil }
        let kind: FileStatus.Kind =
            switch mode & 0o170000 {
            case 0o100000: .file
            case 0o040000: .directory
            case 0o120000: .link
            default: .other
            }
        return FileStatus(
            kind: kind, size: size, mode: mode & 0o7777, owner: owner, group: group,
            modified: Timestamp(seconds: time, microseconds: 0))
    }

    /// `f 12 644 0 0 1700000000.5 name`: kind, size, mode, owner, group, time, and the name to the end.
    static func entry(_ line: ArraySlice<UInt8>) -> FileEntry? {
        let words = line.split(separator: 32, maxSplits: 6, omittingEmptySubsequences: false)
        guard words.count == 7 else { return nil }
        let texts = words.map { String(decoding: $0, as: UTF8.self) }
        let time = texts[5].split(separator: ".")
        guard let size = Int64(texts[1]), let mode = UInt32(texts[2], radix: 8), let owner = UInt32(texts[3]),
            let group = UInt32(texts[4]), let seconds = time.first.flatMap({ Int64($0) })
        else { return nil }
        let fraction = time.count > 1 ? Int32(time[1].prefix(6)) ?? 0 : 0
        let kinds: [String: FileStatus.Kind] = ["f": .file, "d": .directory, "l": .link]
        return FileEntry(
            name: texts[6],
            status: FileStatus(
                kind: kinds[texts[0]] ?? .other, size: size, mode: mode, owner: owner, group: group,
                modified: Timestamp(seconds: seconds, microseconds: fraction)))
    }

    /// The `errno` behind the last line that a program of coreutils wrote.
    static func code(in text: String) -> Int32? {
        let line = text.split(whereSeparator: \.isNewline).last ?? ""
        let codes: [(String, Int32)] = [
            ("No such file or directory", ENOENT), ("Not a directory", ENOTDIR), ("Permission denied", EACCES),
            ("Operation not permitted", EPERM), ("Is a directory", EISDIR), ("Directory not empty", ENOTEMPTY),
            ("Read-only file system", EROFS), ("No space left on device", ENOSPC), ("Disk quota exceeded", EDQUOT),
            ("File exists", EEXIST),
        ]
        return codes.first { line.hasSuffix($0.0) }?.1
    }
}
