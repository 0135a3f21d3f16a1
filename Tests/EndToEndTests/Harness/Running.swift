import Foundation

/// A program that runs beside the test.
final class Running {
    private let child: Child
    private let output: Collector
    private let errors: Collector
    /// Where its input is written to; nil once that is closed.
    private var input: Int32?

    /// A program must not be started while another's pipes are only half made: it would hold them open.
    private static let starting = NSLock()

    init(_ program: String, _ arguments: [String], environment: [String: String]) throws {
        Self.starting.lock()
        defer { Self.starting.unlock() }
        let (inputPipe, outputPipe, errorPipe) = (try Channel(), try Channel(), try Channel())
        defer { for end in [inputPipe.reading, outputPipe.writing, errorPipe.writing] { close(end) } }
        input = inputPipe.writing
        output = Collector(outputPipe.reading)
        errors = Collector(errorPipe.reading)
        do {
            child = try Child(
                program, arguments, environment: environment, input: inputPipe.reading, output: outputPipe.writing,
                errors: errorPipe.writing)
        } catch {
            close(inputPipe.writing)
            throw error
        }
    }

    /// pbxctl with the lab's configuration.
    static func pbxctl(_ arguments: String..., environment: [String: String] = [:]) throws -> Running {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")]
        for (name, value) in environment { variables[name] = value }
        return try Running(Program.path, arguments, environment: variables)
    }

    deinit {
        endInput()
        if child.isRunning { _ = child.wait(deadline: 0) }
    }

    var identifier: Int32 { child.identifier }
    var isRunning: Bool { child.isRunning }
    /// What it has printed so far.
    var outputSoFar: String { output.soFar() }

    /// Takes what it prints up to an ending from its output, and waits for it.
    func answer(to ending: String) throws -> String {
        guard let text = output.take(to: ending) else { throw Program.Problem("it ended: \(errors.text())") }
        return text
    }

    /// Types into its standard input; nothing happens where it has gone.
    func type(_ text: String) {
        guard let input else { return }
        // Held back in this thread alone: several type at once, and a program that is started inherits nothing of it.
        var brokenPipe = sigset_t()
        var before = sigset_t()
        sigemptyset(&brokenPipe)
        sigaddset(&brokenPipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &brokenPipe, &before)
        defer {
            var now = timespec()
            _ = sigtimedwait(&brokenPipe, nil, &now)
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func endInput() {
        if let input { close(input) }
        input = nil
    }

    func signal(_ number: Int32) { child.signal(number) }

    /// Waits for its end, and ends it when the time is up.
    @discardableResult
    func finish(deadline: Double = 30) -> Program.Outcome {
        let ending = child.wait(deadline: deadline)
        return Program.Outcome(output: output.text(), errors: errors.text(), status: ending.status, signal: ending.signal)
    }

    /// Waits until something holds.
    static func until(_ what: String, seconds: Double = 15, _ condition: () throws -> Bool) throws {
        let end = Date().addingTimeInterval(seconds)
        while try !condition() {
            guard Date() < end else { throw Program.Problem("\(what): not within \(seconds) s") }
            usleep(20_000)
        }
    }
}
