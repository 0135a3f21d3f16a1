/// Where a SIP contact is: `sip:1001@192.0.2.7:5060;transport=TCP`.
struct SIPContact: Equatable, Sendable {
    var host: String?
    var port: Int?
    /// `udp`, `tcp`, `tls`, `ws`, `wss`.
    var transport: String

    init(_ uri: String) {
        let bare = uri.drop { $0 == "<" }.prefix { $0 != ">" }
        let isSecure = bare.lowercased().hasPrefix("sips:")
        let rest = bare.drop { $0 != ":" }.dropFirst()
        // Parameters come after the address; a user part may hold `;`, but never an unescaped `@`.
        let address = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        let parts = address.split(separator: ";", omittingEmptySubsequences: false)
        let parameter = parts.dropFirst().first { $0.lowercased().hasPrefix("transport=") }
        // RFC 3261, 19.1.2: without a parameter UDP, for `sips` TLS.
        transport = parameter.map { $0.dropFirst("transport=".count).lowercased() } ?? (isSecure ? "tls" : "udp")
        (host, port) = Self.split(parts.first.map { $0.prefix { $0 != "?" } } ?? "")
    }

    /// `192.0.2.7:5060`, `[2001:db8::7]:5060`, or without a port.
    private static func split(_ text: Substring) -> (String?, Int?) {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let port = text[text.index(after: end)...].dropFirst()
            return (String(text[text.index(after: text.startIndex)..<end]), Int(port))
        }
        let parts = text.split(separator: ":", maxSplits: 1)
        return (parts.first.map(String.init), parts.count > 1 ? Int(parts[1]) : nil)
    }
}
