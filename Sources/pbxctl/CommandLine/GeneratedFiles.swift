/// Every committed file that is made from the grammar, by its path in the project.
enum GeneratedFiles {
    static func all(of grammar: Grammar) -> [(path: String, text: String)] {
        CompletionScript.allCases.map { ("completions/\($0.fileName)", $0.text) }
            + ManualPage.all(of: grammar).map { ("docs/man/\($0.name)", $0.text) }
            + [
                ("docs/reference.md", Reference.text(of: grammar)), ("docs/json.md", JSONReference.text(of: grammar)),
                ("docs/grammar.json", GrammarDump.text(of: grammar)),
            ]
    }
}
