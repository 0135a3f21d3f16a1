import Testing

@testable import pbxctl

@Suite("Sets of bytes")
struct ByteSetTests {
    private static let sets: [(set: ByteSet, has: @Sendable (UInt8) -> Bool)] = [
        (ByteSet(0x22, 0x2C, 0x0A, 0x0D), { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }),
        (ByteSet(0x09, 0x0A, 0x0D, 0x5C), { [0x09, 0x0A, 0x0D, 0x5C].contains($0) }),
        (ByteSet(0x22), { $0 == 0x22 }),
        (ByteSet(below: 0x20, 0x22, 0x5C, 0x7F), { $0 < 0x20 || [0x22, 0x5C, 0x7F].contains($0) }),
        (ByteSet(below: 0x20, 0x22, 0x5C, 0x7F, beyondASCII: true), { $0 < 0x20 || [0x22, 0x5C].contains($0) || $0 >= 0x7F }),
    ]

    @Test("are met by every byte of theirs and by no other, at every place in texts of every length", arguments: 0..<5)
    func every(index: Int) {
        let (set, has) = Self.sets[index]
        for plain in [UInt8(ascii: "0"), UInt8(ascii: "z"), 0x20] where !has(plain) {
            for length in 1...20 {
                for byte in UInt8.min...UInt8.max {
                    for position in 0..<length {
                        var text = [UInt8](repeating: plain, count: length)
                        text[position] = byte
                        #expect(text.withUnsafeBytes { set.meets($0) } == has(byte), "\(byte) at \(position) of \(length)")
                    }
                }
            }
        }
    }

    @Test("take a text apart without losing a byte")
    func scan() {
        let set = ByteSet(0x22, 0x2C)
        for text in ["", ",", "a,b", ",,", "a\"\"", "long enough, for two \"words\" and more,"] {
            var pieces: [[UInt8]] = []
            Array(text.utf8).withUnsafeBytes { bytes in
                set.scan(bytes) { pieces.append(Array($0)) } careful: { pieces.append([$0]) }
            }
            #expect(pieces.flatMap { $0 } == Array(text.utf8))
            #expect(pieces.allSatisfy { $0.count == 1 || !$0.contains(0x22) && !$0.contains(0x2C) })
        }
    }
}
