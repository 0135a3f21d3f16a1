import Glibc
import PBXKit

/// `pbxctl completion SHELL`, and the entry that the scripts call.
enum CompletionCommands {
    static let noun: Noun = .init(name: "completion", summary: "Completion scripts for shells.", commands: scripts)
    static let hidden: Noun = .init(name: "__complete", summary: "Completes a command line.", commands: [complete])

    private static let scripts: [Command] = CompletionScript.allCases.map { script in
        Command(
            path: ["completion", script.rawValue], summary: "Print the completion script for \(script.rawValue).",
            examples: [.init("Load it in this shell", load(script))], failures: [], isLocal: true
        ) { _, session in try session.output.raw(script.text) }
    }

    private static func load(_ script: CompletionScript) -> String {
        script == .fish ? "pbxctl completion fish | source" : "source <(pbxctl completion \(script.rawValue))"
    }

    /// Answers a shell: a value and its description a line; `:files` and `:nospace` are instructions.
    static let complete: Command = .init(
        path: ["__complete"], summary: "Complete a command line.",
        operands: [Operand(name: "word", help: "The words so far, the last one being typed.", isOptional: true, repeats: true)],
        examples: [], failures: [], isLocal: true, isHidden: true
    ) { invocation, session in
        let words = Array(invocation.operands.dropLast())
        let current = invocation.operands.last ?? ""
        let answer = Completer(grammar: .pbxctl).complete(words, current: current)
        var suggestions = answer.candidates
        if answer.wantsProfiles { suggestions = profiles(words, session.environment, answer) }
        if let live = answer.live {
            suggestions = LiveCompletion.suggestions(live, words: words, answer, environment: session.environment)
        }
        if answer.wantsFiles { try session.output.raw(":files\n") }
        let isUnfinished = suggestions.contains { $0.value.hasSuffix(":") }
        if isUnfinished || answer.prefix.hasSuffix(",") || words.last == "--fields" || current.hasPrefix("--fields=") {
            try session.output.raw(":nospace\n")
        }
        // A number with several routes is one word; what would steer a terminal cannot be typed.
        var offered: Set<String> = []
        for suggestion in suggestions where DisplayText.isPrintable(suggestion.value) && offered.insert(suggestion.value).inserted {
            try session.output.raw("\(answer.prefix)\(suggestion.value)\t\(DisplayText.printable(suggestion.description))\n")
        }
    }

    private static func profiles(
        _ words: [String], _ environment: [String: String], _ answer: Completer.Answer
    ) -> [Suggestion] {
        let config = LiveCompletion.value(of: GlobalOptions.config, in: words)
        let names = (try? ProfileSearch(configPath: config, environment: environment).names()) ?? []
        return names.filter { $0.hasPrefix(answer.typed) && !answer.operands.contains($0) }.map { Suggestion($0, "") }
    }
}
