import PBXKit

/// Comma-separated values as RFC 4180 has them: CRLF ends a line, quotes are doubled.
struct CSVFormat: RowFormat {
    var hasHeader: Bool

    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) {
        if hasHeader { line(columns, into: &bytes) }
    }

    mutating func row(_ cells: [Cell], into bytes: inout [UInt8]) { line(cells.map(\.plainText), into: &bytes) }

    mutating func end(into bytes: inout [UInt8]) {}

    private func line(_ values: [String], into bytes: inout [UInt8]) {
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(value, to: &bytes)
        }
        bytes += "\r\n".utf8
    }

    private func append(_ value: String, to bytes: inout [UInt8]) {
        guard value.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
            bytes += value.utf8
            return
        }
        bytes.append(0x22)
        for byte in value.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}
