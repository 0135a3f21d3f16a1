import PBXKit

/// What a command line asks for.
enum Request {
    case run(Command, Invocation)
    /// Help about a command, a noun or a topic: the words after `help`. `isShort` for `-h`.
    case help([String], isShort: Bool)
    case grammarDump
    case version
}

/// Reads a command line against a grammar. Pure: no environment, no terminal, no PBX.
struct Parser {
    let grammar: Grammar

    /// Throws `ParserError`.
    func parse(_ arguments: [String]) throws -> Request {
        if let request = helpOrVersion(arguments) { return request }
        var reading = Reading(grammar: grammar)
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--", !reading.optionsHaveEnded {
                reading.optionsHaveEnded = true
            } else if reading.optionsHaveEnded || argument == "-" || !argument.hasPrefix("-") {
                try reading.take(word: argument)
            } else if argument.hasPrefix("--") {
                try reading.take(longOption: argument, &rest)
            } else {
                try reading.take(cluster: argument, &rest)
            }
        }
        return try reading.finish()
    }

    /// `--help`, `-h`, `--version` and `help …` win over every other mistake on the line.
    private func helpOrVersion(_ arguments: [String]) -> Request? {
        let options = arguments.prefix { $0 != "--" }
        let words = commandWords(options)
        if let flag = options.first(where: { $0 == "--help" || $0 == "-h" || $0 == "--version" }) {
            return flag == "--version" ? .version : .help(words.first == "help" ? Array(words.dropFirst()) : words, isShort: flag == "-h")
        }
        guard words.first == "help" else { return nil }
        if options.contains("--json") { return .grammarDump }
        return .help(Array(words.dropFirst()), isShort: false)
    }

    /// The words of a line without options and without the values of global options.
    private func commandWords(_ arguments: ArraySlice<String>) -> [String] {
        var words: [String] = []
        var rest = arguments
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-") else {
                words.append(argument)
                continue
            }
            let takesValue = GlobalOptions.all.contains { option in
                option.valueName != nil
                    && (argument == "--\(option.long)" || option.short.map { argument == "-\($0)" } ?? false)
            }
            if takesValue { rest = rest.dropFirst() }
        }
        return words
    }
}
