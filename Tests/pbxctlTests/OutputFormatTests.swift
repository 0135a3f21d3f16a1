import PBXKit
import Testing

@testable import pbxctl

@Suite("Output formats")
struct OutputFormatTests {
    private func text(_ format: any RowFormat, _ columns: [String], _ rows: [[Cell]]) -> String { format.text(columns, rows) }

    static let awkward: [Cell] = [.text("a\tb\\c\nd"), .text("say \"hi\", you"), .null, .integer(-7), .flag(true), .list([.text("1"), .text("2")])]
    static let columns = ["a", "b", "c", "d", "e", "f"]

    @Test("JSON escapes what it must and keeps order and nulls")
    func json() {
        let expected = "[\n  {\"a\": \"a\\tb\\\\c\\nd\", \"b\": \"say \\\"hi\\\", you\", \"c\": null, \"d\": -7, \"e\": true, \"f\": [\"1\", \"2\"]}\n]\n"
        #expect(text(JSONFormat(), Self.columns, [Self.awkward]) == expected)
        #expect(text(JSONFormat(), Self.columns, []) == "[]\n")
    }

    @Test("JSON lets no control character through")
    func controls() {
        #expect(text(NDJSONFormat(), ["a"], [[.text("\u{1B}[2J\u{7F}")]]) == "{\"a\": \"\\u001b[2J\\u007f\"}\n")
    }

    @Test("CSV is RFC 4180")
    func csv() {
        let expected = "a,b,c,d,e,f\r\n\"a\tb\\c\nd\",\"say \"\"hi\"\", you\",,-7,true,1;2\r\n"

        #expect(text(CSVFormat(hasHeader: true), Self.columns, [Self.awkward]) == expected)
    }

    @Test("TSV escapes tab, newline and backslash")
    func tsv() {
        #expect(text(TSVFormat(hasHeader: false), Self.columns, [Self.awkward]) == "a\\tb\\\\c\\nd\tsay \"hi\", you\t\t-7\ttrue\t1;2\n")
    }

    @Test("a table lines up wide characters and shows control characters instead of obeying them")
    func table() {
        let rows: [[Cell]] = [[.text("日本"), .text("x")], [.text("ab\u{1B}"), .text("y")]]
        let lines = text(TableFormat(hasHeader: true, width: nil, isColored: false), ["n", "v"], rows).split(separator: "\n")
        #expect(lines == ["N     V", "日本  x", "ab\u{FFFD}   y"])
    }

    @Test("a table fits its width")
    func width() {
        let rows: [[Cell]] = [[.text(String(repeating: "x", count: 100)), .text("short")]]
        let lines = text(TableFormat(hasHeader: true, width: 40, isColored: false), ["long", "v"], rows).split(separator: "\n")
        #expect(lines.allSatisfy { DisplayText.width(of: String($0)) <= 40 })
        #expect(lines[1].contains("…"))
    }

    @Test("formats that pass data through are disarmed on a terminal")
    func disarmed() {
        var bytes = OutputBytes()
        bytes.append("a\u{1B}[31m\tb\u{9B}\n")
        TerminalGuard.disarm(&bytes, from: 0)
        #expect(bytes.text == "a?[31m\tb??\n")
    }
}
