import Foundation

/// Everything that the stores of a PBX hold, one line for each row, key, configuration line and file.
struct MatrixContents: Equatable {
    let lines: [Substring]

    init(_ text: String) { lines = text.split(separator: "\n") }

    /// What came and what went, in words that two runs of one command share.
    struct Difference: Equatable, CustomStringConvertible {
        var gone: [String]
        var added: [String]

        var isEmpty: Bool { gone.isEmpty && added.isEmpty }
        var description: String { Self.text(gone, added) }

        /// What is missing for the other one, and what is too much; or all of it, where that is shorter.
        func distance(from other: Difference) -> String {
            func rest(_ lines: [String], _ others: [String]) -> [String] { Array(Set(lines).subtracting(others)).sorted() }
            let far = "against after:\n" + Self.text(
                rest(other.added, added) + rest(gone, other.gone), rest(added, other.added) + rest(other.gone, gone))
            let near = "against before:\n\(description)"
            return far.count < near.count ? far : near
        }

        private static func text(_ gone: [String], _ added: [String]) -> String {
            (gone.map { "- \($0)" } + added.map { "+ \($0)" }).joined(separator: "\n")
        }
    }

    /// `known`: the uuids of objects that are there in every run.
    func difference(since before: MatrixContents, known: Set<String>) -> Difference {
        guard lines != before.lines else { return Difference(gone: [], added: []) }
        var counts: [Substring: Int] = [:]
        for line in before.lines { counts[line, default: 0] += 1 }
        for line in lines { counts[line, default: 0] -= 1 }
        let gone = counts.filter { $0.value > 0 }.flatMap { Array(repeating: String($0.key), count: $0.value) }
        let added = counts.filter { $0.value < 0 }.flatMap { Array(repeating: String($0.key), count: -$0.value) }
        return Difference(gone: Self.comparable(gone, known), added: Self.comparable(added, known))
    }

    var identifiers: Set<String> { Set(lines.flatMap { Self.identifiers(String($0)) }) }

    /// Uuids that were made for the change, moments and salted hashes differ from run to run. What a new uuid ties
    /// together is kept: each has the name of the lines it stands in.
    private static func comparable(_ lines: [String], _ known: Set<String>) -> [String] {
        let new = Set(lines.flatMap(identifiers)).subtracting(known)
        let places = new.map { identifier in
            (identifier, lines.filter { $0.contains(identifier) }.map { String($0.prefix { $0 != "\t" }) }.sorted().joined(separator: "+"))
        }
        return lines.map { line in
            var line = line
            for (identifier, name) in places { line = line.replacingOccurrences(of: identifier, with: "<\(name)>") }
            for (pattern, name) in [
                (#"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d(:?\d\d)?)?"#, "<moment>"), (#"\$2[aby]\$[./A-Za-z0-9$]+"#, "<hash>"),
                (#"\b1[789]\d{8}\b"#, "<moment>"),
            ] { line = line.replacingOccurrences(of: pattern, with: name, options: .regularExpression) }
            // FusionPBX's note of a change lists rows in the order in which the table happens to have them.
            return line.hasPrefix("v_database_transactions") ? line.split { ",{}[] ".contains($0) }.sorted().joined(separator: " ") : line
        }.sorted()
    }

    private static func identifiers(_ line: String) -> [String] {
        let bytes = Array(line.utf8)
        var found: [String] = []
        var start = 0
        while start + 36 <= bytes.count {
            if bytes[start + 8] == 45, isIdentifier(bytes[start..<start + 36]) {
                found.append(String(decoding: bytes[start..<start + 36], as: UTF8.self))
                start += 36
            } else {
                start += 1
            }
        }
        return found
    }

    private static func isIdentifier(_ bytes: ArraySlice<UInt8>) -> Bool {
        for (position, byte) in bytes.enumerated() {
            if [8, 13, 18, 23].contains(position) {
                if byte != 45 { return false }
            } else if !(byte >= 48 && byte <= 57 || byte >= 97 && byte <= 102) {
                return false
            }
        }
        return true
    }
}
