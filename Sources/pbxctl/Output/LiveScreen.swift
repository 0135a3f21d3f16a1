import Glibc
import PBXKit
import Synchronization

/// A table that is drawn over and over in the same place, on a terminal's other screen.
///
/// Signals are obeyed by a thread of its own, whatever the program waits for: a changed window is drawn anew, Ctrl-Z and
/// Ctrl-C give the terminal back first. The caller's screen is there again afterwards, as it was.
final class LiveScreen: Sendable {
    /// What is on it.
    struct Picture: Sendable {
        var title = ""
        var columns: [String] = []
        var rows: [[Cell]] = []
    }

    private struct State: Sendable {
        var picture: Picture?
        var isShown = false
        /// Of the terminal, where what is typed is not echoed meanwhile.
        var typing: tcflag_t?
    }

    private let state = Mutex(State())
    private let hasHeader: Bool
    private let isColored: Bool

    private static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
    private static let leave = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"
    private static let obeyed = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH]

    init(hasHeader: Bool, isColored: Bool) {
        self.hasHeader = hasHeader
        self.isColored = isColored
    }

    /// Shows `picture` in place of what was there.
    func show(_ picture: Picture) {
        let isFirst = state.withLock { state in
            defer { state.picture = picture }
            return state.picture == nil
        }
        if isFirst { obeySignals() }
        state.withLock { state in
            if !state.isShown { Self.enterScreen(&state) }
            draw(state)
        }
    }

    /// Gives the terminal back.
    func close() { state.withLock { Self.leaveScreen(&$0) } }

    // MARK: - Drawing

    private func draw(_ state: State) {
        guard let picture = state.picture, state.isShown else { return }
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0 else { return }
        let (width, height) = (size.ws_col > 0 ? Int(size.ws_col) : 80, size.ws_row > 0 ? Int(size.ws_row) : 24)
        let lines = Self.lines(of: picture, width: width, height: height, hasHeader: hasHeader, isColored: isColored)
        Self.write("\u{1B}[H" + lines.map { "\($0)\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
    }

    /// The picture as lines for a window: the title, the table, and how many rows there was no room for.
    static func lines(of picture: Picture, width: Int, height: Int, hasHeader: Bool, isColored: Bool) -> [String] {
        let room = max(1, height - 2 - (hasHeader ? 1 : 0))
        let isCut = picture.rows.count > room
        let shown = isCut ? picture.rows.prefix(room - 1) : picture.rows[...]
        var table = TableFormat(hasHeader: hasHeader, width: width, isColored: isColored)
        var bytes = OutputBytes()
        let fields = RowFields()
        table.begin(picture.columns, into: &bytes)
        for row in shown {
            fields.removeAll()
            for cell in row { cell.add(to: fields) }
            table.row(fields, into: &bytes)
        }
        table.end(into: &bytes)
        var lines = [DisplayText.cut(DisplayText.printable(picture.title), to: width)]
        lines += bytes.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        if isCut { lines.append(DisplayText.cut("… \(picture.rows.count - shown.count) more", to: width)) }
        return Array(lines.prefix(height))
    }

    private static func enterScreen(_ state: inout State) {
        var terminal = termios()
        if isatty(0) == 1, tcgetattr(0, &terminal) == 0 {
            state.typing = terminal.c_lflag
            terminal.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(0, TCSANOW, &terminal)
        }
        write(enter)
        state.isShown = true
    }

    private static func leaveScreen(_ state: inout State) {
        guard state.isShown else { return }
        write(leave)
        var terminal = termios()
        if let typing = state.typing, tcgetattr(0, &terminal) == 0 {
            terminal.c_lflag = typing
            tcsetattr(0, TCSADRAIN, &terminal)
        }
        state.isShown = false
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress.map { $0 + sent }, bytes.count - sent) }
            guard count > 0 || errno == EINTR else { return }
            sent += max(0, count)
        }
    }

    // MARK: - Signals

    private func obeySignals() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in Self.obeyed where number == SIGWINCH || !Self.isIgnored(number) { sigaddset(&set, number) }
        // Blocked here and so in every thread: they wait for the one that asks for them.
        pthread_sigmask(SIG_BLOCK, &set, nil)
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { context in
            if let context { Unmanaged<LiveScreen>.fromOpaque(context).takeRetainedValue().waitForSignals() }
            return nil
        }, context.toOpaque())
        if code == 0 {
            pthread_detach(thread)
        } else {
            // Without the thread they act as ever; the screen is not given back then.
            context.release()
            pthread_sigmask(SIG_UNBLOCK, &set, nil)
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = Glibc.sigaction()
        sigaction(number, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private func waitForSignals() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in Self.obeyed { sigaddset(&set, number) }
        while true {
            var number: Int32 = 0
            guard sigwait(&set, &number) == 0 else { continue }
            switch number {
            case SIGWINCH: state.withLock { draw($0) }
            case SIGTSTP:
                state.withLock { state in
                    Self.leaveScreen(&state)
                    // By this thread itself: it goes no further until it is continued.
                    pthread_kill(pthread_self(), SIGSTOP)
                    // In the foreground again.
                    Self.enterScreen(&state)
                    draw(state)
                }
            default:
                close()
                var only = sigset_t()
                sigemptyset(&only)
                sigaddset(&only, number)
                pthread_sigmask(SIG_UNBLOCK, &only, nil)
                StandardStream.endBySignal(number)
            }
        }
    }
}
