/// SQL text with its values kept apart. Interpolating a value makes a parameter, never text.
///
/// Table and column names that are known only at run time go in as `\(identifier: name)`, which quotes them in the
/// dialect's way.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// A value as it is sent to the server. Both servers convert text to the column's type.
    public enum Value: Sendable, Hashable {
        case null
        case text(String)
        case integer(Int64)
    }

    /// Whose grammar the text has to follow.
    public enum Dialect: Sendable {
        case postgreSQL
        case mySQL
    }

    enum Part: Sendable {
        case text(String)
        case value(Value)
        case identifier(String)
    }

    private(set) var parts: [Part]

    public init(stringLiteral value: String) { parts = [.text(value)] }
    public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

    /// The values in the order of their placeholders.
    public var values: [Value] {
        parts.compactMap { if case .value(let value) = $0 { value } else { nil } }
    }

    /// The statement as a server wants it: `$1` for PostgreSQL, `?` for MySQL.
    public func text(for dialect: Dialect) -> String {
        var text = ""
        var position = 0
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .identifier(let name): text += dialect.quoted(name)
            case .value:
                position += 1
                text += dialect == .postgreSQL ? "$\(position)" : "?"
            }
        }
        return text
    }

    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    public static func += (left: inout SQL, right: SQL) { left.parts += right.parts }

    /// Appends `(value, value, …)`: many rows and long lists are put together this way.
    mutating func append(list values: some Sequence<Value>) {
        var separator = "("
        for value in values {
            parts.append(.text(separator))
            parts.append(.value(value))
            separator = ", "
        }
        parts.append(.text(")"))
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }
        public mutating func appendInterpolation(_ value: Value) { parts.append(.value(value)) }
        public mutating func appendInterpolation(_ text: String) { parts.append(.value(.text(text))) }
        public mutating func appendInterpolation(_ text: String?) { parts.append(.value(text.map(Value.text) ?? .null)) }
        public mutating func appendInterpolation(_ number: Int) { parts.append(.value(.integer(Int64(number)))) }
        public mutating func appendInterpolation(_ fragment: SQL) { parts += fragment.parts }
        /// A table or column name found in the server's own catalogue.
        public mutating func appendInterpolation(identifier: String) { parts.append(.identifier(identifier)) }
    }
}

extension SQL.Dialect {
    /// The name in the dialect's quotes. A quote inside is doubled, so that a name can never end early.
    func quoted(_ name: String) -> String {
        let quote: Character = self == .postgreSQL ? "\"" : "`"
        var quoted = String(quote)
        for character in name {
            if character == quote { quoted.append(quote) }
            quoted.append(character)
        }
        quoted.append(quote)
        return quoted
    }
}

extension Sequence<SQL> {
    /// The fragments with `separator` between them.
    public func joined(separator: SQL) -> SQL {
        var result: SQL = ""
        for (index, fragment) in enumerated() {
            if index > 0 { result += separator }
            result += fragment
        }
        return result
    }
}
