/// The SHA-1 digest (RFC 3174): how FreePBX stores its administrators' passwords. Not for keeping secrets.
enum SHA1 {
    /// The digest as 40 lower-case hexadecimal digits.
    static func hexadecimal(_ text: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let digest = digest(Array(text.utf8))
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func digest(_ message: [UInt8]) -> [UInt8] {
        var padded = message
        padded.append(0x80)
        while padded.count % 64 != 56 { padded.append(0) }
        let bits = UInt64(message.count) &* 8
        padded.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) })

        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        for start in stride(from: 0, to: padded.count, by: 64) {
            state = zip(state, block(padded[start..<start + 64], state)).map { $0 &+ $1 }
        }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }

    private static func block(_ bytes: ArraySlice<UInt8>, _ state: [UInt32]) -> [UInt32] {
        var words = (0..<16).map { word in
            (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[bytes.startIndex + word * 4 + $1]) }
        }
        for step in 16..<80 { words.append(rotated(words[step - 3] ^ words[step - 8] ^ words[step - 14] ^ words[step - 16], by: 1)) }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for step in 0..<80 {
            let mixed: UInt32
            switch step / 20 {
            case 0: mixed = (b & c) | (~b & d)
            case 2: mixed = (b & c) | (b & d) | (c & d)
            default: mixed = b ^ c ^ d
            }
            let sum = rotated(a, by: 5) &+ mixed &+ e &+ words[step] &+ constants[step / 20]
            (e, d, c, b, a) = (d, c, rotated(b, by: 30), a, sum)
        }
        return [a, b, c, d, e]
    }

    private static func rotated(_ word: UInt32, by bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }

    private static let constants: [UInt32] = [0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6]
}
