/// How a program on the host ended and what it wrote.
public struct CommandResult: Sendable, Hashable {
    public enum Ending: Sendable, Hashable {
        /// With an exit status.
        case exited(Int32)
        /// By a signal's number.
        case killed(Int32)
    }

    public var ending: Ending
    public var output: [UInt8]
    public var errorOutput: [UInt8]

    public init(ending: Ending, output: [UInt8], errorOutput: [UInt8]) {
        self.ending = ending
        self.output = output
        self.errorOutput = errorOutput
    }

    public var hasSucceeded: Bool { ending == .exited(0) }
    public var outputText: String { String(decoding: output, as: UTF8.self) }
    public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}
