/// A command that FreeSWITCH refused or could not carry out.
public struct EventSocketError: PBXErrorConvertible, Equatable {
    /// The command's first word, or two: `sofia profile`. Not all of it, since arguments may be secret.
    public var command: String
    /// What the switch said, without `-ERR`: `USER_NOT_REGISTERED`, `Invalid Profile [x]`.
    public var message: String

    public init(command: String, message: String) {
        self.command = command.split(separator: " ").prefix(2).filter { !$0.contains("{") && !$0.contains("~") }
            .joined(separator: " ")
        let line = message.prefix { $0 != "\n" && $0 != "\r\n" }
        self.message = String(line.hasPrefix("-ERR ") ? line.dropFirst(5) : line)
    }

    public var pbxError: PBXError {
        let isUnknown = message.hasSuffix("Command not found!")
        return PBXError(
            isUnknown ? .notOffered : .failed, "FreeSWITCH command \(command)", message.isEmpty ? "failed" : message,
            remedy: isUnknown ? "load the module that offers it, or admit it for API use" : nil)
    }

    /// The body, unless it says that the command failed. Some failures have no `-ERR`: a wrong call gets `-USAGE:`, an
    /// unknown SIP profile `Invalid Profile [x]`.
    static func checked(_ body: String, command: String) throws -> String {
        if ["-ERR", "-USAGE", "Invalid "].contains(where: body.hasPrefix) {
            throw EventSocketError(command: command, message: body)
        }
        return body
    }
}
