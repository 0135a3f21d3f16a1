/// Reads a JSON array of objects, or one object a line (NDJSON), and knows the line of each.
struct JSONImportReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private var line = 1
    /// The row that is being read, for messages.
    private var row: Int?
    private var column: String?

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    mutating func table(linewise: Bool) throws(ImportProblem) -> ImportTable {
        var rows: [ImportRow] = []
        skipBlanks()
        if linewise {
            while position < bytes.endIndex {
                rows.append(try object(number: rows.count + 1))
                let end = line
                skipBlanks()
                if position < bytes.endIndex, line == end { throw problem("something follows the object on its line") }
            }
        } else {
            try expect(UInt8(ascii: "["), "an array of objects")
            skipBlanks()
            if !take(UInt8(ascii: "]")) {
                repeat {
                    skipBlanks()
                    rows.append(try object(number: rows.count + 1))
                    skipBlanks()
                } while take(UInt8(ascii: ","))
                try expect(UInt8(ascii: "]"), "a comma or the end of the array")
            }
            skipBlanks()
            row = nil
            guard position == bytes.endIndex else { throw problem("something follows the end of the array") }
        }
        var columns: [String] = []
        var seen: Set<String> = []
        for entry in rows.lazy.flatMap(\.entries) where seen.insert(entry.key).inserted { columns.append(entry.key) }
        return ImportTable(columns: columns, rows: rows)
    }

    /// One object and nothing else.
    mutating func document() throws(ImportProblem) -> [Cell.Entry] {
        skipBlanks()
        guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "{") else { throw problem("is not a JSON object") }
        let entries = try members(depth: 1)
        skipBlanks()
        guard position == bytes.endIndex else { throw problem("something follows the end of the object") }
        return entries
    }

    private mutating func object(number: Int) throws(ImportProblem) -> ImportRow {
        row = number
        column = nil
        let start = line
        guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "{") else { throw problem("is not an object") }
        let entries = try members(depth: 0)
        column = nil
        return ImportRow(number: number, line: start, entries: entries)
    }

    private func problem(_ why: String, remedy: String? = nil) -> ImportProblem {
        ImportProblem(why, row: row, line: line, column: column, remedy: remedy)
    }

    // MARK: - Values

    private mutating func value(depth: Int) throws(ImportProblem) -> Cell {
        guard depth < 16 else { throw problem("is nested too deeply") }
        guard position < bytes.endIndex else { throw problem("the file ends in the middle of a row") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(Cell.Object(try members(depth: depth)))
        case UInt8(ascii: "["): return .list(try elements(depth: depth))
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "-"), 0x30...0x39: return try number()
        case UInt8(ascii: "t") where word("true"): return .flag(true)
        case UInt8(ascii: "f") where word("false"): return .flag(false)
        case UInt8(ascii: "n") where word("null"): return .null
        default: throw problem("is no JSON value")
        }
    }

    private mutating func members(depth: Int) throws(ImportProblem) -> [Cell.Entry] {
        position += 1
        skipBlanks()
        var entries: [Cell.Entry] = []
        if take(UInt8(ascii: "}")) { return entries }
        repeat {
            skipBlanks()
            guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else { throw problem("lacks a key in double quotes") }
            let key = try text()
            if depth == 0 { column = key }
            if entries.contains(where: { $0.key == key }) { throw problem("has the key '\(Self.shown(key))' twice") }
            skipBlanks()
            try expect(UInt8(ascii: ":"), "a colon after the key")
            skipBlanks()
            entries.append(Cell.Entry(key, try value(depth: depth + 1)))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "a comma or the end of the object")
        return entries
    }

    private mutating func elements(depth: Int) throws(ImportProblem) -> [Cell] {
        position += 1
        skipBlanks()
        var elements: [Cell] = []
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            skipBlanks()
            elements.append(try value(depth: depth + 1))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "a comma or the end of the array")
        return elements
    }

    private mutating func number() throws(ImportProblem) -> Cell {
        let start = position
        while position < bytes.endIndex, "+-.eE0123456789".utf8.contains(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = Int(text) else { throw problem("'\(Self.shown(text))' is not a whole number") }
        return .integer(number)
    }

    private mutating func text() throws(ImportProblem) -> String {
        position += 1
        var raw: [UInt8] = []
        while true {
            guard position < bytes.endIndex else { throw problem("a text in quotes does not end") }
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { break }
            guard byte >= 0x20 else { throw problem("a text in quotes holds a line break or another control character") }
            if byte == UInt8(ascii: "\\") { try escape(into: &raw) } else { raw.append(byte) }
            if raw.count > ImportTable.longestValue { throw problem("is longer than \(ImportTable.longestValue) bytes") }
        }
        guard !raw.contains(0) else { throw problem("contains a NUL character") }
        guard let text = String(validating: raw, as: UTF8.self) else { throw problem("is no text in UTF-8", remedy: "save the file in UTF-8") }
        return text
    }

    private mutating func escape(into raw: inout [UInt8]) throws(ImportProblem) {
        guard position < bytes.endIndex else { throw problem("a text in quotes does not end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): raw.append(byte)
        case UInt8(ascii: "b"): raw.append(0x08)
        case UInt8(ascii: "f"): raw.append(0x0C)
        case UInt8(ascii: "n"): raw.append(0x0A)
        case UInt8(ascii: "r"): raw.append(0x0D)
        case UInt8(ascii: "t"): raw.append(0x09)
        case UInt8(ascii: "u"):
            var code = try unit()
            if (0xD800...0xDBFF).contains(code), bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                let low = try unit()
                guard (0xDC00...0xDFFF).contains(low) else { throw problem("has half a character (\\u)") }
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw problem("has half a character (\\u)") }
            raw += String(scalar).utf8
        default: throw problem("has an escape that JSON does not know")
        }
    }

    private mutating func unit() throws(ImportProblem) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16), digits.first != 0x2B else {
            throw problem("has a \\u without four digits")
        }
        position += 4
        return code
    }

    /// A piece of the file as a message may quote it.
    private static func shown(_ text: String) -> String {
        String(text.unicodeScalars.prefix(40).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
    }

    // MARK: - Characters

    private mutating func skipBlanks() {
        while position < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
            if bytes[position] == 0x0A { line += 1 }
            position += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.endIndex, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ what: String) throws(ImportProblem) {
        guard take(byte) else {
            throw problem(position < bytes.endIndex ? "\(what) is missing here" : "the file ends where \(what) is due")
        }
    }

    private mutating func word(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }
}
