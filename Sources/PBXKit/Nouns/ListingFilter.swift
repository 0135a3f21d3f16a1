/// Which objects of a listing are wanted. Conditions not given do not narrow; the database goes by them wherever it has
/// what they ask for.
public struct ListingFilter: Sendable, Equatable {
    /// Text that the number, the name or a remark contains, upper and lower case alike.
    public var search: String?
    /// What the number looks like, or the name of what has none.
    public var match: NamePattern?
    /// FusionPBX: whether it is switched on.
    public var isEnabled: Bool?
    /// Unix time in seconds: those without a call since then. Of extensions, calls from or to them; of inbound numbers,
    /// calls that came in on them.
    public var noCallSince: Int?
    /// Extensions without a registered phone.
    public var isUnregistered = false

    public init() {}

    /// Throws `.notOffered`: a FreePBX has no switch for its objects.
    func requireNoSwitch() throws {
        guard let isEnabled else { return }
        throw PBXError.notOffered(
            isEnabled ? "--enabled" : "--no-enabled", by: .freepbx, nearest: "on a FreePBX all that is there is in force: leave it out")
    }
}

/// A pattern of the shell's kind: `*` stands for any text, `?` for one character, `\` takes the next one as it is.
public struct NamePattern: Sendable, Equatable {
    /// A run of the pattern: characters that stand for themselves, or what stands for others.
    enum Part: Equatable {
        case literal(Character)
        case anyCharacter
        case anyText
    }

    let parts: [Part]

    /// Throws `.usage` for an empty pattern and for a `\` with nothing after it.
    public init(_ text: String) throws {
        var parts: [Part] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "*": if parts.last != .anyText { parts.append(.anyText) }
            case "?": parts.append(.anyCharacter)
            case "\\":
                guard let next = rest.popFirst() else { throw Self.refusal(text, "ends with a \\ that has nothing to take as it is") }
                parts.append(.literal(next))
            default: parts.append(.literal(character))
            }
        }
        guard !parts.isEmpty, !text.utf8.contains(0) else { throw Self.refusal(text, "is no pattern") }
        self.parts = parts
    }

    /// Whether a text looks so, for what no database holds.
    func matches(_ text: String) -> Bool {
        let text = Array(text)
        // Where the last `*` is, and how much of the text it has taken.
        var (part, place) = (0, 0)
        var retry: (part: Int, place: Int)?
        while place < text.count {
            switch part < parts.count ? parts[part] : nil {
            case .anyText:
                retry = (part, place)
                part += 1
                continue
            case .anyCharacter: (part, place) = (part + 1, place + 1)
            case .literal(let character) where character == text[place]: (part, place) = (part + 1, place + 1)
            default:
                guard let last = retry else { return false }
                retry = (last.part, last.place + 1)
                (part, place) = (last.part + 1, last.place + 1)
            }
        }
        return parts[part...].allSatisfy { $0 == .anyText }
    }

    private static func refusal(_ text: String, _ why: String) -> PBXError {
        PBXError(.usage, "--match \(text.debugDescription)", why, remedy: "write * for any text and ? for one character: '10*'")
    }
}

/// Patterns for LIKE. `!` takes the next character as it is, which the statement says (`ESCAPE`): a backslash means
/// something else to a server with `NO_BACKSLASH_ESCAPES`.
enum LikePattern {
    static func containing(_ text: String) -> String { "%\(text.map(escaped).joined())%" }

    static func of(_ pattern: NamePattern) -> String {
        pattern.parts.map { part in
            switch part {
            case .literal(let character): escaped(character)
            case .anyCharacter: "_"
            case .anyText: "%"
            }
        }.joined()
    }

    private static func escaped(_ character: Character) -> String { "!%_".contains(character) ? "!\(character)" : String(character) }
}

extension ListingFilter {
    /// `search` and `match` on texts that no database holds; `match` is about the first.
    func admits(_ texts: [String]) -> Bool {
        if let match, let first = texts.first, !match.matches(first) { return false }
        guard let search, !search.isEmpty else { return true }
        let wanted = search.lowercased()
        return texts.contains { $0.lowercased().contains(wanted) }
    }

    /// The conditions of `search` and `match` on columns of text: what follows WHERE, or nil where nothing is asked.
    /// `match` is about the first column.
    func condition(_ columns: [SQL], _ dialect: SQL.Dialect) -> SQL? {
        var conditions: [SQL] = []
        if let match, let first = columns.first { conditions.append("\(first) LIKE \(LikePattern.of(match)) ESCAPE '!'") }
        if let search, !search.isEmpty {
            let pattern = LikePattern.containing(search)
            let like: SQL = dialect == .postgreSQL ? "ILIKE" : "LIKE"
            conditions.append("(\(columns.map { "\($0) \(like) \(pattern) ESCAPE '!'" as SQL }.joined(separator: " OR ")))")
        }
        return conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
    }
}
