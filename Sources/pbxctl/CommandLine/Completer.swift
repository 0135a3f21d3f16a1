import PBXKit

/// What can stand where the cursor is. Pure: live values are only named here.
struct Completer {
    let grammar: Grammar

    struct Answer {
        var candidates: [Suggestion] = []
        var live: LiveValues?
        var wantsProfiles = false
        var wantsFiles = false
        /// Put before each value: `--option=`, and the names already in a comma list.
        var prefix = ""
        /// What the values have to begin with.
        var typed = ""
        /// The operands before the cursor's, or the profiles before it in a comma list.
        var operands: [String] = []
    }

    /// `words` are those before the cursor's, `current` the one being typed.
    func complete(_ words: [String], current: String) -> Answer {
        var state = State(grammar: grammar)
        for word in words { state.take(word) }
        if let option = state.awaitsValue { return values(of: option.completion, current, state.command) }
        if state.optionsHaveEnded { return operand(state, current) }
        if current.hasPrefix("--"), let equals = current.firstIndex(of: "=") {
            guard let option = state.option(String(current[..<equals])) else { return Answer() }
            let typed = String(current[current.index(after: equals)...])
            var answer = values(of: option.completion, typed, state.command)
            answer.prefix = current[...equals] + answer.prefix
            return answer
        }
        if current.hasPrefix("-") { return options(state, current) }
        return word(state, current)
    }

    private func options(_ state: State, _ current: String) -> Answer {
        let options = (state.command?.options ?? []) + GlobalOptions.all
        let candidates = options.flatMap { option in
            option.completions.map { Suggestion($0, option.help) }
        }
        return Answer(candidates: candidates.filter { $0.value.hasPrefix(current) })
    }

    private func word(_ state: State, _ current: String) -> Answer {
        let path = state.path
        if path.first == "help" { return commands(Array(path.dropFirst()), current) }
        let next = state.operandCount == 0 ? commands(path, current) : Answer()
        guard state.command != nil else { return next }
        var answer = operand(state, current)
        answer.candidates += next.candidates
        return answer
    }

    private func commands(_ path: [String], _ current: String) -> Answer {
        let candidates = grammar.words(after: path).map { word in
            let noun = path.isEmpty ? grammar.nouns.first { $0.name == word } : nil
            return Suggestion(word, noun?.summary ?? grammar.command(path + [word])?.summary ?? "")
        }
        return Answer(candidates: candidates.filter { $0.value.hasPrefix(current) })
    }

    private func operand(_ state: State, _ current: String) -> Answer {
        guard let operands = state.command?.operands, !operands.isEmpty else { return Answer() }
        let position = min(state.operandCount, operands.count - 1)
        guard state.operandCount < operands.count || operands[position].repeats else { return Answer() }
        let operand = operands[position]
        // One that is named after a noun is one of those.
        let named = LiveValues(rawValue: operand.name).map(Completion.live) ?? .none
        var answer = values(of: operand.completion == .none ? named : operand.completion, current, state.command)
        answer.operands = state.operands
        return answer
    }

    private func values(of completion: Completion, _ current: String, _ command: Command?) -> Answer {
        switch completion {
        case .none: Answer()
        case .words(let words):
            Answer(candidates: words.filter { $0.hasPrefix(current) }.map { Suggestion($0, "") })
        case .file: Answer(wantsFiles: true)
        case .profiles: profiles(current)
        case .commands: commands([], current)
        case .live(let live): Answer(live: live, typed: current)
        case .fields: fields(current, command)
        }
    }

    /// Several profiles, with commas between, are read side by side.
    private func profiles(_ current: String) -> Answer {
        let parts = current.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let named = parts.dropLast()
        var answer = Answer(wantsProfiles: true, typed: parts.last ?? "")
        answer.prefix = named.map { $0 + "," }.joined()
        answer.operands = Array(named)
        return answer
    }

    /// Names in a comma list: those not named yet, each after what is already there.
    private func fields(_ current: String, _ command: Command?) -> Answer {
        var named = current.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let typed = named.popLast() ?? ""
        let candidates = (command.map { $0.fields + $0.fieldsOnRequest } ?? []).filter { !named.contains($0) && $0.hasPrefix(typed) }
        let prefix = named.isEmpty ? "" : named.joined(separator: ",") + ","
        return Answer(candidates: candidates.map { Suggestion($0, "") }, prefix: prefix)
    }
}

extension Completer {
    /// What the words before the cursor amount to; mistakes are passed over.
    private struct State {
        let grammar: Grammar
        var path: [String] = []
        var command: Command?
        var operands: [String] = []
        var operandCount: Int { operands.count }
        var optionsHaveEnded = false
        var awaitsValue: (any AnyOption)?

        init(grammar: Grammar) { self.grammar = grammar }

        mutating func take(_ word: String) {
            if awaitsValue != nil {
                awaitsValue = nil
            } else if word == "--" {
                optionsHaveEnded = true
            } else if word.hasPrefix("-"), word != "-", !optionsHaveEnded {
                if !word.contains("="), let option = option(word), option.valueName != nil { awaitsValue = option }
            } else if path.isEmpty && word == "help" || path.first == "help" {
                path.append(word)
            } else if operandCount == 0, let longer = grammar.extending(path, with: word) {
                path = longer
                command = grammar.command(path)
            } else {
                operands.append(word)
            }
        }

        func option(_ spelling: String) -> (any AnyOption)? {
            (GlobalOptions.all + (command?.options ?? [])).first { $0.spellings.contains(spelling) }
        }
    }
}

extension AnyOption {
    /// The spellings that completion offers.
    fileprivate var completions: [String] {
        if isOnByDefault { return ["--no-\(long)"] }
        return isNegatable ? ["--\(long)", "--no-\(long)"] : ["--\(long)"]
    }
}
