import PBXKit
import Testing

@testable import pbxctl

@Suite("The grammar as a whole")
struct GrammarTests {
    static let commands = Grammar.pbxctl.commands

    @Test("has no path twice")
    func pathsAreUnique() {
        let paths = Self.commands.flatMap { [$0.path] + $0.aliases }.map { $0.joined(separator: " ") }
        #expect(Set(paths).count == paths.count)
    }

    @Test("declares no option spelling twice in a command", arguments: commands.map(\.name))
    func spellingsAreUnique(name: String) throws {
        let command = try #require(Self.commands.first { $0.name == name })
        let spellings = (command.options + GlobalOptions.all).flatMap(\.spellings)
        let repeated = Dictionary(grouping: spellings, by: { $0 }).filter { $0.value.count > 1 }.keys
        #expect(repeated.isEmpty)
    }

    @Test("says each summary and help as one phrase with a full stop", arguments: commands.map(\.name))
    func phrases(name: String) throws {
        let command = try #require(Self.commands.first { $0.name == name })
        let phrases = [command.summary] + command.options.map(\.help) + command.operands.map(\.help)
        for phrase in phrases {
            #expect(phrase.hasSuffix(".") && phrase.first?.isLowercase != true, "\(phrase)")
        }
    }

    @Test("gives each visible command an example that its own parser accepts", arguments: commands.filter { !$0.isHidden }.map(\.name))
    func examplesParse(name: String) throws {
        let command = try #require(Self.commands.first { $0.name == name })
        #expect(!command.examples.isEmpty)
        for example in command.examples {
            let line = try #require(example.line.split(separator: "|").first?.split(separator: "&").first?.split(separator: ">").first)
            guard line.hasPrefix("pbxctl") else { continue }
            let request = try Parser(grammar: .pbxctl).parse(Words.split(String(line)).dropFirst().map { $0 })
            guard case .run(let parsed, _) = request else { Issue.record("not a command: \(line)"); continue }
            #expect(parsed.name == name)
        }
    }

    @Test("puts optional operands last and names the options that exclude each other", arguments: commands.map(\.name))
    func operandsAndExclusions(name: String) throws {
        let command = try #require(Self.commands.first { $0.name == name })
        let optionality = command.operands.map(\.isOptional)
        #expect(optionality == optionality.sorted { !$0 && $1 })
        #expect(command.operands.dropLast().allSatisfy { !$0.repeats })
        let longs = Set(command.options.map(\.long))
        #expect(command.exclusive.flatMap { $0 }.allSatisfy(longs.contains))
    }

    @Test("mirrors each documented action at most in one command")
    func actionsAreUnique() {
        let actions = Self.commands.flatMap(\.mirrors)
        #expect(Set(actions).count == actions.count)
    }

    @Test("mirrors every documented action of the two APIs, and the reference lists each with its command")
    func actionsAreComplete() throws {
        #expect(DocumentedRoute.all.count == 59)
        #expect(Set(Self.commands.flatMap(\.mirrors)) == Set(DocumentedRoute.all.map(\.action)))
        let text = Reference.text(of: .pbxctl)
        let table = try #require(text.range(of: "## Documented API actions")).upperBound
        let lines = text[table...].split(separator: "\n").filter { $0.hasPrefix("| F") || $0.hasPrefix("| R") }
        #expect(lines.count == DocumentedRoute.all.count)
        for (line, documented) in zip(lines, DocumentedRoute.all) {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(cells.count == 3 && cells[0] == documented.action && cells[1] == "`\(documented.route)`", "\(line)")
            // The line is one of the command that says it mirrors the route.
            let command = try #require(Self.commands.first { $0.mirrors.contains(documented.action) })
            #expect(command.name == documented.command || documented.command.hasPrefix("\(command.name) --"), "\(line)")
            #expect(cells.last?.hasPrefix("`pbxctl \(documented.command)") == true, "\(line)")
        }
    }

    @Test("gives each failure a status of its own")
    func statusesAreDistinct() {
        #expect(Set(PBXError.Kind.allCases.map(\.exitStatus)).count == PBXError.Kind.allCases.count)
        #expect(PBXError.Kind.allCases.map(\.exitStatus).sorted() == Array(1...10))
    }
}

/// Splits an example line into words as a shell would, for quotes without escapes.
enum Words {
    static func split(_ line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " {
                if let complete = word { words.append(complete) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }
}
