/// A program to run on a host: never through a shell.
public struct HostCommand: Sendable, Hashable {
    /// An absolute path, or a name that is looked up in `PATH`.
    public var program: String
    /// Without the program's own name.
    public var arguments: [String]
    /// The whole environment of the program.
    public var environment: [String: String]
    /// What the program reads on standard input; nil for nothing.
    public var input: [UInt8]?
    /// Longest output, in bytes, of each of standard output and standard error.
    public var outputLimit: Int

    /// Enough for the PBX's own scripts, and nothing of the caller's.
    public static let standardEnvironment = [
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
    ]

    public init(
        _ program: String, _ arguments: [String] = [],
        environment: [String: String] = HostCommand.standardEnvironment, input: [UInt8]? = nil,
        outputLimit: Int = 16 << 20
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.input = input
        self.outputLimit = outputLimit
    }
}
