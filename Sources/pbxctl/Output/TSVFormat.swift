import PBXKit

/// Tab-separated values; tab, newline, carriage return and backslash inside a value become `\t`, `\n`, `\r`, `\\`.
struct TSVFormat: RowFormat {
    var hasHeader: Bool

    private static let escaped = ByteSet { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D || $0 == 0x5C }

    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) {
        guard hasHeader else { return }
        bytes += columns.joined(separator: "\t").utf8
        bytes.append(0x0A)
    }

    mutating func row(_ row: RowFields, into bytes: inout [UInt8]) {
        var isFirst = true
        for field in row.fields {
            if !isFirst { bytes.append(0x09) }
            isFirst = false
            switch field.kind {
            case .null: break
            case .bare: bytes += field.bytes
            case .text: append(field.bytes, to: &bytes)
            case .json: append(field.short, to: &bytes)
            }
        }
        bytes.append(0x0A)
    }

    mutating func end(into bytes: inout [UInt8]) {}

    private func append(_ value: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        Self.escaped.scan(value) { bytes += $0 } careful: { byte in
            bytes.append(0x5C)
            switch byte {
            case 0x09: bytes.append(UInt8(ascii: "t"))
            case 0x0A: bytes.append(UInt8(ascii: "n"))
            case 0x0D: bytes.append(UInt8(ascii: "r"))
            default: bytes.append(0x5C)
            }
        }
    }
}

/// The identifiers alone, one a line: for `xargs`.
struct NameFormat: RowFormat {
    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) {}

    mutating func row(_ row: RowFields, into bytes: inout [UInt8]) {
        if let field = row.fields.first, field.kind != .null { bytes += field.short }
        bytes.append(0x0A)
    }

    mutating func end(into bytes: inout [UInt8]) {}
}
