import Glibc

/// Who makes a write, and with which command.
public struct JournalAuthor: Sendable, Equatable {
    /// `root`, or `anna (root)` behind sudo.
    public var user: String
    /// The name of this machine.
    public var host: String
    /// The command line without secrets.
    public var command: String
    /// The change that this one takes back.
    public var undoes: String?

    public init(command: String, environment: [String: String]) {
        let own = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(geteuid())"
        if let caller = environment["SUDO_USER"], !caller.isEmpty, caller != own { user = "\(caller) (\(own))" } else { user = own }
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.command = command
    }
}
