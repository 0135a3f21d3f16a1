/// A regular expression of FreeSWITCH's dialplan: the part of PCRE that dialplans use.
///
/// Literals, `.`, classes, `\d` `\D` `\w` `\W` `\s` `\S`, groups, alternatives, `^`, `$`, `(?i)`, and `*` `+` `?` `{m,n}`, also lazy.
/// Bytes are compared, as telephone numbers are ASCII. An expression with anything else cannot be made: what it would
/// catch is not known.
struct DialplanExpression: Sendable {
    private indirect enum Node: Sendable {
        case byte(Set<UInt8>)
        case start, end
        case group([[Node]], capture: Int?)
        case repeated(Node, least: Int, most: Int, isLazy: Bool)
    }

    /// Attempts after which a match is given up: an expression may try more ways than there are atoms.
    private static let patience = 100_000
    /// Atoms within each other's continuation after which a match is given up, and groups within groups after which an
    /// expression is not read: each takes stack, and no number is that long.
    private static let deepest = (match: 1_000, group: 50)

    private let alternatives: [[Node]]
    private let groupCount: Int

    init?(_ text: String) {
        var reader = Reader(text)
        guard let alternatives = reader.alternatives(), reader.rest.isEmpty else { return nil }
        self.alternatives = alternatives
        groupCount = reader.groups
    }

