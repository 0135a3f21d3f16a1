import PBXKit

/// JSON as bytes, keys in the order given. The form is a contract: scripts rely on it.
enum JSONText {
    static func append(_ cell: Cell, to bytes: inout OutputBytes) {
        switch cell {
        case .null: bytes.append("null" as StaticString)
        case .text(let text): append(text, to: &bytes)
        case .integer(let number): bytes.append(String(number))
        case .flag(let flag): bytes.append(flag ? "true" : "false" as StaticString)
        case .list(let cells):
            bytes.append(UInt8(ascii: "["))
            for (index, cell) in cells.enumerated() {
                if index > 0 { bytes.append(", " as StaticString) }
                append(cell, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object): append(object.entries, to: &bytes)
        }
    }

    static func append(_ entries: [Cell.Entry], to bytes: inout OutputBytes) {
        bytes.append(UInt8(ascii: "{"))
        for (index, entry) in entries.enumerated() {
            if index > 0 { bytes.append(", " as StaticString) }
            append(entry.key, to: &bytes)
            bytes.append(": " as StaticString)
            append(entry.value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// A string with quotes. Control characters are escaped, so that none reaches a terminal.
    static func append(_ text: String, to bytes: inout OutputBytes) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &bytes) }
    }

    /// As a string; bytes that are no UTF-8 become U+FFFD.
    static func append(_ text: UnsafeRawBufferPointer, to bytes: inout OutputBytes) {
        bytes.append(UInt8(ascii: "\""))
        if unusual.meets(text) {
            var repaired = String(decoding: text, as: UTF8.self)
            repaired.withUTF8 { utf8 in
                escaped.scan(UnsafeRawBufferPointer(utf8)) { bytes.append($0) } careful: { append(escaped: $0, to: &bytes) }
            }
        } else {
            bytes.append(text)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let unusual = ByteSet(below: 0x20, 0x22, 0x5C, 0x7F, beyondASCII: true)
    private static let escaped = ByteSet(below: 0x20, 0x22, 0x5C, 0x7F)

    private static func append(escaped byte: UInt8, to bytes: inout OutputBytes) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append("u00" as StaticString)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}
