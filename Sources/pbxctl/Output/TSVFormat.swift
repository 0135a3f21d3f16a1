import PBXKit

/// Tab-separated values; tab, newline, carriage return and backslash inside a value become `\t`, `\n`, `\r`, `\\`.
struct TSVFormat: RowFormat {
    var hasHeader: Bool

    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) {
        if hasHeader { line(columns, into: &bytes) }
    }

    mutating func row(_ cells: [Cell], into bytes: inout [UInt8]) { line(cells.map(\.plainText), into: &bytes) }

    mutating func end(into bytes: inout [UInt8]) {}

    private func line(_ values: [String], into bytes: inout [UInt8]) {
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(0x09) }
            for byte in value.utf8 {
                switch byte {
                case 0x09: bytes += "\\t".utf8
                case 0x0A: bytes += "\\n".utf8
                case 0x0D: bytes += "\\r".utf8
                case 0x5C: bytes += "\\\\".utf8
                default: bytes.append(byte)
                }
            }
        }
        bytes.append(0x0A)
    }
}

/// The identifiers alone, one a line: for `xargs`.
struct NameFormat: RowFormat {
    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) {}

    mutating func row(_ cells: [Cell], into bytes: inout [UInt8]) {
        bytes += (cells.first?.plainText ?? "").utf8
        bytes.append(0x0A)
    }

    mutating func end(into bytes: inout [UInt8]) {}
}
