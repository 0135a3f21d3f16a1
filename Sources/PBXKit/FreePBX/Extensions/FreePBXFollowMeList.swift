/// A follow-me list as FreePBX stores it: entries joined by `-`, numbers that are no extension marked with `#`.
struct FreePBXFollowMeList: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        var number: String
        var isExternal: Bool
    }

    var entries: [Entry]

    init(entries: [Entry]) { self.entries = entries }

    /// FreePBX: `findmefollow.grplist`, AstDB `AMPUSER/…/followme/grplist`.
    init(stored: String) {
        entries = stored.utf8.split(separator: UInt8(ascii: "-")).compactMap { part in
            let isExternal = part.last == UInt8(ascii: "#")
            let number = part.allSatisfy(Self.isDialled) ? String(Substring(part)) : String(decoding: part.filter(Self.isDialled), as: UTF8.self)
            return number.isEmpty ? nil : Entry(number: number, isExternal: isExternal)
        }
    }

    private static func isDialled(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "+")
    }

    var stored: String {
        entries.map { $0.isExternal ? "\($0.number)#" : $0.number }.joined(separator: "-")
    }

    /// Whether a number is in it; one that is marked as an outside number only where `external` says so.
    func contains(_ number: String, external: Bool = false) -> Bool {
        entries.contains { $0.number == number && (external || !$0.isExternal) }
    }

    func removing(_ number: String, external: Bool = false) -> FreePBXFollowMeList {
        FreePBXFollowMeList(entries: entries.filter { $0.number != number || (!external && $0.isExternal) })
    }
}
