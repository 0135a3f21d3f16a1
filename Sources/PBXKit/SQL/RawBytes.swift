import Glibc

extension UnsafeRawBufferPointer {
    /// Whether the bytes are exactly this word.
    @inline(__always)
    func isWord(_ word: StaticString) -> Bool { count == word.utf8CodeUnitCount && begins(with: word) }

    /// Whether the bytes begin with this word.
    @inline(__always)
    func begins(with word: StaticString) -> Bool {
        guard let baseAddress, count >= word.utf8CodeUnitCount else { return false }
        return memcmp(baseAddress, word.utf8Start, word.utf8CodeUnitCount) == 0
    }
}
