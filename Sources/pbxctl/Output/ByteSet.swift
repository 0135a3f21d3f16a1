/// Which bytes need care in a format; the others are copied in bulk.
struct ByteSet: Sendable {
    private let table: [Bool]

    init(_ needsCare: (UInt8) -> Bool) { table = (0...255).map { needsCare(UInt8($0)) } }

    /// Hands over what `text` is made of: stretches of plain bytes, and each byte that needs care.
    @inline(__always)
    func scan(_ text: UnsafeRawBufferPointer, plain: (UnsafeRawBufferPointer) -> Void, careful: (UInt8) -> Void) {
        guard let position = first(in: text, from: 0) else { return plain(text) }
        var start = 0
        var next: Int? = position
        while let position = next {
            if position > start { plain(UnsafeRawBufferPointer(rebasing: text[start..<position])) }
            careful(text[position])
            start = position + 1
            next = first(in: text, from: start)
        }
        if start < text.count { plain(UnsafeRawBufferPointer(rebasing: text[start...])) }
    }

    /// Whether any byte needs care.
    func meets(_ text: UnsafeRawBufferPointer) -> Bool { first(in: text, from: 0) != nil }

    private func first(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        table.withUnsafeBufferPointer { table in
            var position = start
            while position < text.count {
                if table[Int(text[position])] { return position }
                position += 1
            }
            return nil
        }
    }
}
