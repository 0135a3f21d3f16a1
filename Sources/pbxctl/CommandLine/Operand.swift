/// A positional argument of a command.
struct Operand: Sendable {
    /// The documented name: `extension`, `destination_a`.
    var name: String
    /// One phrase that ends in a full stop.
    var help: String
    var isOptional = false
    /// Takes all that is left.
    var repeats = false
    var completion: Completion = .none

    /// As it stands in a usage line: `<extension>`, `[file]`, `<message>...`.
    var usage: String {
        let word = isOptional ? "[\(name)]" : "<\(name)>"
        return repeats ? word + "..." : word
    }
}