    /// What the groups caught, the whole match first; nil where it does not match.
    func captures(in text: String) -> [String]? {
        let bytes = Array(text.utf8)
        for start in 0...bytes.count {
            var match = Match(bytes: bytes, groups: groupCount)
            if let end = match.first(of: alternatives, at: start, then: { _, end in end }) {
                match.captures[0] = start..<end
                return match.captures.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "" }
            }
        }
        return nil
    }

    func matches(_ text: String) -> Bool { captures(in: text) != nil }

    // MARK: - Matching

    private struct Match {
        let bytes: [UInt8]
        var captures: [Range<Int>?]
        private var left = DialplanExpression.patience
        private var depth = 0

        init(bytes: [UInt8], groups: Int) {
            self.bytes = bytes
            captures = Array(repeating: nil, count: groups + 1)
        }

        typealias Continuation = (inout Match, Int) -> Int?

        mutating func first(of alternatives: [[Node]], at position: Int, then next: Continuation) -> Int? {
            for alternative in alternatives {
                if let end = sequence(alternative[...], at: position, then: next) { return end }
            }
            return nil
        }

        mutating func sequence(_ nodes: ArraySlice<Node>, at position: Int, then next: Continuation) -> Int? {
            guard let node = nodes.first else { return next(&self, position) }
            let rest = nodes.dropFirst()
            return one(node, at: position) { match, end in match.sequence(rest, at: end, then: next) }
        }

        mutating func one(_ node: Node, at position: Int, then next: Continuation) -> Int? {
            left -= 1
            depth += 1
            defer { depth -= 1 }
            guard left > 0, depth <= DialplanExpression.deepest.match else { return nil }
            switch node {
            case .byte(let accepted):
                guard position < bytes.count, accepted.contains(bytes[position]) else { return nil }
                return next(&self, position + 1)
            case .start: return position == 0 ? next(&self, position) : nil
            case .end: return position == bytes.count ? next(&self, position) : nil
            case .group(let alternatives, let capture):
                let before = captures
                let end = first(of: alternatives, at: position) { match, end in
                    let outer = match.captures
                    if let capture { match.captures[capture] = position..<end }
                    if let found = next(&match, end) { return found }
                    match.captures = outer
                    return nil
                }
                if end == nil { captures = before }
                return end
            case .repeated(let inner, let least, let most, let isLazy):
                return repeated(inner, 0, least, most, isLazy, at: position, then: next)
            }
        }

        private mutating func repeated(
            _ node: Node, _ count: Int, _ least: Int, _ most: Int, _ isLazy: Bool, at position: Int, then next: Continuation
        ) -> Int? {
            if isLazy, count >= least, let end = next(&self, position) { return end }
            if count < most {
                let end = one(node, at: position) { match, end in
                    // A round that takes nothing would go on for ever.
                    end == position && count >= least
                        ? nil : match.repeated(node, count + 1, least, most, isLazy, at: end, then: next)
                }
                if let end { return end }
            }
            return !isLazy && count >= least ? next(&self, position) : nil
        }
    }

    // MARK: - Reading

    private struct Reader {
        var rest: ArraySlice<UInt8>
        var groups = 0
        private var depth = 0
        private var ignoresCase = false

        private static let digits = Set(UInt8(ascii: "0")...UInt8(ascii: "9"))
        private static let all = Set(UInt8.min...UInt8.max)
        private static let word = Set((UInt8.min...UInt8.max).filter {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_")
        })
        private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]

        init(_ text: String) { rest = Array(text.utf8)[...] }

        private mutating func take(_ byte: Character) -> Bool {
            guard rest.first == byte.asciiValue else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func alternatives() -> [[Node]]? {
            guard var current = sequence() else { return nil }
            var found: [[Node]] = []
            while take("|") {
                found.append(current)
                guard let next = sequence() else { return nil }
                current = next
            }
            return found + [current]
        }

        private mutating func sequence() -> [Node]? {
            var nodes: [Node] = []
            while let byte = rest.first, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
                switch atom() {
                case nil: return nil
                case .option: break
                case .node(let node):
                    guard let repeated = repetition(of: node) else { return nil }
                    nodes.append(repeated)
                }
            }
            return nodes
        }

        private enum Atom {
            case node(Node)
            /// `(?i)`, which matches nothing itself.
            case option
        }

        /// nil for what is not understood.
        private mutating func atom() -> Atom? {
            guard let byte = rest.popFirst() else { return nil }
            switch byte {
            case UInt8(ascii: "^"): return .node(.start)
            case UInt8(ascii: "$"): return .node(.end)
            case UInt8(ascii: "."): return .node(.byte(Self.all.subtracting([0x0A])))
            case UInt8(ascii: "["): return set().map { .node(.byte($0)) }
            case UInt8(ascii: "\\"): return escape().map { .node(.byte(cased($0))) }
            case UInt8(ascii: "("): return group()
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): return nil
            default: return .node(.byte(cased([byte])))
            }
        }

        private mutating func group() -> Atom? {
            guard depth < DialplanExpression.deepest.group else { return nil }
            depth += 1
            defer { depth -= 1 }
            var capture: Int?
            if take("?") {
                if take("i") {
                    guard take(")") else { return nil }
                    ignoresCase = true
                    return .option
                }
                guard take(":") else { return nil }
            } else {
                groups += 1
                capture = groups
            }
            guard let inner = alternatives(), take(")") else { return nil }
            return .node(.group(inner, capture: capture))
        }

        private mutating func repetition(of node: Node) -> Node? {
            let least, most: Int
            if take("*") { (least, most) = (0, Int.max) }
            else if take("+") { (least, most) = (1, Int.max) }
            else if take("?") { (least, most) = (0, 1) }
            else if rest.first == UInt8(ascii: "{") {
                guard let bounds = bounds() else { return nil }
                (least, most) = bounds
            } else { return node }
            let isLazy = take("?")
            // Possessive, or two in a row.
            if let next = rest.first, "*+?{".utf8.contains(next) { return nil }
            return .repeated(node, least: least, most: most, isLazy: isLazy)
        }

        private mutating func bounds() -> (Int, Int)? {
            guard take("{"), let least = number() else { return nil }
            if take("}") { return (least, least) }
            guard take(",") else { return nil }
            if take("}") { return (least, Int.max) }
            guard let most = number(), take("}"), most >= least else { return nil }
            return (least, most)
        }

        private mutating func number() -> Int? {
            let digits = rest.prefix { Self.digits.contains($0) }
            guard (1...4).contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            return Int(String(decoding: digits, as: UTF8.self))
        }

        private mutating func escape() -> Set<UInt8>? {
            guard let byte = rest.popFirst() else { return nil }
            switch byte {
            case UInt8(ascii: "d"): return Self.digits
            case UInt8(ascii: "D"): return Self.all.subtracting(Self.digits)
            case UInt8(ascii: "w"): return Self.word
            case UInt8(ascii: "W"): return Self.all.subtracting(Self.word)
            case UInt8(ascii: "s"): return Self.blanks
            case UInt8(ascii: "S"): return Self.all.subtracting(Self.blanks)
            // Any other letter or digit means something of its own: a boundary, a reference.
            default: return Self.word.contains(byte) && byte != UInt8(ascii: "_") ? nil : [byte]
            }
        }

        private mutating func set() -> Set<UInt8>? {
            let isNegated = take("^")
            var members: Set<UInt8> = []
            var isFirst = true
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "]"), !isFirst {
                    let found = cased(members)
                    return isNegated ? Self.all.subtracting(found) : found
                }
                isFirst = false
                if byte == UInt8(ascii: "\\") {
                    guard let escaped = escape() else { return nil }
                    members.formUnion(escaped)
                } else if byte == UInt8(ascii: "["), rest.first == UInt8(ascii: ":") {
                    return nil
                } else if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
                    guard end >= byte, end != UInt8(ascii: "\\") else { return nil }
                    members.formUnion(byte...end)
                    rest = rest.dropFirst(2)
                } else {
                    members.insert(byte)
                }
            }
            return nil
        }

        private func cased(_ bytes: Set<UInt8>) -> Set<UInt8> {
            guard ignoresCase else { return bytes }
            var both = bytes
            for byte in bytes {
                if (0x41...0x5A).contains(byte) { both.insert(byte + 0x20) }
                if (0x61...0x7A).contains(byte) { both.insert(byte - 0x20) }
            }
            return both
        }
    }
}
