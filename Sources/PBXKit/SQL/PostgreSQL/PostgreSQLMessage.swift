/// A message of libpq about a connection, taken apart.
///
/// Asked to be verbose, libpq says `connection to server at "::1", port 5432 failed: FATAL:  28P01: password …`, then
/// hints and places on lines of their own, and all of it again for each address that it tried.
struct PostgreSQLMessage {
    /// The server's five-character code; nil where the server was not reached.
    let state: String?
    /// What happened, in one line, without the address.
    let reason: String

    init(_ text: String) {
        let lines = text.split(separator: "\n").filter { $0.first?.isWhitespace == false }
        for line in lines {
            if let (state, reason) = Self.parts(of: line) {
                self.state = state
                self.reason = reason
                return
            }
        }
        state = nil
        reason = lines.first.map { String(Self.withoutAddress($0)) } ?? "no reason given"
    }

    /// `… FATAL:  28P01: password authentication failed` as its code and its sentence.
    private static func parts(of line: Substring) -> (String, String)? {
        var rest = line
        while let colon = rest.firstIndex(of: ":") {
            rest = rest[rest.index(after: colon)...]
            guard rest.hasPrefix("  ") else { continue }
            let afterSeverity = rest.dropFirst(2)
            let code = afterSeverity.prefix(5)
            let sentence = afterSeverity.dropFirst(5)
            if code.utf8.count == 5, code.utf8.allSatisfy(isCodeByte), sentence.hasPrefix(": ") {
                return (String(code), String(sentence.dropFirst(2)))
            }
        }
        return nil
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func withoutAddress(_ line: Substring) -> Substring {
        let mark = " failed: "
        guard line.hasPrefix("connection to server ") else { return line }
        var rest = line
        while !rest.isEmpty {
            if rest.hasPrefix(mark) { return rest.dropFirst(mark.count) }
            rest = rest.dropFirst()
        }
        return line
    }
}
