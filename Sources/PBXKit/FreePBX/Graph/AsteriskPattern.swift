/// An extension or pattern of Asterisk's dialplan: `15551230000`, `_9NXXNXXXXXX`, `_X.`.
///
/// Asterisk: `main/pbx.c`: X is 0 to 9, Z 1 to 9, N 2 to 9, `[…]` any of these, `.` one or more and `!` none or more of
/// whatever follows; hyphens outside brackets do not count.
struct AsteriskPattern: Sendable {
    private enum Part: Sendable, Equatable {
        case one(of: [UInt8])
        case some, any
    }

    private var parts: [Part]

    /// `text` as the dialplan has it, with `_` before a pattern.
    init(_ text: String) {
        if text.hasPrefix("_") {
            self.init(pattern: text.dropFirst())
        } else {
            self.init(parts: text.utf8.map { .one(of: [$0]) })
        }
    }

    private init(parts: [Part]) { self.parts = parts }

    /// `text` without the `_`, as FreePBX stores dial patterns.
    init(pattern text: some StringProtocol) {
        parts = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "X"), UInt8(ascii: "x"): parts.append(.one(of: Self.digits(from: 0)))
            case UInt8(ascii: "Z"), UInt8(ascii: "z"): parts.append(.one(of: Self.digits(from: 1)))
            case UInt8(ascii: "N"), UInt8(ascii: "n"): parts.append(.one(of: Self.digits(from: 2)))
            case UInt8(ascii: "."): parts.append(.some)
            case UInt8(ascii: "!"): parts.append(.any)
            case UInt8(ascii: "-"), UInt8(ascii: " "): break
            case UInt8(ascii: "["):
                let end = rest.firstIndex(of: UInt8(ascii: "]")) ?? rest.endIndex
                parts.append(.one(of: Self.characters(rest[..<end])))
                rest = end < rest.endIndex ? rest[(end + 1)...] : []
            default: parts.append(.one(of: [byte]))
            }
        }
    }

    private static func digits(from first: UInt8) -> [UInt8] { Array(UInt8(ascii: "0") + first...UInt8(ascii: "9")) }

    private static func characters(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var found: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if rest.count >= 2, rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end >= byte {
                found += byte...end
                rest = rest.dropFirst(2)
            } else {
                found.append(byte)
            }
        }
        return found
    }

    func matches(_ number: String) -> Bool {
        var rest = Array(number.utf8)[...]
        for part in parts {
            switch part {
            case .any: return true
            case .some: return !rest.isEmpty
            case .one(let accepted):
                guard let byte = rest.popFirst(), accepted.contains(byte) else { return false }
            }
        }
        return rest.isEmpty
    }

    /// Whether Asterisk tries this one before another that matches as well: the first place where they differ decides, and
    /// there the one that accepts less. Of two that accept as much the order says nothing, but is an order, to sort by.
    func comes(before other: AsteriskPattern) -> Bool {
        for (own, others) in zip(parts, other.parts) where own != others {
            return Self.breadth(own).lexicographicallyPrecedes(Self.breadth(others))
        }
        return parts.count > other.parts.count
    }

    /// How many bytes it accepts, then which.
    private static func breadth(_ part: Part) -> [Int] {
        switch part {
        case .one(let accepted): [accepted.count] + accepted.map(Int.init)
        case .some: [300]
        case .any: [301]
        }
    }
}
