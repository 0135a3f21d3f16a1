import Foundation
import Testing

@Suite("--watch", .serialized)
struct WatchTests {
    /// Runs pbxctl on a pseudo-terminal of its own and does to it what the letters say: `w` makes the window 6 × 40, `z`
    /// types Ctrl-Z and continues it, `c` types Ctrl-C, `k` sends SIGTERM. What the screen got is parted by `|` where each begins.
    private func onTerminal(_ words: String, _ acts: String, environment: [String: String] = [:]) throws -> (pieces: [String], end: String) {
        let script = """
            import fcntl, os, pty, select, signal, struct, subprocess, sys, termios, time
            child, terminal = pty.fork()
            if child == 0:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 90, 0, 0))
                for number in signal.SIGINT, signal.SIGTERM:
                    signal.signal(number, lambda *_: None)
                ended = subprocess.call(["pbxctl"] + sys.argv[1].split())
                print("ended", ended, "echo", "on" if termios.tcgetattr(0)[3] & termios.ECHO else "off", flush=True)
                os._exit(0)
            def read(seconds):
                piece, end = b"", time.monotonic() + seconds
                while time.monotonic() < end:
                    if select.select([terminal], [], [], 0.05)[0]:
                        try:
                            got = os.read(terminal, 65536)
                        except OSError:
                            break
                        if not got: break
                        piece += got
                return piece
            pieces = [read(2)]
            group = lambda: os.tcgetpgrp(terminal)
            for act in sys.argv[2]:
                if act == "w":
                    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 6, 40, 0, 0))
                if act == "c":
                    os.write(terminal, b"\\x03")
                if act == "k":
                    os.killpg(group(), signal.SIGTERM)
                pieces.append(read(1.2))
            sys.stdout.buffer.write(b"|".join(pieces))
            sys.stdout.flush()
            """
        let folder = URL(filePath: Program.path).deletingLastPathComponent().path
        var variables = [
            "PATH": "\(folder):/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "TERM": "xterm",
            "PBXCTL_STATE": Lab.value("PBXCTL_STATE"),
        ]
        for (name, value) in environment { variables[name] = value }
        let outcome = try Program.start(
            "/usr/bin/python3", ["-c", script, words, acts], input: "", environment: variables, deadline: 30)
        guard outcome.status == 0 else { throw Program.Problem(outcome.errors) }
        let pieces = outcome.output.components(separatedBy: "|")
        return (pieces, pieces.last ?? "")
    }

    private static let enter = "\u{1B}[?1049h"
    private static let leave = "\u{1B}[?1049l"

    @Test("draws in one place, obeys the window's size, and gives the terminal back on Ctrl-C", arguments: [
        ("--profile freepbx registration list", "extension"), ("--profile freepbx state list", "extension"),
        ("--profile freepbx call list", "extension"), ("--profile freepbx queue show 700", "agent"),
        ("--profile fusionpbx --domain pbx.example.test registration list", "extension"),
        ("--profile fusionpbx --domain pbx.example.test state list", "extension"),
        ("--profile fusionpbx --domain pbx.example.test call list", "extension"),
        ("--profile fusionpbx --domain pbx.example.test queue show 800", "agent"),
    ])
    func redraws(words: String, column: String) throws {
        let (pieces, end) = try onTerminal("\(words) --watch", "wc")
        #expect(pieces[0].contains(Self.enter) && pieces[0].contains("\u{1B}[H") && pieces[0].contains(column.uppercased()), "\(pieces[0].debugDescription)")
        #expect(pieces[0].contains("Ctrl-C ends") && !pieces[0].contains(Self.leave))
        // Drawn anew by the new size: six lines of forty columns at most.
        let drawn = try #require(pieces[1].components(separatedBy: "\u{1B}[H").last)
        let lines = drawn.components(separatedBy: "\r\n").map {
            $0.replacingOccurrences(of: "\u{1B}\\[[0-9;?]*[A-Za-z]", with: "", options: .regularExpression)
        }
        #expect(lines.count <= 6 && lines.allSatisfy { TerminalTests.width($0.replacingOccurrences(of: "\r", with: "")) <= 40 }, "\(lines)")
        #expect(end.contains(Self.leave) && end.contains("\u{1B}[?25h") && end.contains("\u{1B}[?7h"), "\(end.debugDescription)")
        #expect(end.contains("ended -2 echo on"), "\(end.debugDescription)")
    }

