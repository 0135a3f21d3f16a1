import PBXKit

/// The command reference in Markdown.
enum Reference {
    static func text(of grammar: Grammar) -> String {
        var text = "# Command reference\n\nMade from the grammar; `pbxctl help --json` prints the same for programs.\n"
        let nouns = grammar.nouns.filter { noun in noun.commands.contains { !$0.isHidden } }
        text += "\n" + nouns.map { "[\($0.name)](#\($0.name))" }.joined(separator: " · ") + "\n"
        text += "\n## Options of every command\n\n" + table(GlobalOptions.all)
        for noun in nouns {
            text += "\n## \(noun.name)\n\n\(noun.summary)\n"
            if !noun.aliases.isEmpty { text += "\nAlso: \(noun.aliases.map { "`\($0)`" }.joined(separator: ", ")).\n" }
            for command in noun.commands where !command.isHidden { text += section(command) }
        }
        return text + actions(grammar)
    }

    private static func section(_ command: Command) -> String {
        var text = "\n### \(command.name)\n\n\(command.summary)\n\n    \(command.usage)\n"
        for paragraph in command.discussion { text += "\n\(paragraph)\n" }
        if !command.aliases.isEmpty {
            text += "\nAlso: \(command.aliases.map { "`\($0.joined(separator: " "))`" }.joined(separator: ", ")).\n"
        }
        if !command.operands.isEmpty {
            text += "\n| operand | |\n| --- | --- |\n"
            for operand in command.operands { text += "| `\(cell(operand.usage))` | \(cell(operand.help)) |\n" }
        }
        if !command.options.isEmpty { text += "\n" + table(command.options) }
        if !command.fields.isEmpty {
            text += "\nFields: \(command.fields.map { "`\($0)`" }.joined(separator: " ")).\n"
        }
        if command.offeredBy.count < PBXKind.allCases.count {
            text += "\nOffered by \(command.offeredBy.map(\.title).joined(separator: ", ")) only.\n"
        }
        let statuses = command.statuses.map { "\($0.status) \($0.meaning)" }.joined(separator: " · ")
        text += "\nExit status: \(statuses).\n"
        for example in command.examples { text += "\n    # \(example.does)\n    \(example.line)\n" }
        return text
    }

    private static func table(_ options: [any AnyOption]) -> String {
        var text = "| option | |\n| --- | --- |\n"
        for option in options { text += "| `\(cell(option.label))` | \(cell(option.helpText)) |\n" }
        return text
    }

    /// Which command mirrors which documented action of the two APIs.
    private static func actions(_ grammar: Grammar) -> String {
        let commands = grammar.commands.filter { !$0.isHidden }
        var text = "\n## Documented API actions\n\nF: FusionPBX REST API, R: Ringfree PBX API, in the order of their documents.\n\n"
        text += "| | action | command |\n| --- | --- | --- |\n"
        for action in DocumentedAction.all {
            guard let command = commands.first(where: { $0.mirrors.contains(action.number) }) else { continue }
            text += "| \(action.number) | `\(cell(action.route))` | `\(cell(action.line ?? command.usage))` |\n"
        }
        return text
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
