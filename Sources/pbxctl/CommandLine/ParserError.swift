/// What was wrong with a command line. What people are told about it is in `UsageMessage`.
struct ParserError: Error {
    enum Problem: Equatable {
        case noCommand
        case unknownCommand(String, suggestions: [String])
        /// A noun without a verb.
        case missingVerb(noun: String)
        case unknownOption(String, suggestions: [String])
        case optionBeforeCommand(String)
        case missingValue(option: String, valueName: String)
        case surplusValue(option: String)
        case badValue(subject: String, value: String, why: String, suggestions: [String])
        case missingOperand(String)
        case surplusOperand(String)
        case exclusive(String, String)
        case unknownTopic(String, suggestions: [String])
    }

    var problem: Problem
    /// The command the line was about, where that much was clear.
    var command: Command?

    init(_ problem: Problem, _ command: Command? = nil) {
        self.problem = problem
        self.command = command
    }
}
