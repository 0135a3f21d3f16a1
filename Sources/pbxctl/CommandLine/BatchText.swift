/// One command of a batch: its words, and the line it stands on.
struct BatchLine: Equatable {
    var number: Int
    var words: [String]
}

/// What is wrong with a line of a batch.
struct BatchProblem: Error, Equatable {
    var number: Int
    var why: String
}

/// The lines of a batch as words: quotes and backslashes as a shell has them, `#` comments, blank lines; nothing is
/// expanded, and what a shell would expand or run has to be quoted.
enum BatchText {
    /// Every line that holds a command, and the mistakes of the others.
    static func read(_ text: String) -> (lines: [BatchLine], problems: [BatchProblem]) {
        var lines: [BatchLine] = []
        var problems: [BatchProblem] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd).enumerated() {
            do {
                var words = try words(of: line)
                // Lines of a script can be taken over as they are.
                if words.first == "pbxctl" { words.removeFirst() }
                if !words.isEmpty { lines.append(BatchLine(number: index + 1, words: words)) }
            } catch {
                problems.append(BatchProblem(number: index + 1, why: error.why))
            }
        }
        return (lines, problems)
    }

    private struct Mistake: Error { var why: String }

    private static func words(of line: Substring) throws(Mistake) -> [String] {
        var words: [String] = []
        var word: String?
        var rest = line
        while let character = rest.popFirst() {
            switch character {
            case " ", "\t":
                if let complete = word { words.append(complete) }
                word = nil
            case "#" where word == nil: return words
            case "'":
                guard let end = rest.firstIndex(of: "'") else { throw Mistake(why: "a ' is not closed") }
                word = (word ?? "") + rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "\"": word = (word ?? "") + (try quoted(&rest))
            case "\\":
                guard let next = rest.popFirst() else { throw Mistake(why: "ends with a backslash: a command is one line") }
                word = (word ?? "") + String(next)
            case _ where "$`|;&<>()".contains(character):
                throw Mistake(why: "\(character) has no meaning here: put what is meant literally between '…'")
            default: word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }

    /// What stands between double quotes; a backslash there escapes what it does in a shell.
    private static func quoted(_ rest: inout Substring) throws(Mistake) -> String {
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return text
            case "$", "`": throw Mistake(why: "\(character) has no meaning here: put what is meant literally between '…'")
            case "\\":
                guard let next = rest.popFirst() else { break }
                text += "\"\\$`".contains(next) ? String(next) : "\\\(next)"
            default: text.append(character)
            }
        }
        throw Mistake(why: "a \" is not closed")
    }
}

extension Character {
    /// A line feed, also one after a carriage return, as files of other systems have it.
    fileprivate var isLineEnd: Bool { self == "\n" || self == "\r\n" }
}