    @Test("gives the terminal back when it is told to end, too")
    func terminated() throws {
        let (_, end) = try onTerminal("--profile freepbx call list --watch", "k")
        #expect(end.contains(Self.leave) && end.contains("ended -15 echo on"), "\(end.debugDescription)")
    }

    @Test("gives the terminal back and says why when the PBX goes away")
    func lost() throws {
        let office = try FusionPBXOffice()
        defer { office.close() }
        let node = office.node
        Thread.detachNewThread {
            usleep(2_500_000)
            node.stop()
        }
        let (pieces, _) = try onTerminal("--profile office call list --watch --interval 1", "--", environment: ["PBXCTL_CONFIG": office.configuration])
        let all = pieces.joined()
        let left = try #require(all.range(of: Self.leave), "\(all.debugDescription)")
        #expect(all[left.upperBound...].contains("pbxctl: ") && all.contains("ended 5 echo on"), "\(all.debugDescription)")
    }

    @Test("prints lines where the terminal cannot move its cursor")
    func dumb() throws {
        let (pieces, _) = try onTerminal("--profile freepbx registration list --watch", "c", environment: ["TERM": "dumb"])
        #expect(!pieces.joined().contains("\u{1B}") && pieces[0].contains("1001"), "\(pieces[0].debugDescription)")
    }

    @Test("prints into a pipe what is there, then each contact that comes or goes, at once")
    func registrations() throws {
        // Nobody else's: a contact stays when a phone is merely switched off.
        let number = "2031"
        let watching = try Running.pbxctl("--profile", "freepbx", "registration", "list", "--watch", "--interval", "1", "-o", "ndjson")
        defer { watching.signal(SIGKILL) }
        func own() throws -> [String] {
            try watching.outputSoFar.split(separator: "\n").compactMap { line in
                let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return record?["extension"] as? String == number ? record?["status"] as? String : nil
            }
        }
        try Running.until("the first look") { try !own().isEmpty }
        let before = try own()
        let phone = try Phone(number)
        try phone.register(expires: 60)
        try Running.until("the phone comes") { try own().dropFirst(before.count).first == "registered" }
        // From another port: Asterisk lets the contact before it go.
        let count = try own().count
        try phone.register(expires: 60)
        try Running.until("one contact comes, one goes") { try own().dropFirst(count) == ["registered", "unregistered"] }
        watching.signal(SIGINT)
        let outcome = watching.finish()
        #expect(outcome.signal == SIGINT && outcome.errors.isEmpty, "\(outcome)")
    }

    @Test("of a queue prints the queue again when an agent has changed")
    func queue() throws {
        let watching = try Running.pbxctl("--profile", "freepbx", "queue", "show", "700", "--watch", "--interval", "1", "-o", "ndjson")
        defer { watching.signal(SIGKILL) }
        func paused() throws -> [Bool] {
            try watching.outputSoFar.split(separator: "\n").map { line in
                let queue = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return (queue?["members"] as? [[String: Any]] ?? []).contains { $0["paused"] as? Bool == true }
            }
        }
        try Running.until("the first look") { try paused() == [false] }
        defer { _ = try? Lab.asterisk("queue unpause member \(Self.agent)") }
        _ = try Lab.asterisk("queue pause member \(Self.agent)")
        try Running.until("the pause") { try paused().last == true }
    }

    private static var agent: String {
        let shown = (try? Lab.asterisk("queue show 700")) ?? ""
        return shown.firstMatch(of: /\(((Local|PJSIP|SIP)\/[^ )]+)/).map { String($0.1) } ?? "none"
    }

    @Test("is a mistake in a batch, and an interval without it as well")
    func refused() throws {
        for noun in ["call list", "registration list", "queue show 700"] {
            let words = noun.split(separator: " ").map(String.init)
            let lone = try FreePBX.pbxctl(arguments: words + ["--interval", "3"])
            #expect(lone.status == 2 && lone.output.isEmpty && lone.errors.contains("--watch"), "\(lone.errors)")
            let batch = try FreePBX.pbxctl("batch", input: "\(noun) --watch\n")
            #expect(batch.status == 2, "\(batch.output) \(batch.errors)")
        }
        #expect(try FreePBX.pbxctl("call", "list", "--watch", "--interval", "0").status == 2)
    }
}
