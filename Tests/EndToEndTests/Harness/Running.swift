import Foundation

/// A program that runs beside the test.
final class Running {
    private let process = Process()
    private let inputPipe = Pipe()
    private let output: Collector
    private let errors: Collector

    init(_ program: String, _ arguments: [String], environment: [String: String]) throws {
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = environment
        let (outputPipe, errorPipe) = (Pipe(), Pipe())
        process.standardInput = inputPipe
        process.standardOutput = outputPipe
        process.standardError = errorPipe
        output = Collector(outputPipe.fileHandleForReading)
        errors = Collector(errorPipe.fileHandleForReading)
        try Self.starting.withLock { try Self.withPlainSignals { try process.run() } }
    }

    /// Several threads that start processes at once have crashed in Foundation.
    private static let starting = NSLock()

    /// A child has the signals of the thread that starts it, and a test's thread blocks them.
    private static func withPlainSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { Foundation.signal(number, SIG_DFL) }
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    /// pbxctl with the lab's configuration.
    static func pbxctl(_ arguments: String..., environment: [String: String] = [:]) throws -> Running {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PBXCTL_CONFIG": Lab.configuration, "PBXCTL_STATE": Lab.value("PBXCTL_STATE")]
        for (name, value) in environment { variables[name] = value }
        return try Running(Program.path, arguments, environment: variables)
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    /// What it has printed so far.
    var outputSoFar: String { output.soFar() }

    /// Types into its standard input; nothing happens where it has gone.
    func type(_ text: String) {
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
        try? inputPipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    }

    func endInput() { try? inputPipe.fileHandleForWriting.close() }
    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for its end, and ends it when the time is up.
    func finish(deadline: Double = 30) -> Program.Outcome {
        let watch = DispatchWorkItem { [process] in if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        DispatchQueue.global().asyncAfter(deadline: .now() + deadline, execute: watch)
        process.waitUntilExit()
        watch.cancel()
        let exited = process.terminationReason == .exit
        return Program.Outcome(
            output: output.text(), errors: errors.text(), status: exited ? process.terminationStatus : nil,
            signal: exited ? nil : process.terminationStatus)
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

/// Reads a pipe to its end beside the test, so that neither side waits for the other.
private final class Collector: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let lock = NSLock()
    private var data = Data()

    init(_ handle: FileHandle) {
        DispatchQueue.global().async {
            while case let piece = handle.nextPiece(), !piece.isEmpty {
                self.lock.lock()
                self.data += piece
                self.lock.unlock()
            }
            self.done.signal()
        }
    }

    func soFar() -> String {
        lock.lock()
        defer { lock.unlock() }
        return String(decoding: data, as: UTF8.self)
    }

    func text() -> String {
        done.wait()
        done.signal()
        return soFar()
    }
}
