/// Text for people, wrapped to a width.
struct TextPage {
    let width: Int
    private(set) var text = ""
    private static let labelWidth = 26

    init(width: Int) { self.width = width }

    mutating func line(_ line: String) { text += line + "\n" }

    mutating func heading(_ heading: String) { text += "\n\(heading):\n" }

    mutating func paragraph(_ paragraph: String, indent: Int = 0) {
        let margin = String(repeating: " ", count: indent)
        for line in Self.wrapped(paragraph, to: width - indent) { text += margin + line + "\n" }
    }

    /// Labels on the left, explanations wrapped on the right.
    mutating func columns(_ rows: [(String, String)]) {
        let longest = rows.map(\.0.count).filter { $0 <= Self.labelWidth }.max() ?? Self.labelWidth
        let left = min(longest, Self.labelWidth, width / 2)
        for (label, explanation) in rows {
            let lines = Self.wrapped(explanation, to: width - left - 4)
            var isFirst = true
            if label.count > left {
                text += "  \(label)\n"
                isFirst = false
            }
            for line in lines {
                let shown = isFirst ? label : ""
                text += "  " + shown + String(repeating: " ", count: left - shown.count + 2) + line + "\n"
                isFirst = false
            }
        }
    }

    mutating func example(_ does: String, _ line: String) {
        text += "  # \(does)\n  \(line)\n"
    }

    /// The text in lines of at most `width` characters; a longer word has a line of its own.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        lines.append(line)
        return lines
    }
}
