import Testing

@testable import pbxctl

@Suite("Charts")
struct ChartTests {
    private func canvas(_ width: Int, unicode: Bool = false, colored: Bool = false) -> Chart.Canvas {
        Chart.Canvas(width: width, isUnicode: unicode, isColored: colored)
    }

    @Test("bars are as long as their numbers say, the longest as long as the line allows")
    func bars() {
        let bars = [Chart.Bar(label: "09", value: 50), .init(label: "10", value: 100), .init(label: "11", value: 0), .init(label: "12", value: 1)]
        #expect(Chart.bars(bars, on: canvas(19)) == "09   50  #####\n10  100  ##########\n11    0  \n12    1  #\n")
        #expect(Chart.bars(bars, on: canvas(19, unicode: true)) == "09   50  █████\n10  100  ██████████\n11    0  \n12    1  ▏\n")
        #expect(Chart.bars(bars, on: canvas(19, colored: true)).hasPrefix("09   50  \u{1B}[36m#####\u{1B}[0m\n"))
        #expect(Chart.bars([], on: canvas(80)).isEmpty)
    }

    @Test("every line fits the width, down to the narrowest", arguments: [1, 10, 20, 28, 40, 52, 80, 200], [true, false])
    func widths(width: Int, unicode: Bool) {
        let bars = [("short", 7), ("日本日本日本日本日本日本日本", 1234567), ("a label that is much longer than a line may be", 1)].map { Chart.Bar(label: $0.0, value: $0.1) }
        // Label, number and a bar of one column.
        let least = max(width / 3, 1) + 2 + 7 + 2 + 1
        for line in Chart.bars(bars, on: canvas(width, unicode: unicode)).split(separator: "\n") {
            #expect(DisplayText.width(of: String(line)) <= max(width, least), "\(line)")
        }
        for line in Chart.week((0..<168).map { $0 }, on: canvas(width, unicode: unicode)).split(separator: "\n") {
            #expect(DisplayText.width(of: String(line)) <= max(width, 28), "\(line)")
        }
    }

    @Test("the week has a line for each day and shows every call")
    func week() {
        var values = Array(repeating: 0, count: 168)
        values[0] = 1000
        values[167] = 1
        values[25] = 500
        let lines = Chart.week(values, on: canvas(28)).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "    00 03 06 09 12 15 18 21")
        #expect(lines[1] == "Mon #                       ")
        #expect(lines[2] == "Tue  :                      ")
        #expect(lines[7] == "Sun                        .")
        #expect(Chart.week(values, on: canvas(80, unicode: true)).contains("Mon ██"))
        #expect(Chart.week(Array(repeating: 0, count: 168), on: canvas(80)).contains("Mon "))
    }

    @Test("control characters of a label do not reach the terminal")
    func hostile() { #expect(!Chart.bars([.init(label: "\u{1B}[2J\n", value: 1)], on: canvas(80)).dropLast().contains { $0 == "\u{1B}" || $0 == "\n" }) }

    @Test("block characters need a locale of UTF-8 and a terminal", arguments: [
        (["LANG": "de_DE.UTF-8", "TERM": "xterm"], true), (["LANG": "C.utf8"], true), (["LC_ALL": "C", "LANG": "de_DE.UTF-8"], false),
        (["LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"], true), ([:], false), (["LANG": "de_DE.ISO-8859-1"], false),
        (["LANG": "C.UTF-8", "TERM": "dumb"], false),
    ] as [([String: String], Bool)])
    func locale(environment: [String: String], canDraw: Bool) { #expect(Chart.canDraw(environment) == canDraw) }

    @Test("an export's progress says rows, rate and what is left where that is known")
    func progress() {
        #expect(ExportProgress.line(1_234_567, of: nil, after: .seconds(10)) == "1,234,567 rows  123,456 a second")
        #expect(ExportProgress.line(250, of: .init(rows: 1000), after: .seconds(1)) == "250 rows  250 a second  25 %  3 s left")
        #expect(ExportProgress.line(250, of: .init(rows: 1000, isEstimate: true), after: .seconds(1)) == "250 rows  250 a second  about 25 %  3 s left")
        #expect(ExportProgress.line(250, of: .init(rows: 200, isEstimate: true), after: .seconds(1)) == "250 rows  250 a second")
        #expect(ExportProgress.line(0, of: .init(rows: 1000), after: .zero).hasPrefix("0 rows  0 a second  0 %"))
    }
}
