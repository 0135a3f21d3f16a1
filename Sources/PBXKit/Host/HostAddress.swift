/// Where the PBX's files and commands are, as the profile key `host` says it.
public enum HostAddress: Sendable, Hashable, CustomStringConvertible {
    /// `ssh:root@pbx7`, `ssh:root@pbx7:2222`; without a port, what the user's own ssh configuration says.
    case ssh(destination: String, port: Int?)
    /// `exec:docker exec -i freepbx`: a program, and what stands before every command.
    case exec([String])

    /// What to do where files and commands of the PBX are needed and nobody said where it is.
    static let remedy = "run pbxctl on the PBX, or add `host = ssh:root@PBX` to the profile"

    /// Reads a profile's `host`.
    init(_ text: String) throws(AddressURL.Failure) {
        if text.hasPrefix("exec:") {
            guard let words = ShellQuoting.words(String(text.dropFirst(5))), !words.isEmpty else {
                throw AddressURL.Failure(why: "no command stands after exec:, or a quote has no end")
            }
            self = .exec(words)
            return
        }
        guard text.hasPrefix("ssh:") else { throw AddressURL.Failure(why: "a host begins with ssh: or exec:") }
        var rest = text.dropFirst(4)
        var port: Int?
        let colons = rest.count { $0 == ":" }
        if let colon = rest.lastIndex(of: ":"), colons == 1 || rest[..<colon].hasSuffix("]") {
            port = try AddressURL.port(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        let destination = rest.replacing("[", with: "").replacing("]", with: "")
        let isPlain = destination.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"'\"\\$`;&|<>(){}*?!#".utf8.contains($0) }
        // A name that begins with a dash would be an option of ssh's.
        guard isPlain, !destination.isEmpty, !destination.hasPrefix("-"), !destination.hasSuffix("@") else {
            throw AddressURL.Failure(why: "no user and host as ssh takes them stand after ssh:")
        }
        self = .ssh(destination: String(destination), port: port)
    }

    /// As the profile file has it.
    public var description: String {
        switch self {
        case .ssh(let destination, let port): "ssh:\(destination)\(port.map { ":\($0)" } ?? "")"
        case .exec(let words): "exec:" + words.map { $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " ")
        }
    }
}
