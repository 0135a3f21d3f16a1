/// The switch's list of registrations of one SIP profile, as XML.
///
/// FreeSWITCH: `sofia xmlstatus profile NAME reg`. Only contact and agent are escaped there, other fields may hold a bare
/// `&`, and bytes that are no UTF-8 happen: no XML parser would take it, so it is read by its tags.
struct FusionPBXRegistrationReply {
    /// One `registration` element: its texts by tag.
    struct Entry: Equatable {
        var fields: [String: String]

        subscript(tag: String) -> String? { fields[tag].flatMap { $0.isEmpty ? nil : $0 } }

        /// `1001@example.com`: who registered, of the realm where the user part alone is there.
        var user: String {
            let user = self["user"] ?? ""
            return user.contains("@") ? user : "\(user)@\(self["sip-auth-realm"] ?? "")"
        }
    }

    var entries: [Entry]

    /// nil where the profile does not run on this switch.
    init?(_ text: String) {
        guard text.contains("<profile>") else { return nil }
        entries = Self.between("<registration>", "</registration>", in: text[...]).map { element in
            var fields: [String: String] = [:]
            for line in element.split(separator: "\n") {
                guard let open = line.firstIndex(of: "<"), let close = line[open...].firstIndex(of: ">") else { continue }
                let tag = line[line.index(after: open)..<close]
                guard let value = Self.between("<\(tag)>", "</\(tag)>", in: line).first else { continue }
                fields[String(tag)] = Self.unescaped(String(value))
            }
            return Entry(fields: fields)
        }
    }

    private static func between(_ open: String, _ close: String, in text: Substring) -> [Substring] {
        var found: [Substring] = []
        var rest = text
        while let start = range(of: open, in: rest) {
            let after = rest[start.upperBound...]
            guard let end = range(of: close, in: after) else { break }
            found.append(after[..<end.lowerBound])
            rest = after[end.upperBound...]
        }
        return found
    }

    private static func range(of part: String, in text: Substring) -> Range<Substring.Index>? {
        let bytes = text.utf8
        let wanted = Array(part.utf8)
        var index = bytes.startIndex
        while let start = bytes[index...].firstIndex(of: wanted[0]) {
            if bytes[start...].starts(with: wanted) { return start..<bytes.index(start, offsetBy: wanted.count) }
            index = bytes.index(after: start)
        }
        return nil
    }

    private static func unescaped(_ text: String) -> String {
        guard text.contains("&") else { return text }
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        return entities.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}

extension FusionPBXRegistrationReply.Entry {
    /// The record of an extension; `now` is what the seconds until expiry count from.
    func registration(_ number: String, _ clock: FusionPBXClock, now: Int64) -> Registration {
        let isReachable = self["ping-status"]?.lowercased() != "unreachable"
        var registration = Registration(extension: number, status: isReachable ? .registered : .unreachable)
        registration.contact = self["contact"].map { contact in
            guard let open = contact.firstIndex(of: "<"), let close = contact[open...].firstIndex(of: ">") else { return contact }
            return String(contact[contact.index(after: open)..<close])
        }
        registration.address = self["network-ip"]
        registration.port = self["network-port"].flatMap { Int($0) }
        registration.userAgent = self["agent"]
        registration.node = self["host"]
        // `Registered(UDP)(unknown) exp(2026-11-21 01:16:48) expsecs(3656)`
        let status = self["status"] ?? ""
        registration.transport = Self.bracketed(after: "(", in: status)?.split(separator: "-").first.map { $0.lowercased() }
        if let seconds = Self.bracketed(after: "expsecs(", in: status).flatMap({ Int64($0) }) {
            registration.expires = Timestamp(seconds: now + seconds).iso8601(in: clock.zone)
        }
        // Never pinged is no measure of anything.
        registration.latencyMilliseconds = self["ping-time"].flatMap { Double($0) }.flatMap { $0 > 0 && $0 < 1e9 ? Int($0.rounded()) : nil }
        return registration
    }

    private static func bracketed(after mark: String, in text: String) -> String? {
        guard let start = text.ranges(of: mark).first?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != ")" })
    }
}
