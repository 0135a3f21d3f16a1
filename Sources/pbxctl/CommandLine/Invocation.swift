import PBXKit

/// What one command line said, read and checked.
struct Invocation: Sendable {
    private var values: [String: [any Sendable]] = [:]
    private(set) var operands: [String] = []

    mutating func add(_ value: any Sendable, for option: any AnyOption) {
        if option.repeats { values[option.long, default: []].append(value) } else { values[option.long] = [value] }
    }

    mutating func remove(_ option: any AnyOption) { values[option.long] = nil }

    mutating func add(operand: String) { operands.append(operand) }

    /// The value comes back with the type its option gave it; the last one given.
    subscript<Value>(_ option: Option<Value>) -> Value? { values[option.long]?.last as? Value }

    /// All values of an option that may be repeated.
    func all<Value>(_ option: Option<Value>) -> [Value] { (values[option.long] ?? []).compactMap { $0 as? Value } }

    func has(_ long: String) -> Bool { values[long] != nil }

    /// The text that an option was given, whatever its type.
    func text(of option: any AnyOption) -> String? { values[option.long]?.last as? String }

    /// Takes an option over from another line where this one does not have it.
    mutating func inherit(_ option: any AnyOption, from other: Invocation) {
        if values[option.long] == nil { values[option.long] = other.values[option.long] }
    }

    /// The operand at a position that the grammar guarantees; nil where it is optional and absent.
    func operand(_ position: Int) -> String? { operands.indices.contains(position) ? operands[position] : nil }

    /// A required operand. The parser has seen to it that it is there.
    func required(_ position: Int) throws -> String {
        guard let operand = operand(position) else { throw PBXError(.usage, "the command line", "lacks an operand") }
        return operand
    }
}
