import PBXKit

extension ParserError: PBXErrorConvertible {
    /// The problem in words, with the usage line.
    var pbxError: PBXError {
        let (what, why, suggestions) = words
        var remedy: [String] = []
        if !suggestions.isEmpty { remedy.append("did you mean \(suggestions.joined(separator: " or "))?") }
        if let command {
            remedy.append("usage: \(command.usage)")
            remedy.append("see: pbxctl \(command.name) --help")
        } else {
            remedy.append("see: pbxctl --help")
        }
        return PBXError(.usage, what, why, remedy: remedy.joined(separator: "\n"))
    }

    private var words: (what: String, why: String, suggestions: [String]) {
        let subject = command?.name ?? "the command line"
        switch problem {
        case .noCommand:
            return (subject, "names no command", [])
        case .unknownCommand(let word, let suggestions):
            return ("'\(printable(word))'", "is not a command", suggestions)
        case .missingVerb(let noun):
            return (noun, "needs a verb", [])
        case .unknownOption(let option, let suggestions):
            return (subject, "unknown option \(printable(option))", suggestions)
        case .optionBeforeCommand(let option):
            return (printable(option), "is an option of a command and has to stand after it", [])
        case .missingValue(let option, let valueName):
            return (subject, "\(option) needs a value (\(valueName))", [])
        case .surplusValue(let option):
            return (subject, "\(option) is a switch and takes no value", [])
        case .badValue(let name, let value, let why, let suggestions):
            return (subject, "\(name): '\(printable(value))' \(why)", suggestions)
        case .missingOperand(let operand):
            return (subject, "<\(operand)> is missing", [])
        case .surplusOperand(let word):
            return (subject, "one operand too many: '\(printable(word))'", [])
        case .exclusive(let first, let second):
            return (subject, "--\(first) and --\(second) cannot stand together", [])
        case .unknownTopic(let word, let suggestions):
            return ("help", "'\(printable(word))' is neither a command nor a topic", suggestions)
        }
    }

    /// What the user typed, cut and without control characters: it goes to a terminal.
    private func printable(_ text: String) -> String {
        let shown = String(text.prefix(80).map { $0.isControl ? "\u{FFFD}" : $0 })
        return shown.count < text.count ? shown + "..." : shown
    }
}

extension Character {
    /// A character with a control code in it, which a terminal might obey.
    var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
