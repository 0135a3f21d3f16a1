import PBXKit

/// A command line in the middle of being read.
struct Reading {
    let grammar: Grammar
    var optionsHaveEnded = false
    private var path: [String] = []
    private var command: Command?
    private var invocation = Invocation()

    init(grammar: Grammar) { self.grammar = grammar }

    /// A word: one more of the command's name while that makes sense, else an operand.
    mutating func take(word: String) throws {
        if invocation.operands.isEmpty, let longer = grammar.extending(path, with: word) {
            path = longer
            command = grammar.command(path)
        } else if let command {
            let last = command.operands.last
            guard invocation.operands.count < command.operands.count || last?.repeats == true else {
                throw ParserError(.surplusOperand(word), command)
            }
            invocation.add(operand: word)
        } else {
            let candidates = grammar.words(after: path)
            let suggestions = SpellingSuggestions.nearest(to: word, among: candidates)
            throw ParserError(.unknownCommand((path + [word]).joined(separator: " "), suggestions: suggestions))
        }
    }

    mutating func take(longOption argument: String, _ rest: inout ArraySlice<String>) throws {
        let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        let attached = parts.count == 2 ? String(parts[1]) : nil
        let options = GlobalOptions.all + (command?.options ?? [])
        if let option = options.first(where: { $0.long == name || $0.aliases.contains(name) }) {
            try take(option, as: "--\(name)", attached: attached, &rest)
        } else if name.hasPrefix("no-"),
            let option = options.first(where: { $0.isNegatable && $0.long == name.dropFirst(3) })
        {
            guard attached == nil else { throw ParserError(.surplusValue(option: "--\(name)"), command) }
            invocation.add(try option.readAny("false"), for: option)
        } else {
            throw unknown("--\(name)", among: options.flatMap(\.spellings))
        }
    }

    /// `-abc`, `-nVALUE`, `-n VALUE`.
    mutating func take(cluster argument: String, _ rest: inout ArraySlice<String>) throws {
        let options = GlobalOptions.all + (command?.options ?? [])
        var letters = argument.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = options.first(where: { $0.short == letter }) else {
                throw unknown("-\(letter)", among: options.compactMap { $0.short.map { "-\($0)" } })
            }
            if option.valueName != nil {
                let attached = letters.isEmpty ? nil : String(letters)
                return try take(option, as: "-\(letter)", attached: attached, &rest)
            }
            invocation.add(try option.readAny("true"), for: option)
        }
    }

    /// The whole line has been read: is it complete?
    consuming func finish() throws -> Request {
        guard let command else {
            throw ParserError(path.isEmpty ? .noCommand : .missingVerb(noun: path.joined(separator: " ")))
        }
        let required = command.operands.filter { !$0.isOptional }
        if invocation.operands.count < required.count {
            throw ParserError(.missingOperand(required[invocation.operands.count].name), command)
        }
        for group in command.exclusive {
            let given = group.filter(invocation.has)
            if given.count > 1 { throw ParserError(.exclusive(given[0], given[1]), command) }
        }
        return .run(command, invocation)
    }

    private mutating func take(
        _ option: any AnyOption, as spelling: String, attached: String?, _ rest: inout ArraySlice<String>
    ) throws {
        guard let valueName = option.valueName else {
            guard attached == nil else { throw ParserError(.surplusValue(option: spelling), command) }
            return invocation.add(try option.readAny("true"), for: option)
        }
        guard let text = attached ?? rest.popFirst() else {
            throw ParserError(.missingValue(option: spelling, valueName: valueName), command)
        }
        do {
            invocation.add(try option.readAny(text), for: option)
        } catch let problem as ValueProblem {
            let suggestions = SpellingSuggestions.nearest(to: text, among: problem.accepted)
            throw ParserError(
                .badValue(subject: spelling, value: text, why: problem.why, suggestions: suggestions), command)
        }
    }

    private func unknown(_ option: String, among spellings: [String]) -> ParserError {
        if command == nil, grammar.commands.contains(where: { $0.options.contains { $0.spellings.contains(option) } }) {
            return ParserError(.optionBeforeCommand(option))
        }
        let word = String(option.drop { $0 == "-" })
        let names = spellings.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
        return ParserError(
            .unknownOption(option, suggestions: SpellingSuggestions.nearest(to: word, among: names).map { "--\($0)" }), command)
    }
}

extension AnyOption {
    /// Every way to write it: `--voicemail`, `--no-voicemail`, `-v`.
    var spellings: [String] {
        var spellings = ["--\(long)"] + aliases.map { "--\($0)" }
        if isNegatable { spellings.append("--no-\(long)") }
        if let short { spellings.append("-\(short)") }
        return spellings
    }
}
