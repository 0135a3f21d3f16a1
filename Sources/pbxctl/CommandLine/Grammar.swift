/// All commands, and how words lead to them.
struct Grammar: Sendable {
    let nouns: [Noun]

    var commands: [Command] { nouns.flatMap(\.commands) }

    /// The path that comes of one more word, in its canonical spelling; nil where no command begins like that.
    func extending(_ path: [String], with word: String) -> [String]? {
        if path.isEmpty, let noun = nouns.first(where: { $0.name == word || $0.aliases.contains(word) }) {
            return [noun.name]
        }
        let longer = path + [word]
        for command in commands {
            for candidate in [command.path] + command.aliases where candidate.starts(with: longer) {
                return candidate == longer && candidate != command.path ? command.path : longer
            }
        }
        return nil
    }

    func command(_ path: [String]) -> Command? { commands.first { $0.path == path } }

    /// The words that can follow a path, for suggestions and completion.
    func words(after path: [String]) -> [String] {
        guard !path.isEmpty else {
            let visible = nouns.filter { !$0.commands.allSatisfy(\.isHidden) }
            return visible.map(\.name)
        }
        var words: [String] = []
        for command in commands where !command.isHidden && command.path.starts(with: path) && command.path.count > path.count {
            let word = command.path[path.count]
            if !words.contains(word) { words.append(word) }
        }
        return words
    }

    /// The commands that begin with a path, the path's own first.
    func commands(under path: [String]) -> [Command] {
        commands.filter { !$0.isHidden && $0.path.starts(with: path) }
    }
}
