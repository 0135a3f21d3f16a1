import Glibc
import PBXKit

/// `--help`, `-h` and `help …`, made from the grammar.
struct Help {
    private let width: Int

    /// Fits `COLUMNS` or the terminal, between 40 and 100 columns; 80 where neither says anything.
    init(environment: [String: String]) {
        let columns = environment["COLUMNS"].flatMap(Int.init) ?? StandardStream(descriptor: 1).terminalWidth ?? 80
        width = min(100, max(40, columns))
    }

    init(width: Int) { self.width = width }

    /// Throws `ParserError` where the words name neither a command nor a topic.
    func print(_ words: [String], isShort: Bool, to output: Output) throws {
        guard let text = text(words, isShort: isShort) else {
            let candidates = Grammar.pbxctl.words(after: []) + HelpTopic.all.map(\.name)
            let word = words.first ?? ""
            throw ParserError(.unknownTopic(word, suggestions: SpellingSuggestions.nearest(to: word, among: candidates))).pbxError
        }
        try output.raw(text)
    }

    /// The help about what the words name; nil where they name nothing.
    func text(_ words: [String], isShort: Bool) -> String? {
        let grammar = Grammar.pbxctl
        guard let first = words.first else { return overview(grammar) }
        if let topic = HelpTopic.all.first(where: { $0.name == first }) { return self.topic(topic) }
        var path: [String] = []
        for word in words {
            guard let longer = grammar.extending(path, with: word) else { break }
            path = longer
        }
        guard !path.isEmpty else { return nil }
        let under = grammar.commands(under: path)
        if let command = grammar.command(path) { return page(command, beside: under.filter { $0.path != path }, isShort: isShort) }
        return overview(of: path, under)
    }

    private func overview(_ grammar: Grammar) -> String {
        var page = TextPage(width: width)
        page.paragraph("Administer FreePBX and FusionPBX phone systems from the shell.")
        page.heading("Usage")
        page.line("  pbxctl <command> [options]")
        page.heading("Commands")
        page.columns(grammar.nouns.filter { $0.commands.contains { !$0.isHidden } }.map { ($0.name, $0.summary) })
        page.heading("Options of every command")
        page.columns(GlobalOptions.all.map { ($0.label, $0.helpText) })
        page.heading("Topics")
        page.columns(HelpTopic.all.map { ("help \($0.name)", $0.summary) })
        page.heading("Examples")
        for command in [["extension", "add"], ["did", "add"], ["cdr", "query"]] {
            if let example = grammar.command(command)?.examples.first { page.example(example.does, example.line) }
        }
        return page.text
    }

    private func overview(of path: [String], _ commands: [Command]) -> String {
        var page = TextPage(width: width)
        if let noun = Grammar.pbxctl.nouns.first(where: { [$0.name] == path }) { page.paragraph(noun.summary) }
        page.heading("Usage")
        page.line("  pbxctl \(path.joined(separator: " ")) <verb> [options]")
        page.heading("Commands")
        page.columns(commands.map { ("\($0.name)\($0.operands.map { " " + $0.usage }.joined())", $0.summary) })
        page.heading("Examples")
        for example in commands.compactMap(\.examples.first).prefix(3) { page.example(example.does, example.line) }
        page.line("")
        page.line("See pbxctl help \(path.joined(separator: " ")) VERB for the options of one.")
        return page.text
    }

    /// `others` are the commands whose names begin with this one's.
    private func page(_ command: Command, beside others: [Command], isShort: Bool) -> String {
        var page = TextPage(width: width)
        page.paragraph(command.summary)
        page.heading("Usage")
        page.line("  \(command.usage)")
        if !isShort { for paragraph in command.discussion { page.line(""); page.paragraph(paragraph) } }
        if !command.operands.isEmpty {
            page.heading("Operands")
            page.columns(command.operands.map { ($0.usage, $0.help) })
        }
        if !command.options.isEmpty {
            page.heading("Options")
            page.columns(command.options.map { ($0.label, $0.helpText) })
        }
        if !others.isEmpty {
            page.heading("See also")
            page.columns(others.map { ("\($0.name)\($0.operands.map { " " + $0.usage }.joined())", $0.summary) })
        }
        if isShort {
            page.line("")
            page.line("Options of every command and more: pbxctl \(command.name) --help")
            return page.text
        }
        page.heading("Options of every command")
        page.columns(GlobalOptions.all.map { ($0.label, $0.helpText) })
        if !command.fields.isEmpty {
            page.heading("Fields")
            page.paragraph(command.fields.joined(separator: ", "), indent: 2)
        }
        if command.offeredBy.count < PBXKind.allCases.count {
            page.heading("Offered by")
            page.paragraph("\(command.offeredBy.map(\.title).joined(separator: ", ")). \(command.nearest.map { "Elsewhere: \($0)." } ?? "")", indent: 2)
        }
        page.heading("Exit status")
        page.columns(command.statuses.map { (String($0.status), $0.meaning) })
        page.heading("Examples")
        for example in command.examples { page.example(example.does, example.line) }
        return page.text
    }

    private func topic(_ topic: HelpTopic) -> String {
        var page = TextPage(width: width)
        page.paragraph(topic.summary)
        for part in topic.parts {
            page.line("")
            switch part {
            case .paragraph(let text): page.paragraph(text)
            case .columns(let rows): page.columns(rows)
            case .verbatim(let lines): for line in lines { page.line("    \(line)") }
            }
        }
        return page.text
    }
}

extension Command {
    /// The exit statuses it can end with, in order, with what they mean.
    var statuses: [(status: Int32, meaning: String)] {
        let kinds = Set([.usage] + failures)
        let failed = PBXError.Kind.allCases.filter(kinds.contains).map { ($0.exitStatus, $0.meaning) }
        return [(0, "done")] + failed.sorted { $0.0 < $1.0 }
    }
}

extension AnyOption {
    /// `-o, --output FORMAT`, `--[no-]voicemail`, `--no-header`.
    var label: String {
        var label = short.map { "-\($0), " } ?? ""
        label += isOnByDefault ? "--no-\(long)" : isNegatable ? "--[no-]\(long)" : "--\(long)"
        if let valueName { label += " \(valueName)" }
        return label
    }

    /// The help with its default, words and other spellings.
    var helpText: String {
        var text = help
        if case .words(let words) = completion, words.count > 1 { text += " One of \(words.joined(separator: ", "))." }
        if let defaultText { text += " Default: \(defaultText)." }
        if repeats { text += " May be repeated." }
        if !aliases.isEmpty { text += " Also: \(aliases.map { "--\($0)" }.joined(separator: ", "))." }
        return text
    }
}
