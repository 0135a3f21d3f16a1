/// Keeps characters in data from steering a terminal, in formats that pass them through.
enum TerminalGuard {
    /// Replaces control characters other than line ends and tabs, those that turn the direction of writing, and bytes that
    /// are no UTF-8 (an 8-bit terminal takes 0x9B for the beginning of a sequence) by `?`.
    static func disarm(_ bytes: inout OutputBytes, from start: Int) {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                let endsLine = byte == 0x0A || byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
                if byte < 0x20 && !endsLine && byte != 0x09 || byte == 0x7F { bytes[index] = UInt8(ascii: "?") }
                index += 1
                continue
            }
            let length = length(of: byte)
            let isWhole = index + length <= bytes.count
                && (1..<length).allSatisfy { bytes[index + $0] & 0xC0 == 0x80 }
            guard length > 1, isWhole else {
                bytes[index] = UInt8(ascii: "?")
                index += 1
                continue
            }
            if steers(bytes, at: index, length) { for position in 0..<length { bytes[index + position] = UInt8(ascii: "?") } }
            index += length
        }
    }

    /// Bytes of the character that a byte begins; 1 where it begins none.
    private static func length(of lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    /// U+0080 to U+009F; U+2028 to U+202E and U+2066 to U+2069.
    private static func steers(_ bytes: borrowing OutputBytes, at index: Int, _ length: Int) -> Bool {
        switch (bytes[index], bytes[index + 1]) {
        case (0xC2, 0x80...0x9F): true
        case (0xE2, 0x80): (0xA8...0xAE).contains(bytes[index + 2])
        case (0xE2, 0x81): (0xA6...0xA9).contains(bytes[index + 2])
        default: false
        }
    }
}
