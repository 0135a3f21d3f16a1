/// An option whatever the type of its value: what help, completion and the parser need to know.
protocol AnyOption: Sendable {
    var long: String { get }
    var short: Character? { get }
    /// Other spellings, understood but not shown first: names of the documented APIs.
    var aliases: [String] { get }
    /// What stands for the value in help; nil for a switch.
    var valueName: String? { get }
    /// One phrase that ends in a full stop.
    var help: String { get }
    /// The default, as the user would type it; nil where there is none.
    var defaultText: String? { get }
    var completion: Completion { get }
    /// A switch that also exists as `--no-…`.
    var isNegatable: Bool { get }
    /// A switch that is on unless its `--no-` form is given: help shows that form.
    var isOnByDefault: Bool { get }
    /// Each use adds a value; otherwise the last one wins.
    var repeats: Bool { get }

    /// Throws `ValueProblem`.
    func readAny(_ text: String) throws -> any Sendable
}

/// An option of a command: how it is written, read, explained and completed.
struct Option<Value: Sendable>: AnyOption {
    var long: String
    var short: Character?
    var aliases: [String] = []
    var valueName: String?
    var help: String
    var defaultText: String?
    var completion: Completion = .none
    var isNegatable = false
    var isOnByDefault = false
    var repeats = false
    var read: @Sendable (String) throws -> Value

    func readAny(_ text: String) throws -> any Sendable { try read(text) }
}

/// Why a value was not accepted, and what would have been.
struct ValueProblem: Error, Equatable {
    var why: String
    var accepted: [String] = []
}

extension Option where Value == Bool {
    /// A switch: there or not.
    static func flag(
        _ long: String, short: Character? = nil, aliases: [String] = [], negatable: Bool = false,
        onByDefault: Bool = false, _ help: String
    ) -> Self {
        Self(
            long: long, short: short, aliases: aliases, help: help, isNegatable: negatable || onByDefault,
            isOnByDefault: onByDefault, read: { $0 != "false" })
    }
}

extension Option where Value == String {
    static func text(
        _ long: String, short: Character? = nil, aliases: [String] = [], value: String, default defaultText: String? = nil,
        completion: Completion = .none, repeats: Bool = false, _ help: String
    ) -> Self {
        Self(
            long: long, short: short, aliases: aliases, valueName: value, help: help, defaultText: defaultText,
            completion: completion, repeats: repeats, read: { $0 })
    }
}

extension Option where Value == Int {
    static func number(
        _ long: String, short: Character? = nil, aliases: [String] = [], value: String, in range: ClosedRange<Int>,
        default defaultText: String? = nil, _ help: String
    ) -> Self {
        Self(
            long: long, short: short, aliases: aliases, valueName: value, help: help, defaultText: defaultText,
            read: { text in
                guard let number = Int(text), range.contains(number) else {
                    throw ValueProblem(why: "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
                }
                return number
            })
    }
}

extension Option where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One word of an enumeration.
    static func choice(
        _ long: String, short: Character? = nil, aliases: [String] = [], value: String, default defaultText: String? = nil,
        _ help: String
    ) -> Self {
        let words = Value.allCases.map(\.rawValue)
        return Self(
            long: long, short: short, aliases: aliases, valueName: value, help: help, defaultText: defaultText,
            completion: .words(words),
            read: { text in
                guard let value = Value(rawValue: text) else {
                    throw ValueProblem(why: "is not one of \(words.joined(separator: ", "))", accepted: words)
                }
                return value
            })
    }
}
