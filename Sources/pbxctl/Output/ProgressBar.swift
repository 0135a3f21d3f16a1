import Glibc
import PBXKit

/// How far a long command has come, on one line of standard error; gone when the command ends.
///
/// Shown only where standard error is a terminal that can go back to the beginning of a line.
final class ProgressBar: @unchecked Sendable {
    private let isShown: Bool
    private let width: Int
    private var last: (phase: String, time: ContinuousClock.Instant)?

    init(isQuiet: Bool, environment: [String: String]) {
        let stream = StandardStream(descriptor: 2)
        let terminal = environment["TERM"] ?? "dumb"
        isShown = !isQuiet && stream.isTerminal && terminal != "dumb"
        width = min(stream.terminalWidth ?? 80, 100)
    }

    /// Draws it, at most ten times a second.
    func show(_ progress: Progress) {
        guard isShown, progress.total > 0 else { return }
        let now = ContinuousClock.now
        if let last, last.phase == progress.phase, now - last.time < .milliseconds(100) { return }
        last = (progress.phase, now)
        StandardStream.writeError("\r\(Self.line(progress, width: width))\u{1B}[K")
    }

    /// Takes it away.
    func clear() {
        guard last != nil else { return }
        last = nil
        StandardStream.writeError("\r\u{1B}[K")
    }

    /// `writing keys      [#####     ]  52 %  23400/45000`
    static func line(_ progress: Progress, width: Int) -> String {
        let done = min(max(progress.done, 0), progress.total)
        let head = progress.phase + String(repeating: " ", count: max(1, 20 - progress.phase.utf8.count))
        let percent = String(done * 100 / progress.total)
        let tail = " \(String(repeating: " ", count: 3 - percent.utf8.count))\(percent) %  \(done)/\(progress.total)"
        let room = width - 1 - head.utf8.count - tail.utf8.count - 2
        guard room >= 5 else { return String((head + tail).prefix(max(width - 1, 0))) }
        let filled = room * done / progress.total
        return "\(head)[\(String(repeating: "#", count: filled))\(String(repeating: " ", count: room - filled))]\(tail)"
    }
}
