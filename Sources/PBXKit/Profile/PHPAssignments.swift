/// Reads assignments of literals out of PHP source. Nothing is executed; what is not understood is passed over.
///
/// `$amp_conf['AMPDBUSER'] = 'x';` gives `amp_conf[AMPDBUSER]`, `$db_host = "x";` gives `db_host`. Strings in either
/// quotes with their escapes, and plain numbers. The last assignment to a name counts.
enum PHPAssignments {
    static func read(_ source: String) -> [String: String] {
        var scanner = Scanner(bytes: Array(source.utf8))
        var values: [String: String] = [:]
        while !scanner.isAtEnd {
            if scanner.skipComment() { continue }
            switch scanner.current {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): if scanner.string() == nil { scanner.position += 1 }
            case UInt8(ascii: "$"): if let (name, value) = scanner.assignment() { values[name] = value }
            default: scanner.position += 1
            }
        }
        return values
    }

    /// A position in the source, moved on by what is read.
    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position >= bytes.count }
        var current: UInt8? { isAtEnd ? nil : bytes[position] }

        private func isNext(_ text: StaticString) -> Bool {
            text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        }

        private mutating func skip(_ text: StaticString) -> Bool {
            guard isNext(text) else { return false }
            position += text.utf8CodeUnitCount
            return true
        }

        /// `// …`, `# …` or `/* … */`.
        mutating func skipComment() -> Bool {
            if isNext("//") || isNext("#") {
                while let byte = current, byte != 10, byte != 13 { position += 1 }
                return true
            }
            guard skip("/*") else { return false }
            while !isAtEnd, !skip("*/") { position += 1 }
            return true
        }

        private mutating func skipBlanks() {
            while let byte = current {
                if byte == 32 || (9...13).contains(byte) { position += 1 } else if !skipComment() { return }
            }
        }

        /// A name and its literal after `$`. Moves past the `$` at least.
        mutating func assignment() -> (name: String, value: String)? {
            position += 1
            guard var name = word() else { return nil }
            skipBlanks()
            if skip("[") {
                skipBlanks()
                guard let key = string() else { return nil }
                skipBlanks()
                guard skip("]") else { return nil }
                name += "[\(key)]"
                skipBlanks()
            }
            guard !isNext("=="), skip("=") else { return nil }
            skipBlanks()
            guard let value = string() ?? word() else { return nil }
            skipBlanks()
            // More than a literal: its value is not known without running it.
            return isNext(";") ? (name, value) : nil
        }

        private mutating func word() -> String? {
            let start = position
            while let byte = current, byte == 95 || (48...57).contains(byte) || (97...122).contains(byte | 0x20) {
                position += 1
            }
            return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
        }

        /// A string in quotes; nil, and nothing read, where there is none or it has no end.
        mutating func string() -> String? {
            guard let quote = current, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
            var text: [UInt8] = []
            var index = position + 1
            while index < bytes.count {
                let byte = bytes[index]
                if byte == quote {
                    position = index + 1
                    return String(decoding: text, as: UTF8.self)
                }
                if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                    text += Self.unescaped(bytes[index + 1], in: quote)
                    index += 2
                } else {
                    text.append(byte)
                    index += 1
                }
            }
            return nil
        }

        /// What a backslash and a character stand for. PHP keeps a backslash that means nothing.
        private static func unescaped(_ byte: UInt8, in quote: UInt8) -> [UInt8] {
            let backslash = UInt8(ascii: "\\")
            if byte == quote || byte == backslash { return [byte] }
            guard quote == UInt8(ascii: "\"") else { return [backslash, byte] }
            switch byte {
            case UInt8(ascii: "n"): return [10]
            case UInt8(ascii: "r"): return [13]
            case UInt8(ascii: "t"): return [9]
            case UInt8(ascii: "$"): return [byte]
            default: return [backslash, byte]
            }
        }
    }
}
