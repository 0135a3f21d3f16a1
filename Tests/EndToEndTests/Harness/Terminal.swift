import Foundation

/// Runs a program on a terminal of its own (a pseudo-terminal), as a person would.
enum Terminal {
    /// What appeared on the terminal, and how the program ended: a status, or 128 and the signal.
    struct Outcome {
        var screen: String
        var status: Int32

        var lines: [String] { screen.split(whereSeparator: \.isNewline).map(String.init) }
    }

    /// Waits for a text to appear, then types another.
    struct Exchange {
        var seen: String
        var typed: String

        init(_ seen: String, _ typed: String) {
            self.seen = seen
            self.typed = typed
        }
    }

    /// Runs a shell line with pbxctl on the path.
    static func run(
        _ line: String, columns: Int = 80, environment: [String: String] = [:], _ exchanges: [Exchange] = [], deadline: Double = 30
    ) throws -> Outcome {
        try start(["/bin/bash", "-c", line], columns: columns, environment: environment, exchanges, deadline: deadline)
    }

    static func start(
        _ words: [String], columns: Int = 80, environment: [String: String] = [:], _ exchanges: [Exchange] = [], deadline: Double = 30
    ) throws -> Outcome {
        let folder = URL(filePath: Program.path).deletingLastPathComponent().path
        var variables = [
            "PATH": "\(folder):/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE"), "TERM": "xterm",
        ]
        for (name, value) in environment { variables[name] = value }
        let talk = try JSONSerialization.data(withJSONObject: exchanges.map { [$0.seen, $0.typed] })
        let outcome = try Program.start(
            "/usr/bin/python3", ["-c", driver, String(columns), String(decoding: talk, as: UTF8.self), String(deadline)] + words,
            input: "", environment: variables, deadline: deadline + 5)
        guard let status = outcome.status, outcome.errors.isEmpty else { throw Program.Problem(outcome.errors) }
        return Outcome(screen: outcome.output, status: status)
    }

    private static let driver = """
        import fcntl, json, os, pty, select, signal, struct, sys, termios, time
        columns, talk, deadline = int(sys.argv[1]), json.loads(sys.argv[2]), time.monotonic() + float(sys.argv[3])
        child, terminal = pty.fork()
        if child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            os.execv(sys.argv[4], sys.argv[4:])
        screen, fresh = b"", b""
        while True:
            if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
                os.kill(child, signal.SIGKILL)
                screen += b"(the time ran out)"
                break
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            screen += piece
            fresh += piece
            while talk and talk[0][0].encode() in fresh:
                fresh = fresh.split(talk[0][0].encode(), 1)[1]
                os.write(terminal, talk.pop(0)[1].encode())
        sys.stdout.buffer.write(screen)
        sys.stdout.flush()
        ended = os.waitpid(child, 0)[1]
        sys.exit(128 + os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended))
        """
}
