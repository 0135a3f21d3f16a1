/// Something that was read while a plan was made, and what it said: repeated before the plan is carried out later.
public enum Reading: Sendable, Equatable {
    /// A query and the fingerprint of its rows.
    case query(SQL, fingerprint: String)
    /// A key of AstDB and its value.
    case key(family: String, key: String, value: String?)
}

/// Collects readings while a plan is made.
public final class ReadingLog: @unchecked Sendable {
    // Used by the one thread that a phone system is used by.
    public private(set) var readings: [Reading] = []
    /// Keys that are noted: an import reads very many.
    private var keys: Set<[String?]> = []

    public init() {}

    func note(_ reading: Reading) {
        if !readings.contains(reading) { readings.append(reading) }
    }

    func note(_ path: AstDBPath, _ value: String?) {
        // Phones come and go on their own.
        guard path.family != "registrar", path.family != "SIP/Registry",
            keys.insert([path.family, path.key, value]).inserted
        else { return }
        readings.append(.key(family: path.family, key: path.key, value: value))
    }
}

/// A number that tells rows apart from others (FNV-1a, 64 bits). Against change, not against malice: the file that
/// holds it is its owner's alone.
struct RowFingerprint {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    var text: String { String(state, radix: 16) }

    mutating func add(_ row: borrowing RowView) {
        for index in 0..<row.count {
            guard let bytes = row.bytes(index) else {
                add(0)
                continue
            }
            add(1)
            for byte in bytes { add(byte) }
            add(2)
        }
    }

    private mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
}

extension SQL: Decodable, JSONWritable {
    private enum Key: String, CodingKey { case text, value, identifier }

    public init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        var text = StringInterpolation(literalCapacity: 0, interpolationCount: 0)
        while !list.isAtEnd {
            let part = try list.nestedContainer(keyedBy: Key.self)
            if let literal = try part.decodeIfPresent(String.self, forKey: .text) {
                text.appendLiteral(literal)
            } else if let name = try part.decodeIfPresent(String.self, forKey: .identifier) {
                text.appendInterpolation(identifier: name)
            } else {
                text.appendInterpolation(try part.decode(Value.self, forKey: .value))
            }
        }
        self.init(stringInterpolation: text)
    }

    func write(to writer: inout JSONWriter) {
        writer.list {
            for part in parts {
                $0.object {
                    switch part {
                    case .text(let text): $0.field("text", text)
                    case .identifier(let name): $0.field("identifier", name)
                    case .value(let value): $0.field("value", value)
                    }
                }
            }
        }
    }
}

extension Reading: Decodable, JSONWritable {
    private enum Key: String, CodingKey { case query, fingerprint, family, key, value }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        if let query = try fields.decodeIfPresent(SQL.self, forKey: .query) {
            self = .query(query, fingerprint: try fields.decode(String.self, forKey: .fingerprint))
        } else {
            self = .key(
                family: try fields.decode(String.self, forKey: .family), key: try fields.decode(String.self, forKey: .key),
                value: try fields.decodeIfPresent(String.self, forKey: .value))
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.breakLine()
        writer.object {
            switch self {
            case .query(let query, let fingerprint):
                $0.field("query", query)
                $0.field("fingerprint", fingerprint)
            case .key(let family, let key, let value):
                $0.field("family", family)
                $0.field("key", key)
                $0.field("value", ifPresent: value)
            }
        }
    }
}

extension SQL: Equatable {
    public static func == (left: SQL, right: SQL) -> Bool {
        left.text(for: .mySQL) == right.text(for: .mySQL) && left.values == right.values
    }
}
