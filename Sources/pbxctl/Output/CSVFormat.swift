import PBXKit

/// Comma-separated values as RFC 4180 has them: CRLF ends a line, quotes are doubled.
struct CSVFormat: RowFormat {
    var hasHeader: Bool

    private static let quoted = ByteSet { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    private static let quote = ByteSet { $0 == 0x22 }

    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) {
        guard hasHeader else { return }
        bytes += columns.joined(separator: ",").utf8
        bytes += "\r\n".utf8
    }

    mutating func row(_ row: RowFields, into bytes: inout [UInt8]) {
        var isFirst = true
        for field in row.fields {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            switch field.kind {
            case .null: break
            case .bare: bytes += field.bytes
            case .text: append(field.bytes, to: &bytes)
            case .json: append(field.short, to: &bytes)
            }
        }
        bytes.append(0x0D)
        bytes.append(0x0A)
    }

    mutating func end(into bytes: inout [UInt8]) {}

    private func append(_ value: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        guard Self.quoted.meets(value) else {
            bytes += value
            return
        }
        bytes.append(0x22)
        Self.quote.scan(value) { bytes += $0 } careful: { _ in bytes += [0x22, 0x22] }
        bytes.append(0x22)
    }
}
