import Foundation
import PBXKit
import Testing

@testable import pbxctl

@Suite("The documents")
struct DocumentTests {
    static let names: [String] = {
        let folder = GeneratedFilesTests.project.appending(path: "docs").path
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // The reference is made from the grammar, and its usage lines are no commands.
        return ["README.md"] + found.filter { $0.hasSuffix(".md") && $0 != "reference.md" }.sorted().map { "docs/\($0)" }
    }()

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
                        // Of "2>" the number is the redirection's.
                        if character == ">", words.hasSuffix(" 2") { words.removeLast() }
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
            // "$@" passes on what a script was called with.
            let words = Words.split(line).dropFirst().filter { $0 != "$@" }
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

    @Test("explain every field of every command")
    func everyFieldIsExplained() {
        for command in Grammar.pbxctl.commands where !command.isHidden {
            for field in command.fields where command.fields != ChangeReport.keys && command.fields != ImportReport.keys {
                #expect(FieldMeaning.of(field, in: command) != nil, "write down in FieldMeaning.swift what \(field) of \(command.name) holds")
            }
        }
    }

    @Test("name every key of the profile file")
    func everyKeyIsNamed() throws {
        let text = try String(contentsOf: GeneratedFilesTests.project.appending(path: "docs/configuration.md"), encoding: .utf8)
        for key in ProfileKey.allNames { #expect(text.contains("`\(key)`"), "\(key)") }
    }

    /// The headings quote messages, `…` standing for what differs.
    @Test("explain messages that pbxctl has")
    func messages() throws {
        var sources = ""
        let folder = GeneratedFilesTests.project.appending(path: "Sources")
        for case let file as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)! where file.pathExtension == "swift" {
            sources += try String(contentsOf: file, encoding: .utf8)
        }
        let text = try String(contentsOf: GeneratedFilesTests.project.appending(path: "docs/troubleshooting.md"), encoding: .utf8)
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("### ") }.map { $0.dropFirst(4).replacing(#/ \(\d\)/#, with: "") }
        #expect(headings.count > 20)
        // The dynamic loader's own words end these.
        let foreign = ["cannot open shared object file", "libmariadb.so.3", "libpq.so.5"]
        for part in headings.flatMap({ $0.split(whereSeparator: { "…:,".contains($0) }) }) {
            let words = part.trimmingCharacters(in: .whitespaces)
            #expect(words.isEmpty || foreign.contains(words) || sources.contains(words), "no message says: \(words)")
        }
    }
}
