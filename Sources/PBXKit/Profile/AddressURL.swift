/// The parts of `scheme://user:password@host:port/path?name=value&…`, percent-encoding undone.
struct AddressURL {
    /// Why a text is no such address. Says nothing of its contents: they may be a password.
    struct Failure: Error { var why: String }

    var scheme: String
    var user: String?
    var password: Secret?
    /// Empty where the address names none; IPv6 without its brackets.
    var host: String
    var port: Int?
    /// Without the leading slash.
    var path: String
    var query: [String: String] = [:]

    init(_ text: String) throws(Failure) {
        guard let mark = text.firstRange(of: "://") else { throw Failure(why: "not an address: it has no ://") }
        scheme = text[..<mark.lowerBound].lowercased()
        var rest = text[mark.upperBound...]

        var queryText: Substring = ""
        if let question = rest.firstIndex(of: "?") {
            queryText = rest[rest.index(after: question)...]
            rest = rest[..<question]
        }
        var pathText: Substring = ""
        if let slash = rest.firstIndex(of: "/") {
            pathText = rest[rest.index(after: slash)...]
            rest = rest[..<slash]
        }
        path = try Self.decoded(pathText)
        // The last @: one inside a password is often left as it is.
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(parts[0])
            user = name.isEmpty ? nil : name
            if parts.count == 2 { password = Secret(try Self.decoded(parts[1])) }
            rest = rest[rest.index(after: at)...]
        }
        (host, port) = try Self.hostAndPort(rest)
        for pair in queryText.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw Failure(why: "a parameter after ? has no value") }
            let name = try Self.decoded(parts[0])
            guard query.updateValue(try Self.decoded(parts[1]), forKey: name) == nil else {
                throw Failure(why: "a parameter after ? is there twice")
            }
        }
    }

    private static func hostAndPort(_ text: Substring) throws(Failure) -> (String, Int?) {
        var host = text
        var portText: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw Failure(why: "the host's [ has no ]") }
            host = text[text.index(after: text.startIndex)..<end]
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw Failure(why: "the host is not understood") }
            if !after.isEmpty { portText = after.dropFirst() }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            portText = text[text.index(after: colon)...]
        }
        return (try decoded(host), try portText.map { (text) throws(Failure) in try port(text) })
    }

    static func port(_ text: some StringProtocol) throws(Failure) -> Int {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(text), (1...65_535).contains(port) else {
            throw Failure(why: "the port is not a number from 1 to 65535")
        }
        return port
    }

    private static func decoded(_ text: Substring) throws(Failure) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                throw Failure(why: "a % is not followed by two hexadecimal digits (write % itself as %25)")
            }
            bytes.append(high << 4 | low)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !decoded.utf8.contains(where: { $0 < 32 || $0 == 127 })
        else { throw Failure(why: "it holds control characters or bytes that are no text") }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
