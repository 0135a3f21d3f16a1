/// A manual page while it is written, in the man(7) macros.
struct Roff {
    private(set) var text: String

    /// `manual` is the section of the manual that it is in: 1 commands, 5 files.
    init(title: String, manual: Int = 1, name: String, summary: String) {
        text = ".TH \(Self.quoted(title)) \(manual) \"\(Program.date)\" \"pbxctl \(Program.version)\" \"pbxctl manual\"\n"
        text += ".SH NAME\n\(Self.escaped(name)) \\- \(Self.escaped(summary))\n"
    }

    mutating func section(_ name: String) { text += ".SH \(Self.quoted(name))\n" }

    mutating func bold(_ words: String) { text += ".B \(Self.quoted(words))\n" }

    mutating func lineBreak() { text += ".br\n" }

    mutating func text(_ words: String) { text += "\(Self.escaped(words))\n" }

    mutating func paragraph(_ words: String) { text += ".PP\n\(Self.escaped(words))\n" }

    mutating func item(_ label: String, _ words: String) {
        text += ".TP\n.B \(Self.quoted(label))\n\(Self.escaped(words))\n"
    }

    mutating func verbatim(_ lines: [String]) {
        text += ".PP\n.RS 4\n.nf\n"
        for line in lines { text += "\(Self.escaped(line))\n" }
        text += ".fi\n.RE\n"
    }

    /// Nothing in the words acts on the formatter: backslashes, leading dots and quotes, dashes and carets as typed.
    private static func escaped(_ words: String) -> String {
        var escaped = ""
        for character in words {
            switch character {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "^": escaped += "\\(ha"
            case "~": escaped += "\\(ti"
            case "'": escaped += "\\(aq"
            case "`": escaped += "\\(ga"
            default: escaped.append(character)
            }
        }
        return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
    }

    private static func quoted(_ words: String) -> String {
        "\"" + escaped(words).split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\(dq") + "\""
    }
}
