import Glibc

/// A pipe between pbxctl and a program.
struct Pipe: ~Copyable {
    let reader: OpenFile
    let writer: OpenFile

    /// - Parameter waits: whether who reads waits for more; pbxctl itself never does.
    static func make(for command: HostCommand, readerWaits waits: Bool = false) throws -> Pipe {
        var ends: [Int32] = [-1, -1]
        try SystemError.check("pipe", command.program) { pipe(&ends) }
        // pipe2, which would do this at once, is not declared to Swift. The wrappers own the first two numbers.
        let first = OpenFile(ends[0], path: command.program)
        let second = OpenFile(ends[1], path: command.program)
        let reader = try first.aboveStandard()
        let writer = try second.aboveStandard()
        // Ours alone is non-blocking: the flag belongs to each end.
        if !waits { try SystemError.check("fcntl", command.program) { fcntl(reader.descriptor, F_SETFL, O_NONBLOCK) } }
        return Pipe(reader: reader, writer: writer)
    }
}
