import PBXKit

/// Comma-separated values as RFC 4180 has them: CRLF ends a line, quotes are doubled.
struct CSVFormat: RowFormat {
    var hasHeader: Bool
    /// For spreadsheets: text that one would take for a formula gets `'` in front, which it takes for the sign of a text.
    /// A caller can choose his name. (OWASP, "CSV Injection".)
    var isSafe = false

    private static let quoted = ByteSet(0x22, 0x2C, 0x0A, 0x0D)
    private static let quote = ByteSet(0x22)
    private static let formulaStarts = Array("=+-@\t\r\n|%".utf8)

    mutating func begin(_ columns: [String], into bytes: inout OutputBytes) {
        guard hasHeader else { return }
        bytes.append(columns.joined(separator: ","))
        bytes.append("\r\n" as StaticString)
    }

    mutating func row(_ row: RowFields, into bytes: inout OutputBytes) {
        var isFirst = true
        for field in row.fields {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            switch field.kind {
            case .null: break
            case .bare: bytes.append(field.bytes)
            case .plain: isSafe ? append(field.bytes, to: &bytes) : bytes.append(field.bytes)
            case .text: append(field.bytes, to: &bytes)
            case .json: append(field.short, to: &bytes)
            }
        }
        bytes.append(0x0D)
        bytes.append(0x0A)
    }

    mutating func end(into bytes: inout OutputBytes) {}

    private func append(_ value: UnsafeRawBufferPointer, to bytes: inout OutputBytes) {
        let isFormula = isSafe && value.first.map { Self.formulaStarts.contains($0) } ?? false
        guard isFormula || Self.quoted.meets(value) else {
            bytes.append(value)
            return
        }
        bytes.append(0x22)
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        Self.quote.scan(value) { bytes.append($0) } careful: { _ in bytes.append("\"\"" as StaticString) }
        bytes.append(0x22)
    }
}
