import Glibc

/// Who makes a write, and with which command.
public struct JournalAuthor: Sendable, Equatable {
    /// The command line without secrets.
    public var command: String
    /// The change that this one takes back.
    public var undoes: String?
    /// Who called sudo.
    private let caller: String?

    public init(command: String, environment: [String: String]) {
        self.command = command
        caller = environment["SUDO_USER"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `root`, or `anna (root)` behind sudo. Asked of the system each time: commands that only read never ask.
    var user: String {
        let own = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(geteuid())"
        guard let caller, caller != own else { return own }
        return "\(caller) (\(own))"
    }

    /// The name of this machine.
    var host: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
