import Glibc

/// A running program of this host, with the pipes that it writes to.
///
/// It leads a process group of its own, so that a timeout can end it with all it started, and nothing else.
struct ChildProcess: ~Copyable {
    /// The number of the process and of its group.
    let identifier: pid_t
    private let output: OpenFile
    private let errorOutput: OpenFile

    init(identifier: pid_t, output: consuming OpenFile, errorOutput: consuming OpenFile) {
        self.identifier = identifier
        self.output = output
        self.errorOutput = errorOutput
    }

    /// Waits for the first line that the program writes; nil where it ends without one, or writes none in time.
    borrowing func firstLine(by deadline: Deadline) throws -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while !deadline.hasPassed {
            try Interruption.check()
            let count = read(output.descriptor, &byte, 1)
            if count == 0 { return nil }
            if count < 0 {
                guard errno == EAGAIN || errno == EINTR else { return nil }
                wait(for: [output.descriptor], until: deadline)
            } else if byte == 10 {
                return String(decoding: line, as: UTF8.self)
            } else {
                line.append(byte)
            }
        }
        return nil
    }

    /// Reads what the program writes until it ends, then says how it ended.
    consuming func finish(_ command: HostCommand, by deadline: Deadline) throws -> CommandResult {
        var captured: [[UInt8]] = [[], []]
        var open = [true, true]
        let descriptors = [output.descriptor, errorOutput.descriptor]
        var ended: CommandResult.Ending?
        while true {
            // Asked before reading: what was written before the end is then read below.
            if ended == nil { ended = try ending() }
            for index in 0..<2 where open[index] {
                open[index] = try drain(descriptors[index], into: &captured[index], of: command)
            }
            if let ended { return CommandResult(ending: ended, output: captured[0], errorOutput: captured[1]) }
            if deadline.hasPassed {
                kill()
                throw PBXError(
                    .timedOut, command.program, "did not finish in time and was stopped",
                    remedy: "look at its own log, or allow more time")
            }
            wait(for: descriptors.indices.filter { open[$0] }.map { descriptors[$0] }, until: deadline)
        }
    }

    /// Waits for something to read, but not longer than a while: the program may end and leave its pipes to a daemon.
    private func wait(for descriptors: [Int32], until deadline: Deadline) {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = poll(&polled, nfds_t(polled.count), min(deadline.remainingMilliseconds, polled.isEmpty ? 1 : 10))
    }

    /// Reads what is there; false once the pipe has ended.
    private func drain(_ descriptor: Int32, into bytes: inout [UInt8], of command: HostCommand) throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count: Int
            do {
                count = try SystemError.check("read", command.program) { read(descriptor, &chunk, chunk.count) }
            } catch let error as SystemError where error.code == EAGAIN {
                return true
            }
            if count == 0 { return false }
            bytes += chunk[..<count]
            guard bytes.count <= command.outputLimit else {
                kill()
                throw PBXError(.failed, command.program, "wrote more than \(command.outputLimit) bytes")
            }
        }
    }

    /// How the program ended, or nil while it runs.
    private func ending() throws -> CommandResult.Ending? {
        var status: Int32 = 0
        let found = try SystemError.check("waitpid", "process \(identifier)") {
            waitpid(identifier, &status, WNOHANG)
        }
        guard found == identifier else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal)
    }

    /// Ends the program and everything in its process group. It is still our child, so the number is still its own.
    private func kill() {
        _ = Glibc.kill(-identifier, SIGKILL)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
    }
}
