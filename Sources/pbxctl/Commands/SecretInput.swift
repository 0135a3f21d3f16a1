import Glibc
import PBXKit

/// Reads a secret from where the command line says: a file, or standard input as `-`. Never from argv itself.
enum SecretInput {
    /// What stands for the value in help.
    static let valueName = "FILE|-"

    /// An option that names where a secret is read from: `--secret-file F`, also spelt `--secret -`.
    static func option(_ long: String, aliases: [String] = [], _ help: String) -> Option<String> {
        Option<String>.text("\(long)-file", aliases: [long] + aliases, value: valueName, completion: .file, help)
    }

    /// The secret that a `FILE|-` value leads to, without its line end; nil where none was given.
    ///
    /// At a terminal it is asked for, unless `mayAsk` says no.
    static func read(_ source: String?, option: String, mayAsk: Bool) throws -> Secret? {
        guard let source else { return nil }
        if source == "-", isatty(0) == 1 {
            guard mayAsk else {
                throw PBXError(.usage, "--\(option)", "nobody is to be asked for it", remedy: "give a file, or leave --no-input out")
            }
            return Secret(try SecretPrompt.ask("Secret (--\(option))") { try line(from: 0, option: option) })
        }
        let descriptor: Int32 = source == "-" ? 0 : open(source, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            // What is no path may be the secret itself, typed by mistake: it is not repeated.
            let subject = source.hasPrefix("/") || source.hasPrefix("./") ? "'\(source)'" : "the file"
            throw PBXError(
                .usage, "--\(option)", "\(subject) cannot be read: \(reason)",
                remedy: "give a file that holds the secret, or - to read it from standard input; never the secret itself")
        }
        defer { if descriptor != 0 { close(descriptor) } }
        if descriptor != 0 { warnIfOthersRead(descriptor, source) }
        return Secret(try line(from: descriptor, option: option))
    }

    /// A file that pbxctl does not own is taken as it is, but not in silence.
    private static func warnIfOthersRead(_ descriptor: Int32, _ path: String) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 else { return }
        StandardStream.writeError("pbxctl: others can read \(DisplayText.printable(path)): chmod 600 it\n")
    }

    private static func line(from descriptor: Int32, option: String) throws -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= 4096 {
            let count = Glibc.read(descriptor, &piece, piece.count)
            let code = errno
            if count > 0 {
                bytes += piece[..<count]
                if bytes.last == 0x0A, isatty(descriptor) == 1 { break }
            } else if count == 0 {
                break
            } else if code == EINTR {
                try Interruption.check()
            } else {
                throw PBXError(.usage, "--\(option)", "cannot be read: \(String(cString: strerror(code)))", remedy: "give a file that holds the secret")
            }
        }
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.count <= 1024, !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw PBXError(
                .usage, "--\(option)", "does not hold one line of text", remedy: "put the secret on a single line")
        }
        return text
    }
}
