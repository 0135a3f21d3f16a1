import Foundation
import Testing

@Suite("On a terminal")
struct TerminalTests {
    static let escape = "\u{1B}"

    @Test("a table is the default, and fits", arguments: [40, 80, 132], [
        ["extension", "list"], ["did", "list"], ["cdr", "query", "--limit", "20"], ["voicemail", "list", "1001"], ["config", "show"], ["test"],
    ])
    func fits(columns: Int, words: [String]) throws {
        for profile in ["freepbx", "fusionpbx"] {
            let outcome = try Terminal.run("pbxctl --profile \(profile) \(words.joined(separator: " "))", columns: columns, environment: ["TERM": "dumb"])
            #expect(outcome.status == 0)
            for line in outcome.lines { #expect(Self.width(line) <= columns, "\(line)") }
        }
    }

    @Test("wide characters keep the columns aligned")
    func wide() throws {
        let lines = try Terminal.run("pbxctl extension list --fields name,extension", columns: 80, environment: ["TERM": "dumb"]).lines
        let header = try #require(lines.first)
        let start = Self.width(String(header[..<(try #require(header.range(of: "EXTENSION")).lowerBound)]))
        for line in lines.dropFirst() {
            let number = try #require(line.split(separator: " ").last)
            #expect(Self.width(line) - number.count == start, "\(line)")
        }
        #expect(lines.contains { $0.contains("日本") })
    }

    @Test("no escape byte is printed where none is wanted", arguments: [
        ("NO_COLOR", "1", ""), ("TERM", "dumb", ""), ("TERM", "xterm", "--no-color"), ("TERM", "xterm", "-o json"), ("TERM", "xterm", "-o csv"),
    ])
    func noColor(name: String, value: String, option: String) throws {
        for words in ["extension list", "--help", "doctor", "extension show 99999"] {
            let screen = try Terminal.run("pbxctl \(words) \(option)", environment: [name: value]).screen
            #expect(!screen.contains(Self.escape) && !screen.isEmpty)
        }
    }

    @Test("colour is for a terminal only")
    func color() throws {
        #expect(try Terminal.run("pbxctl extension list").screen.contains(Self.escape))
        #expect(try Terminal.run("pbxctl extension list | cat").screen.contains(Self.escape) == false)
        #expect(try Terminal.run("pbxctl extension list >/dev/null").screen.isEmpty)
    }

    @Test("control characters of a caller's name never arrive", arguments: ["table", "json", "ndjson", "csv", "tsv", "name"])
    func controlCharacters(format: String) throws {
        let marker = "9990\(abs(format.hashValue % 100_000))"
        let name = "CONCAT('evil', CHAR(27), '[2J', CHAR(7), CHAR(13), 'x', CHAR(0xC2, 0x9B), CHAR(127))"
        _ = try Lab.mysql(
            "INSERT INTO cdr (calldate, clid, src, dst, uniqueid, cnam) VALUES (NOW(), \(name), '\(marker)', '1001', '\(marker).1', \(name));", database: "asteriskcdrdb")
        defer { _ = try? Lab.mysql("DELETE FROM cdr WHERE uniqueid = '\(marker).1';", database: "asteriskcdrdb") }
        let outcome = try Terminal.run("pbxctl cdr query --src \(marker) --no-color -o \(format)", columns: 300)
        #expect(outcome.status == 0 && outcome.screen.contains(format == "name" ? marker : "evil"), "\(outcome.screen)")
        let bad = outcome.screen.unicodeScalars.filter { ($0.value < 0x20 || (0x7F...0x9F).contains($0.value)) && !"\r\n\t".unicodeScalars.contains($0) }
        #expect(bad.isEmpty, "\(outcome.screen.debugDescription)")
        // A carriage return comes before a line end alone.
        #expect(!outcome.screen.replacingOccurrences(of: "\r\r\n", with: "").replacingOccurrences(of: "\r\n", with: "").contains("\r"))
        // Into a pipe the data goes as it is.
        let piped = try Program.run("cdr", "query", "--src", marker, "-o", "json").array()
        #expect(piped.first?["src_name"] as? String == "evil\u{1B}[2J\u{7}\rx\u{9B}\u{7F}")
    }

    @Test("control characters of the command line come back harmless in errors")
    func errors() throws {
        let screen = try Terminal.run("pbxctl extension show $'10\\x1b[2J\\x07'").screen
        #expect(!screen.contains(Self.escape) && !screen.contains("\u{7}") && screen.contains("10"))
    }

    @Test("a deletion asks, naming the profile, and takes only yes for yes", arguments: Profiles.all)
    func asks(profile: String) throws {
        let number = Numbers.extension()
        #expect(try Program.run("--profile", profile, "extension", "add", number).status == 0)
        let question = "pbxctl --profile \(profile) extension delete \(number)"
        for answer in ["n\n", "\n", "\u{4}"] {
            let outcome = try Terminal.run(question, [.init("[y/N] ", answer)])
            #expect(outcome.status == 1 && outcome.screen.contains(profile), "\(outcome)")
        }
        #expect(try Terminal.run("\(question) --no-input").status == 2)
        #expect(try Program.run("--profile", profile, "extension", "show", number).status == 0)
        #expect(try Terminal.run(question, [.init("[y/N] ", "y\n")]).status == 0)
        #expect(try Program.run("--profile", profile, "extension", "show", number).status == 3)
    }

    /// Columns that a line takes on a terminal.
    static func width(_ line: String) -> Int {
        line.reduce(0) { sum, character in
            let isWide = character.unicodeScalars.contains {
                (0x1100...0x115F).contains($0.value) || (0x2E80...0xA4CF).contains($0.value) || (0xAC00...0xD7A3).contains($0.value)
                    || (0xFF00...0xFF60).contains($0.value) || (0x1F300...0x1FAFF).contains($0.value)
            }
            return sum + (isWide ? 2 : 1)
        }
    }
}
