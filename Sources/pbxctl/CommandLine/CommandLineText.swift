/// A command line in one line of text, as a shell would take it, without what may be a secret.
enum CommandLineText {
    static func text(_ words: [String], of command: Command) -> String {
        let names = command.options.filter { $0.valueName == SecretInput.valueName }
            .flatMap { [$0.long] + $0.aliases }.map { "--\($0)" }
        var shown: [String] = []
        var isSecret = false
        for word in words {
            if isSecret {
                shown.append(safe(word))
                isSecret = false
            } else if let equals = word.firstIndex(of: "="), names.contains(String(word[..<equals])) {
                shown.append("\(word[...equals])\(safe(String(word[word.index(after: equals)...])))")
            } else {
                shown.append(quoted(word))
                isSecret = names.contains(word)
            }
        }
        return shown.joined(separator: " ")
    }

    /// A path is shown; anything else may be the secret itself, given by mistake.
    private static func safe(_ source: String) -> String {
        source.hasPrefix("/") || source.hasPrefix("./") || source == "-" ? quoted(source) : "(hidden)"
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
                || "@%+=:,./_-*".utf8.contains(byte)
        }
        return isPlain ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
