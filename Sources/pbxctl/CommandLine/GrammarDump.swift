import PBXKit

/// The grammar as JSON, for other programs: `pbxctl help --json`.
enum GrammarDump {
    /// Raised when a key is renamed or removed; never when one is added.
    static let formatVersion = 1

    static func text(of grammar: Grammar) -> String {
        var bytes = OutputBytes()
        JSONText.append([
            Cell.Entry("format_version", .integer(formatVersion)),
            Cell.Entry("program", .text("pbxctl")),
            Cell.Entry("version", .text(Program.version)),
            Cell.Entry("options", .list(GlobalOptions.all.map(cell))),
            Cell.Entry("nouns", .list(grammar.nouns.filter { $0.commands.contains { !$0.isHidden } }.map(cell))),
            Cell.Entry("exit_codes", .list(PBXError.Kind.allCases.map(cell))),
        ], to: &bytes)
        return bytes.text + "\n"
    }

    private static func cell(_ kind: PBXError.Kind) -> Cell {
        object([
            ("exit_code", .integer(Int(kind.exitStatus))), ("error", .text(kind.rawValue)), ("meaning", .text(kind.meaning)),
        ])
    }

    private static func cell(_ noun: Noun) -> Cell {
        object([
            ("name", .text(noun.name)), ("aliases", words(noun.aliases)), ("summary", .text(noun.summary)),
            ("commands", .list(noun.commands.filter { !$0.isHidden }.map(cell))),
        ])
    }

    private static func cell(_ command: Command) -> Cell {
        let examples = command.examples.map { object([("does", .text($0.does)), ("line", .text($0.line))]) }
        return object([
            ("path", words(command.path)),
            ("aliases", .list(command.aliases.map(words))),
            ("summary", .text(command.summary)),
            ("usage", .text(command.usage)),
            ("discussion", words(command.discussion)),
            ("operands", .list(command.operands.map(cell))),
            ("options", .list(command.options.map(cell))),
            ("exclusive", .list(command.exclusive.map(words))),
            ("fields", words(command.fields)),
            ("exit_codes", .list(command.statuses.map { .integer(Int($0.status)) })),
            ("offered_by", words(command.offeredBy.map(\.rawValue))),
            ("mirrors", words(command.mirrors)),
            ("examples", .list(examples)),
        ])
    }

    private static func cell(_ operand: Operand) -> Cell {
        object([
            ("name", .text(operand.name)), ("help", .text(operand.help)), ("optional", .flag(operand.isOptional)),
            ("repeats", .flag(operand.repeats)),
        ])
    }

    private static func cell(_ option: any AnyOption) -> Cell {
        var choices = Cell.null
        if case .words(let accepted) = option.completion { choices = words(accepted) }
        return object([
            ("long", .text(option.long)), ("short", Cell(option.short.map(String.init))), ("aliases", words(option.aliases)),
            ("value", Cell(option.valueName)), ("help", .text(option.help)), ("default", Cell(option.defaultText)),
            ("choices", choices), ("negatable", .flag(option.isNegatable)), ("repeats", .flag(option.repeats)),
        ])
    }

    private static func words(_ words: [String]) -> Cell { .list(words.map(Cell.text)) }

    private static func object(_ entries: [(String, Cell)]) -> Cell { .object(Cell.Object(entries.map(Cell.Entry.init))) }
}
