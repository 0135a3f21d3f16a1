import Glibc

/// One line in the system's log for each finished write.
enum SystemLog {
    /// The C library keeps the pointer it is given, not a copy.
    private static let program: StaticString = "pbxctl"

    static func note(_ entry: JournalEntry) {
        // No byte of it may begin a line of its own.
        let command = String(entry.command.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) }.prefix(900))
        let line = "\(entry.user) \(entry.outcome.rawValue) \(entry.id) on \(entry.profile): \(command)"
        openlog(UnsafeRawPointer(program.utf8Start).assumingMemoryBound(to: CChar.self), LOG_PID, LOG_AUTHPRIV)
        line.withCString { text in withVaList([text]) { vsyslog(LOG_NOTICE, "%s", $0) } }
        closelog()
    }
}
