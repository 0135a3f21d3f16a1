import PBXKit

/// Manual pages in roff: `pbxctl(1)`, one for each noun, and that of the profile file.
enum ManualPage {
    /// File name and text of every page.
    static func all(of grammar: Grammar) -> [(name: String, text: String)] {
        let nouns = visible(grammar)
        return [("pbxctl.1", overview(nouns))] + nouns.map { ("pbxctl-\($0.name).1", page($0)) }
            + [(ProfileFilePage.name, ProfileFilePage.text)]
    }

    private static func visible(_ grammar: Grammar) -> [Noun] {
        grammar.nouns.filter { noun in noun.commands.contains { !$0.isHidden } }
    }

    private static func overview(_ nouns: [Noun]) -> String {
        var roff = Roff(title: "PBXCTL", name: "pbxctl", summary: "administer FreePBX and FusionPBX from the shell")
        roff.section("SYNOPSIS")
        roff.bold("pbxctl")
        roff.text("COMMAND [OPTIONS]")
        roff.section("DESCRIPTION")
        roff.text(
            "pbxctl administers a FreePBX/Asterisk or a FusionPBX/FreeSWITCH phone system. It goes straight to the PBX's own databases, manager socket and files.")
        roff.section("COMMANDS")
        for noun in nouns { roff.item("pbxctl \(noun.name)", "\(noun.summary) See pbxctl-\(noun.name)(1).") }
        roff.section("OPTIONS")
        for option in GlobalOptions.all { roff.item(option.label, option.helpText) }
        for topic in HelpTopic.all { append(topic, to: &roff) }
        roff.section("FILES")
        roff.item("/etc/pbxctl.conf", "Profiles of the whole host; see pbxctl.conf(5).")
        roff.item("~/.config/pbxctl/config", "Profiles of one user; they win, key by key.")
        roff.section("SEE ALSO")
        roff.text(nouns.map { "pbxctl-\($0.name)(1)" }.joined(separator: ", "))
        return roff.text
    }

    private static func append(_ topic: HelpTopic, to roff: inout Roff) {
        roff.section(topic.name == "exit-codes" ? "EXIT STATUS" : topic.name.uppercased())
        for part in topic.parts {
            switch part {
            case .paragraph(let text): roff.text(text)
            case .columns(let rows): for row in rows { roff.item(row.0, row.1) }
            case .verbatim(let lines): roff.verbatim(lines)
            }
        }
    }

    private static func page(_ noun: Noun) -> String {
        let commands = noun.commands.filter { !$0.isHidden }
        var roff = Roff(
            title: "PBXCTL-\(noun.name.uppercased())", name: "pbxctl-\(noun.name)", summary: phrase(noun.summary))
        roff.section("SYNOPSIS")
        for (index, command) in commands.enumerated() {
            if index > 0 { roff.lineBreak() }
            roff.bold("pbxctl \(command.name)")
            roff.text((command.operands.map(\.usage) + ["[options]"]).joined(separator: " "))
        }
        roff.section("DESCRIPTION")
        roff.text(noun.summary)
        for command in commands { append(command, to: &roff) }
        roff.section("SEE ALSO")
        roff.text("pbxctl(1)")
        return roff.text
    }

    private static func append(_ command: Command, to roff: inout Roff) {
        roff.section(command.name.uppercased())
        roff.text(command.summary)
        for paragraph in command.discussion { roff.paragraph(paragraph) }
        for operand in command.operands { roff.item(operand.usage, operand.help) }
        for option in command.options { roff.item(option.label, option.helpText) }
        if !command.fields.isEmpty { roff.paragraph("Fields: \(command.fields.joined(separator: ", ")).") }
        let statuses = command.statuses.map { "\($0.status) \($0.meaning)" }.joined(separator: "; ")
        roff.paragraph("Exit status: \(statuses).")
        for example in command.examples {
            roff.paragraph("\(example.does):")
            roff.verbatim([example.line])
        }
    }

    /// A summary as a NAME section wants it: no full stop, lower case.
    private static func phrase(_ summary: String) -> String {
        let words = summary.hasSuffix(".") ? String(summary.dropLast()) : summary
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
