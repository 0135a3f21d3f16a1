/// Which bytes need care in a format; the others are copied in bulk.
///
/// Eight bytes are looked at together: what has the top bit set after the arithmetic needs care ("Bit Twiddling Hacks",
/// Sean Anderson: "Determine if a word has a byte equal to n"). Most texts get no further than the screen.
struct ByteSet: Sendable {
    private let below: UInt8
    private let single: (UInt8, UInt8, UInt8, UInt8)
    private let beyondASCII: Bool
    /// No byte below it is a digit or a letter; those of the set that are larger are looked for one by one.
    private let screen: UInt8
    private let larger: (UInt8, UInt8)

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Bytes less than `below` (at most 0x80), the bytes named, and all above 0x7F where that is said.
    init(below: UInt8 = 0, _ single: UInt8, _ second: UInt8? = nil, _ third: UInt8? = nil, _ fourth: UInt8? = nil, beyondASCII: Bool = false) {
        self.below = below
        self.single = (single, second ?? single, third ?? single, fourth ?? single)
        self.beyondASCII = beyondASCII
        var (screen, larger) = (below, (UInt8(0), UInt8(0)))
        for byte in [single, second ?? single, third ?? single, fourth ?? single] {
            if byte < UInt8(ascii: "0") {
                screen = max(screen, byte + 1)
            } else if larger.0 == 0 {
                larger = (byte, byte)
            } else if byte != larger.0 {
                larger.1 = byte
            }
        }
        (self.screen, self.larger) = (screen, larger)
    }

    /// Hands over what `text` is made of: stretches of plain bytes, and each byte that needs care.
    @inline(__always)
    func scan(_ text: UnsafeRawBufferPointer, plain: (UnsafeRawBufferPointer) -> Void, careful: (UInt8) -> Void) {
        var start = 0
        for position in 0..<text.count where contains(text[position]) {
            if position > start { plain(UnsafeRawBufferPointer(rebasing: text[start..<position])) }
            careful(text[position])
            start = position + 1
        }
        if start < text.count { plain(UnsafeRawBufferPointer(rebasing: text[start...])) }
    }

    /// Whether any byte needs care.
    @inline(__always)
    func meets(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = text.baseAddress else { return false }
        let count = text.count
        if count >= 8 {
            var position = 0
            while position <= count - 8 {
                if meets(start.loadUnaligned(fromByteOffset: position, as: UInt64.self)) { return true }
                position += 8
            }
            // The last eight, some of them for the second time.
            return position < count && meets(start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
        }
        if count >= 4 {
            let first = UInt64(start.loadUnaligned(as: UInt32.self))
            return meets(first | UInt64(start.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)) << 32)
        }
        for position in 0..<count where contains(text[position]) { return true }
        return false
    }

    @inline(__always)
    private func contains(_ byte: UInt8) -> Bool {
        byte < below || byte == single.0 || byte == single.1 || byte == single.2 || byte == single.3 || beyondASCII && byte > 0x7F
    }

    /// Whether any of eight bytes needs care.
    @inline(__always)
    private func meets(_ word: UInt64) -> Bool {
        var found = (word &- Self.ones &* UInt64(screen)) & ~word
        if larger.0 > 0 { found |= Self.equals(word, larger.0) | Self.equals(word, larger.1) }
        if beyondASCII { found |= word }
        return found & Self.tops != 0 && meetsExactly(word)
    }

    @inline(never)
    private func meetsExactly(_ word: UInt64) -> Bool {
        var found = Self.equals(word, single.0) | Self.equals(word, single.1) | Self.equals(word, single.2) | Self.equals(word, single.3)
        if below > 0 { found |= (word &- Self.ones &* UInt64(below)) & ~word }
        if beyondASCII { found |= word }
        return found & Self.tops != 0
    }

    @inline(__always)
    private static func equals(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let difference = word ^ (ones &* UInt64(byte))
        return (difference &- ones) & ~difference
    }
}
