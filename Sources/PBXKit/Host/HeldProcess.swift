import Synchronization

/// A program that runs until its standard input ends: until it is released, or pbxctl ends in whatever way.
final class HeldProcess: Sendable {
    private struct Running: ~Copyable {
        var process: ChildProcess?
        var leash: OpenFile?
    }

    private let command: HostCommand
    private let running: Mutex<Running>

    /// Starts it. The command's own input is not used.
    init(_ command: HostCommand) throws {
        self.command = command
        let pipe = try Pipe.make(for: command, readerWaits: true)
        let process = try ChildProcess.start(command, input: pipe.reader)
        running = Mutex(Running(process: process, leash: try pipe.writer.aboveStandard()))
    }

    /// The first line that it writes; nil where it ends without one, or writes none in time.
    func firstLine(by deadline: Deadline) throws -> String? {
        try running.withLock { try $0.process?.firstLine(by: deadline) ?? nil }
    }

    /// Lets it end, and says how it did; nil where it was released before. Later than the deadline it is killed.
    @discardableResult
    func release(by deadline: Deadline) throws -> CommandResult? {
        try running.withLock { running in
            running.leash = nil
            guard let process = running.process.take() else { return nil }
            return try process.finish(command, by: deadline)
        }
    }
}
