import PBXKit

/// A table for people: aligned, fitted to the width, wide characters right, no control character as such, coloured where
/// that says something.
///
/// Columns are as wide as the first rows need, so that a long listing still streams.
struct TableFormat: RowFormat {
    var hasHeader: Bool
    /// Columns of the terminal; nil: unlimited.
    var width: Int?
    var isColored: Bool

    private static let rowsThatDecide = 500
    private var columns: [String] = []
    private var waiting: [[String]] = []
    private var widths: [Int]?

    init(hasHeader: Bool, width: Int?, isColored: Bool) {
        self.hasHeader = hasHeader
        self.width = width
        self.isColored = isColored
    }

    mutating func begin(_ columns: [String], into bytes: inout OutputBytes) { self.columns = columns }

    mutating func row(_ row: RowFields, into bytes: inout OutputBytes) {
        let texts = row.fields.map { DisplayText.printable(String(decoding: $0.short, as: UTF8.self)) }
        if let widths {
            line(texts, widths, into: &bytes)
        } else {
            waiting.append(texts)
            if waiting.count >= Self.rowsThatDecide { settle(into: &bytes) }
        }
    }

    mutating func flush(into bytes: inout OutputBytes) {
        // Later rows have to fit into what the first ones needed.
        if widths == nil, !waiting.isEmpty { settle(into: &bytes, least: 12) }
    }

    mutating func end(into bytes: inout OutputBytes) { if widths == nil { settle(into: &bytes) } }

    private mutating func settle(into bytes: inout OutputBytes, least: Int = 0) {
        var widths = columns.map { max(least, $0.count) }
        if !hasHeader { widths = widths.map { _ in 1 } }
        for row in waiting {
            for (index, text) in row.enumerated() { widths[index] = max(widths[index], DisplayText.width(of: text)) }
        }
        fit(&widths)
        self.widths = widths
        if hasHeader {
            if isColored { bytes.append("\u{1B}[1m") }
            line(columns.map { $0.uppercased() }, widths, into: &bytes, end: isColored ? "\u{1B}[0m\n" : "\n", isHeader: true)
        }
        for row in waiting { line(row, widths, into: &bytes) }
        waiting = []
    }

    /// Takes width from the widest columns until the line fits; from the first one, which says what the row is about,
    /// only when all else is narrow.
    private func fit(_ widths: inout [Int]) {
        guard let width else { return }
        var surplus = widths.reduce(2 * (widths.count - 1), +) - width
        for narrowest in [8, 5, 3, 1] {
            let first = narrowest > 3 && widths.count > 2 ? 1 : 0
            while surplus > 0, let widest = widths.indices.dropFirst(first).max(by: { widths[$0] < widths[$1] }),
                widths[widest] > narrowest
            {
                widths[widest] -= 1
                surplus -= 1
            }
        }
    }

    private func line(
        _ texts: [String], _ widths: [Int], into bytes: inout OutputBytes, end: String = "\n", isHeader: Bool = false
    ) {
        let isStyled = isColored && !isHeader
        // A record by itself has a line for each field.
        let isOneRecord = columns == ["field", "value"]
        let isOff = isStyled && zip(columns, texts).contains { TextStyle.isOff($0, $1) }
        if isOff { bytes.append(TextStyle.off.start) }
        for (index, text) in texts.enumerated() {
            let shown = DisplayText.cut(text, to: widths[index])
            let style = isStyled && !isOff ? TextStyle.of(isOneRecord ? texts[0] : columns[index], text) : nil
            if let style { bytes.append(style.start) }
            bytes.append(shown)
            if style != nil { bytes.append(TextStyle.end) }
            if index < texts.count - 1 {
                bytes.append(repeating: 0x20, count: max(0, widths[index] - DisplayText.width(of: shown)) + 2)
            }
        }
        if isOff { bytes.append(TextStyle.end) }
        bytes.append(end)
    }
}
