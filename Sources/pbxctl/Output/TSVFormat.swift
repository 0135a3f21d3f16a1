import PBXKit

/// Tab-separated values; tab, newline, carriage return and backslash inside a value become `\t`, `\n`, `\r`, `\\`.
struct TSVFormat: RowFormat {
    var hasHeader: Bool

    private static let escaped = ByteSet(0x09, 0x0A, 0x0D, 0x5C)

    mutating func begin(_ columns: [String], into bytes: inout OutputBytes) {
        guard hasHeader else { return }
        bytes.append(columns.joined(separator: "\t"))
        bytes.append(0x0A)
    }

    mutating func row(_ row: RowFields, into bytes: inout OutputBytes) {
        var isFirst = true
        for field in row.fields {
            if !isFirst { bytes.append(0x09) }
            isFirst = false
            switch field.kind {
            case .null: break
            case .bare, .plain: bytes.append(field.bytes)
            case .text: append(field.bytes, to: &bytes)
            case .json: append(field.short, to: &bytes)
            }
        }
        bytes.append(0x0A)
    }

    mutating func end(into bytes: inout OutputBytes) {}

    private func append(_ value: UnsafeRawBufferPointer, to bytes: inout OutputBytes) {
        guard Self.escaped.meets(value) else { return bytes.append(value) }
        Self.escaped.scan(value) { bytes.append($0) } careful: { byte in
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
    mutating func begin(_ columns: [String], into bytes: inout OutputBytes) {}

    mutating func row(_ row: RowFields, into bytes: inout OutputBytes) {
        if let field = row.fields.first, field.kind != .null { bytes.append(field.short) }
        bytes.append(0x0A)
    }

    mutating func end(into bytes: inout OutputBytes) {}
}
