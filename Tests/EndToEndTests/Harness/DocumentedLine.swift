import Foundation

/// A command line, or a whole script, that a document shows in a code block.
struct DocumentedLine {
    var document: String
    var text: String

    static let documents: [String] = {
        let folder = Program.project.appending(path: "docs")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }()

    /// Those that call pbxctl.
    static func all(in document: String) throws -> [DocumentedLine] {
        let text = try String(contentsOf: Program.project.appending(path: document), encoding: .utf8)
        return blocks(of: text).flatMap { block in
            (isScript(block) ? [block.joined(separator: "\n")] : commands(of: block)).filter(callsProgram)
        }.map { DocumentedLine(document: document, text: $0) }
    }

    /// The lines of each code block, indented by four or fenced, without their indentation.
    private static func blocks(of text: String) -> [[String]] {
        var blocks: [[String]] = [[]]
        var isFenced = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isFenced.toggle()
                blocks.append([])
            } else if isFenced {
                blocks[blocks.count - 1].append(String(line))
            } else if line.hasPrefix("    ") {
                blocks[blocks.count - 1].append(String(line.dropFirst(4)))
            } else if line.isEmpty, blocks.last?.isEmpty == false {
                blocks[blocks.count - 1].append("")
            } else if !line.isEmpty {
                blocks.append([])
            }
        }
        return blocks.filter { !$0.isEmpty }
    }

    /// One command each: a line that the shell does not take for a whole one goes on in the next.
    private static func commands(of block: [String]) -> [String] {
        var commands: [String] = []
        var rest = block[...]
        while let line = rest.popFirst() {
            var command = line
            let isWhole = (rest.startIndex...rest.endIndex).first { end in
                command = ([line] + rest[..<end]).joined(separator: "\n")
                return isComplete(command)
            }
            if let isWhole { rest = rest[isWhole...] } else { command = line }
            commands.append(command)
        }
        return commands.map { $0.hasPrefix("$ ") ? String($0.dropFirst(2)) : $0 }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    private static func isComplete(_ command: String) -> Bool {
        guard !["|", "\\", "&&", "||"].contains(where: { command.hasSuffix($0) }) else { return false }
        // Only what goes on over several lines needs the shell to say where it ends.
        guard command.contains(/\b(for|while|until|if|case)\b|[{(]\s*$|<<|["']/) else { return true }
        return (try? Program.start("/bin/bash", ["-n"], input: command + "\n", environment: [:], deadline: 10))?.status == 0
    }

    private static func isScript(_ block: [String]) -> Bool { block.first?.hasPrefix("#!") == true }

    private static func callsProgram(_ text: String) -> Bool {
        let usage = text.hasSuffix("[options]")
        return !usage && text.contains(/(^|[\s(|;&])pbxctl\s/)
    }
}
