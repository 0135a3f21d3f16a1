import Glibc
import PBXKit

/// Standard output or standard error, written in large pieces.
///
/// A reader that has gone ends the program by SIGPIPE, as it does other tools; everything else that goes wrong is an
/// error.
final class StandardStream {
    private let descriptor: Int32
    private var waiting = OutputBytes(capacity: StandardStream.pieceBytes + StandardStream.pieceBytes / 8)
    let isTerminal: Bool
    /// Whether anything has left the program already.
    private(set) var hasWritten = false

    private static let pieceBytes = 64 * 1024

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// Columns of the terminal behind it, or nil.
    var terminalWidth: Int? {
        var size = winsize()
        guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Appends by way of `body` and writes when enough has come together.
    func append(_ body: (inout OutputBytes) throws -> Void) throws {
        try body(&waiting)
        if waiting.count >= Self.pieceBytes { try flush() }
    }

    func append(_ text: String) throws { try append { $0.append(text) } }

    /// Forgets what has not been written yet.
    func discard() { waiting.removeAll() }

    func flush() throws {
        var sent = 0
        defer { waiting.removeAll() }
        while sent < waiting.count {
            let count = write(descriptor, waiting.bytes.baseAddress.map { $0 + sent }, waiting.count - sent)
            let code = errno
            if count > 0 {
                sent += count
                hasWritten = true
            } else if code == EAGAIN {
                var descriptorPoll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&descriptorPoll, 1, -1)
            } else if code == EPIPE {
                Self.endBySignal(SIGPIPE)
            } else if code != EINTR {
                waiting.removeAll()
                throw PBXError(
                    .failed, descriptor == 1 ? "standard output" : "standard error",
                    "cannot be written: \(String(cString: strerror(code)))",
                    remedy: "check where it leads: a full disk, a closed descriptor")
            }
        }
    }

    /// Ends the process the way the signal itself would have.
    static func endBySignal(_ number: Int32) -> Never {
        signal(number, SIG_DFL)
        kill(getpid(), number)
        exit(128 + number)
    }
}

extension StandardStream {
    /// Puts something in the place of standard descriptors that are closed (`>&-`), so that no file and no connection
    /// takes their number and gets what is printed. Reading from it ends at once; printing to it is an error.
    static func occupyClosed() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is the one that is taken.
            _ = open("/dev/null", descriptor == 1 ? O_RDONLY : O_RDWR)
        }
    }

    /// Writes to standard error at once, for prompts and traces.
    static func writeError(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }
}
