/// Reads comma-separated values as RFC 4180 has them (also with `;` or tab between), or pbxctl's own TSV.
///
/// Strict where leniency would store something else than was meant: every quote has to close, every row has the
/// header's number of values.
struct SeparatedImportReader {
    private let bytes: ArraySlice<UInt8>
    private let separator: UInt8
    /// TSV: `\t`, `\n`, `\r` and `\\` stand for what they name, and quotes for themselves.
    private let isEscaped: Bool
    private var position: Int
    private var line = 1

    init(_ bytes: ArraySlice<UInt8>, separator: UInt8, isEscaped: Bool = false) {
        self.bytes = bytes
        self.separator = separator
        self.isEscaped = isEscaped
        position = bytes.startIndex
    }

    mutating func table() throws(ImportProblem) -> ImportTable {
        var columns: [String] = []
        for name in try record(row: nil, columns: []) ?? [] { columns.append(Self.trimmed(name)) }
        try check(columns)
        var rows: [ImportRow] = []
        while position < bytes.endIndex {
            let start = line
            // An empty line is no row; one value can only be an empty line where there is one column.
            guard let values = try record(row: rows.count + 1, columns: columns) else { continue }
            guard values.count == columns.count else {
                throw ImportProblem(
                    "has \(values.count) values, and the header names \(columns.count) columns", row: rows.count + 1, line: start,
                    remedy: "put values that contain the separator in double quotes")
            }
            rows.append(ImportRow(
                number: rows.count + 1, line: start, entries: zip(columns, values).map { Cell.Entry($0, .text($1)) }))
        }
        return ImportTable(columns: columns, rows: rows)
    }

    private func check(_ columns: [String]) throws(ImportProblem) {
        var seen: Set<String> = []
        for (index, name) in columns.enumerated() {
            guard !name.isEmpty else {
                throw ImportProblem("the header's column \(index + 1) has no name", line: 1, remedy: "name every column, with commas between")
            }
            guard seen.insert(name).inserted else { throw ImportProblem("the header names it twice", line: 1, column: name) }
        }
        guard !columns.isEmpty else { throw ImportProblem("has no header line", line: 1) }
    }

    /// The values of the next record; nil for an empty line.
    private mutating func record(row: Int?, columns: [String]) throws(ImportProblem) -> [String]? {
        let first = line
        func problem(_ why: String, _ index: Int, _ line: Int, remedy: String? = nil) -> ImportProblem {
            ImportProblem(
                why, row: row, line: line, column: columns.indices.contains(index) ? columns[index] : row == nil ? nil : "number \(index + 1)",
                remedy: remedy)
        }
        var values: [String] = []
        while true {
            let index = values.count
            // More values than any header has: a file of something else.
            if index > 10_000 { throw problem("has more than 10,000 values", -1, first) }
            let raw: [UInt8]
            let start = line
            if !isEscaped, position < bytes.endIndex, bytes[position] == 0x22 {
                guard let quoted = quoted() else {
                    throw problem("a double quote opens here and never closes", index, start, remedy: "double the quotes inside a value: \"\"")
                }
                raw = quoted
                guard position == bytes.endIndex || [separator, 0x0A, 0x0D].contains(bytes[position]) else {
                    throw problem("text follows a closing quote", index, line, remedy: "double the quotes inside a value: \"\"")
                }
            } else {
                raw = plain()
                if !isEscaped, raw.contains(0x22) {
                    throw problem("has a double quote in the middle", index, start, remedy: "put the whole value in quotes and double those inside")
                }
            }
            if raw.count > ImportTable.longestValue { throw problem("is longer than \(ImportTable.longestValue) bytes", index, start) }
            if raw.contains(0) { throw problem("contains a NUL character", index, start) }
            guard let text = String(validating: isEscaped ? Self.unescaped(raw) : raw, as: UTF8.self) else {
                throw problem("is no text in UTF-8", index, start, remedy: "save the file in UTF-8")
            }
            values.append(text)
            guard position < bytes.endIndex, bytes[position] == separator else { break }
            position += 1
        }
        endLine()
        return values.count == 1 && values[0].isEmpty && columns.count != 1 ? nil : values
    }

    /// Up to the separator or the end of the line.
    private mutating func plain() -> [UInt8] {
        let start = position
        while position < bytes.endIndex, bytes[position] != separator, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
        return Array(bytes[start..<position])
    }

    /// A quoted value, its quotes undone; nil where it does not end.
    private mutating func quoted() -> [UInt8]? {
        var value: [UInt8] = []
        position += 1
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            if byte == 0x22 {
                guard position < bytes.endIndex, bytes[position] == 0x22 else { return value }
                position += 1
            } else if byte == 0x0A {
                line += 1
            }
            value.append(byte)
        }
        return nil
    }

    private mutating func endLine() {
        if position < bytes.endIndex, bytes[position] == 0x0D { position += 1 }
        if position < bytes.endIndex, bytes[position] == 0x0A { position += 1 }
        line += 1
    }

    private static func unescaped(_ raw: [UInt8]) -> [UInt8] {
        guard raw.contains(0x5C) else { return raw }
        var result: [UInt8] = []
        var rest = raw[...]
        while let byte = rest.popFirst() {
            guard byte == 0x5C, let next = rest.first else {
                result.append(byte)
                continue
            }
            let meant: UInt8? = switch next {
            case UInt8(ascii: "t"): 0x09
            case UInt8(ascii: "n"): 0x0A
            case UInt8(ascii: "r"): 0x0D
            case 0x5C: 0x5C
            default: nil
            }
            if meant != nil { rest.removeFirst() }
            result.append(meant ?? byte)
        }
        return result
    }

    private static func trimmed(_ text: String) -> String {
        let head = text.drop { $0 == " " }
        return String(head.reversed().drop { $0 == " " }.reversed())
    }
}
