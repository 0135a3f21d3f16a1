/// Keeps control characters in data from steering a terminal, in formats that pass them through.
enum TerminalGuard {
    /// Replaces control characters, except line ends and tabs, by `?`.
    static func disarm(_ bytes: inout OutputBytes, from start: Int) {
        for index in start..<bytes.count {
            let byte = bytes[index]
            let endsLine = byte == 0x0A || byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
            if byte < 0x20 && !endsLine && byte != 0x09 || byte == 0x7F {
                bytes[index] = UInt8(ascii: "?")
            } else if byte == 0xC2, index + 1 < bytes.count, (0x80...0x9F).contains(bytes[index + 1]) {
                bytes[index] = UInt8(ascii: "?")
                bytes[index + 1] = UInt8(ascii: "?")
            }
        }
    }
}
