/// Numbers as a picture in a terminal: bars, or a map of the week.
enum Chart {
    /// What a chart has to fit into.
    struct Canvas {
        /// Columns.
        var width: Int
        var isUnicode: Bool
        var isColored: Bool

        func colored(_ text: String) -> String { isColored && !text.isEmpty ? "\u{1B}[36m\(text)\u{1B}[0m" : text }
    }

    struct Bar {
        var label: String
        var value: Int
    }

    /// Whether block characters can be expected to show: a locale of UTF-8, and a terminal that is none of the simplest.
    static func canDraw(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return (name.contains("utf-8") || name.contains("utf8")) && environment["TERM"] != "dumb"
    }

    /// A bar a line, the longest as long as the line allows.
    static func bars(_ bars: [Bar], on canvas: Canvas) -> String {
        let labels = bars.map { DisplayText.printable($0.label) }
        let values = bars.map { String($0.value) }
        let labelWidth = min(labels.map(DisplayText.width).max() ?? 0, max(canvas.width / 3, 1))
        let valueWidth = values.map(\.utf8.count).max() ?? 0
        let room = max(canvas.width - labelWidth - valueWidth - 4, 1)
        let largest = max(bars.map(\.value).max() ?? 0, 1)
        var text = ""
        for (index, bar) in bars.enumerated() {
            let label = DisplayText.cut(labels[index], to: labelWidth)
            let value = values[index]
            text += label + blanks(labelWidth - DisplayText.width(of: label)) + "  "
            text += blanks(valueWidth - value.utf8.count) + value + "  "
            text += canvas.colored(line(bar.value, of: largest, room, canvas)) + "\n"
        }
        return text
    }

    /// A line for each day of the week, a cell for each hour; `values` are 168, from Monday at midnight on.
    static func week(_ values: [Int], on canvas: Canvas) -> String {
        let cell = canvas.width >= 4 + 24 * 2 ? 2 : 1
        let shades: [Character] = canvas.isUnicode ? [" ", "░", "▒", "▓", "█"] : [" ", ".", ":", "*", "#"]
        let largest = max(values.max() ?? 0, 1)
        var text = "    " + stride(from: 0, to: 24, by: 3).map { hour in
            (hour < 10 ? "0\(hour)" : "\(hour)") + blanks(3 * cell - 2)
        }.joined().trimmingTrailingBlanks + "\n"
        for (day, name) in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].enumerated() {
            let cells = (0..<24).map { hour -> String in
                let value = values[day * 24 + hour]
                // Any call at all is to be seen.
                let shade = value == 0 ? 0 : max(1, (value * 4 + largest - 1) / largest)
                return String(repeating: shades[shade], count: cell)
            }
            text += name + " " + canvas.colored(cells.joined()) + "\n"
        }
        return text
    }

    /// Eighths of a column are shown where they can be.
    private static func line(_ value: Int, of largest: Int, _ room: Int, _ canvas: Canvas) -> String {
        let eighths = Int(Double(value) / Double(largest) * Double(room * 8))
        guard canvas.isUnicode else { return String(repeating: "#", count: value == 0 ? 0 : max(1, eighths / 8)) }
        let parts: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let rest = value > 0 && eighths == 0 ? 1 : eighths % 8
        return String(repeating: "█", count: eighths / 8) + (rest == 0 ? "" : String(parts[rest - 1]))
    }

    private static func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String { String(reversed().drop { $0 == " " }.reversed()) }
}
