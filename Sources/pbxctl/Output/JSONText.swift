import PBXKit

/// JSON as bytes, keys in the order given. The form is a contract: scripts rely on it.
enum JSONText {
    static func append(_ cell: Cell, to bytes: inout [UInt8]) {
        switch cell {
        case .null: bytes += "null".utf8
        case .text(let text): append(text, to: &bytes)
        case .integer(let number): bytes += String(number).utf8
        case .flag(let flag): bytes += (flag ? "true" : "false").utf8
        case .list(let cells):
            bytes.append(UInt8(ascii: "["))
            for (index, cell) in cells.enumerated() {
                if index > 0 { bytes += ", ".utf8 }
                append(cell, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object): append(object.entries, to: &bytes)
        }
    }

    static func append(_ entries: [Cell.Entry], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, entry) in entries.enumerated() {
            if index > 0 { bytes += ", ".utf8 }
            append(entry.key, to: &bytes)
            bytes += ": ".utf8
            append(entry.value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// A string with quotes. Control characters are escaped, so that none reaches a terminal.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &bytes) }
    }

    /// As a string; bytes that are no UTF-8 become U+FFFD.
    static func append(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if unusual.meets(text) {
            var repaired = String(decoding: text, as: UTF8.self)
            repaired.withUTF8 { utf8 in
                escaped.scan(UnsafeRawBufferPointer(utf8)) { bytes += $0 } careful: { append(escaped: $0, to: &bytes) }
            }
        } else {
            bytes += text
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let unusual = ByteSet { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 >= 0x7F }
    private static let escaped = ByteSet { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F }

    private static func append(escaped byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes += "u00".utf8
            bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
