import Foundation
import Testing

@testable import pbxctl

@Suite("The documents")
struct DocumentTests {
    static let names = ["README.md", "docs/guide.md", "docs/cookbook.md", "docs/configuration.md", "docs/security.md", "docs/architecture.md"]

    /// The pbxctl commands in a document's code blocks, each up to what the shell makes of the rest.
    static func commands(in name: String) throws -> [String] {
        let text = try String(contentsOf: GeneratedFilesTests.project.appending(path: name), encoding: .utf8)
        var commands: [String] = []
        for line in text.split(separator: "\n") where line.hasPrefix("    ") || line.contains("`pbxctl ") {
            var rest = Substring(line)
            while let start = rest.range(of: "pbxctl ") {
                let before = rest[..<start.lowerBound].last
                rest = rest[start.upperBound...]
                guard before == nil || before == " " || before == "`" || before == "(" else { continue }
                var words = ""
                var quote: Character?
                for character in rest {
                    if let open = quote {
                        if character == open { quote = nil }
                    } else if character == "'" || character == "\"" {
                        quote = character
                    } else if "|&>;#`)".contains(character) {
                        break
                    }
                    words.append(character)
                }
                commands.append("pbxctl " + words.trimmingCharacters(in: .whitespaces))
            }
        }
        return commands
    }

    @Test("show only command lines that the grammar accepts", arguments: names)
    func commandsAreValid(name: String) throws {
        for line in try Self.commands(in: name) {
            let words = Words.split(line).dropFirst().map { $0 }
            // Prose about the tree of folders, or a pattern with words in capitals.
            guard let first = words.first, first.first?.isLowercase == true || first.hasPrefix("-"), !words.contains("VERB") else { continue }
            if ["the", "is", "reads", "over"].contains(first) { continue }
            guard !words.contains(where: { $0.contains("|") || $0 == "…" }) else { continue }
            #expect(throws: Never.self, "\(name): \(line)") { try Parser(grammar: .pbxctl).parse(words) }
        }
    }

    @Test("hold commands at all, and every document that README links to exists")
    func linksExist() throws {
        #expect(try Self.commands(in: "README.md").count >= 6)
        #expect(try Self.commands(in: "docs/guide.md").count >= 8)
        #expect(try Self.commands(in: "docs/cookbook.md").count >= 8)
        for name in Self.names {
            let file = GeneratedFilesTests.project.appending(path: name)
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /\]\(([^)#:]+)\)/) {
                let target = file.deletingLastPathComponent().appending(path: String(match.1)).path
                #expect(FileManager.default.fileExists(atPath: target), "\(name): \(match.1)")
            }
        }
    }

    @Test("give the exit statuses as the program has them")
    func exitStatuses() throws {
        let guide = try String(contentsOf: GeneratedFilesTests.project.appending(path: "docs/guide.md"), encoding: .utf8)
        for status in 0...10 { #expect(guide.contains("\n| \(status) | ")) }
    }
}
