/// One value of a listing, in the few shapes that all output formats know.
public enum Cell: Sendable, Equatable {
    /// Absent: `null` in JSON, empty elsewhere.
    case null
    case text(String)
    case integer(Int)
    case flag(Bool)
    /// A JSON array; joined with `;` in tables, CSV and TSV.
    case list([Cell])
    case object(Object)

    /// A JSON object with its keys in order, and the short form that tables, CSV and TSV show.
    public struct Object: Sendable, Equatable {
        public var entries: [Entry]
        public var short: String

        public init(_ entries: [Entry], short: String = "") {
            self.entries = entries
            self.short = short
        }
    }

    public struct Entry: Sendable, Equatable {
        public var key: String
        public var value: Cell

        public init(_ key: String, _ value: Cell) {
            self.key = key
            self.value = value
        }
    }

    public init(_ text: String?) { self = text.map(Cell.text) ?? .null }
    public init(_ number: Int?) { self = number.map(Cell.integer) ?? .null }
    public init(_ flag: Bool?) { self = flag.map(Cell.flag) ?? .null }

    /// The cell as tables, CSV and TSV show it, before their own escaping.
    public var plainText: String {
        switch self {
        case .null: ""
        case .text(let text): text
        case .integer(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let cells): cells.map(\.plainText).joined(separator: ";")
        case .object(let object):
            object.short.isEmpty
                ? object.entries.map { "\($0.key)=\($0.value.plainText)" }.joined(separator: ",") : object.short
        }
    }
}
