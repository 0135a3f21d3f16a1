import Glibc
import PBXKit

/// A terminal that does not show what is typed, for as long as a secret is.
enum SecretPrompt {
    /// Asks for it and lends the terminal to `read`. Ctrl-C leaves the terminal as it was.
    static func ask<Result>(_ what: String, _ read: () throws -> Result) throws -> Result {
        var before = termios()
        guard tcgetattr(0, &before) == 0 else { return try read() }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &silent)
        defer {
            tcsetattr(0, TCSAFLUSH, &before)
            StandardStream.writeError("\n")
        }
        // Only now: what is typed at once after the question is neither shown nor lost.
        StandardStream.writeError("\(what): ")
        return try Interruption.watched(read)
    }
}
