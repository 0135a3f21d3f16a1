/// Something asked of the Asterisk manager: a name and `Name: value` lines that cannot break out of their line.
public struct ManagerAction: Sendable, Equatable {
    public let name: String
    public private(set) var headers: [ManagerMessage.Header]

    /// Asterisk discards a message with a longer line (1,024 bytes with its end, and some versions less).
    static let lineLimit = 1000
    /// AST_MAX_MANHEADERS in Asterisk's manager.h, the lines Action and ActionID included.
    static let headerLimit = 128

    /// - Throws: `PBXError` of kind `usage` if a name or value holds CR, LF or NUL, a line would be too long, or there
    ///   are too many.
    public init(_ name: String, _ headers: KeyValuePairs<String, String> = [:]) throws {
        self.name = name
        self.headers = []
        try ManagerAction.check("Action", name, of: "Action")
        for (header, value) in headers { try add(header, value) }
    }

    /// This action with one more line.
    public func adding(_ header: String, _ value: String) throws -> ManagerAction {
        var action = self
        try action.add(header, value)
        return action
    }

    /// Adds a line at the end.
    public mutating func add(_ header: String, _ value: String) throws {
        try ManagerAction.check(header, value, of: name)
        guard headers.count + 2 < ManagerAction.headerLimit else {
            throw PBXError(.usage, "manager action \(name)", "has more than \(ManagerAction.headerLimit) lines")
        }
        headers.append(ManagerMessage.Header(header, value))
    }

    private static func check(_ header: String, _ value: String, of action: String) throws {
        let isName = { (byte: UInt8) in byte > 32 && byte < 127 && byte != UInt8(ascii: ":") }
        guard !header.isEmpty, header.utf8.allSatisfy(isName), header.lowercased() != "actionid" else {
            throw PBXError(.usage, "manager action \(action)", "cannot have a line of this name")
        }
        guard !value.utf8.contains(where: { $0 == 13 || $0 == 10 || $0 == 0 }) else {
            throw PBXError(
                .usage, "\(header) of manager action \(action)", "must not contain a line break or a NUL",
                remedy: "give a value of one line")
        }
        guard header.utf8.count + value.utf8.count + 4 < lineLimit else {
            throw PBXError(
                .usage, "\(header) of manager action \(action)", "is too long: Asterisk takes lines of \(lineLimit) bytes",
                remedy: "give a shorter value")
        }
    }

    /// The message. ActionID comes second, so that even a refused message is answered with it.
    func encoded(id: String) -> [UInt8] {
        var text = "Action: \(name)\r\nActionID: \(id)\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        return Array((text + "\r\n").utf8)
    }
}
