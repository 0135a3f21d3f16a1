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
        entries = stored.split(separator: "-").compactMap { part in
            let number = part.filter { "0123456789*+".contains($0) }
            return number.isEmpty ? nil : Entry(number: String(number), isExternal: part.hasSuffix("#"))
        }
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
