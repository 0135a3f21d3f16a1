/// Words as a POSIX shell reads them back, byte for byte.
enum ShellQuoting {
    /// A word between single quotes, in which a shell leaves every byte alone; a quote in it stands outside of them.
    static func quoted(_ word: String) -> String { "'\(word.replacing("'", with: "'\\''"))'" }

    /// A command line of which a shell makes exactly these words.
    static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    /// The words of a line with simple quotes, as in `docker exec -i "my pbx"`; nil where a quote has no end.
    static func words(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " || character == "\t" {
                if let complete = word { words.append(complete) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let complete = word { words.append(complete) }
        return quote == nil ? words : nil
    }
}
