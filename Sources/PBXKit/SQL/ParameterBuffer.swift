/// Texts laid out one after the other, each ended by a NUL, as C wants them.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    /// Where each text starts, and its length without the NUL; nil for NULL.
    private var places: [(start: Int, count: Int)?] = []

    init(_ texts: [String?]) {
        places.reserveCapacity(texts.count)
        for text in texts { append(text) }
    }

    /// The values of a statement. A text with a NUL in it is refused: PostgreSQL cannot store it, and C would end there.
    init(values: [SQL.Value]) throws {
        places.reserveCapacity(values.count)
        for value in values {
            switch value {
            case .null: append(nil)
            case .integer(let number): append(String(number))
            case .text(let text):
                try ParameterBuffer.checkForNUL(text)
                append(text)
            }
        }
    }

    var count: Int { places.count }

    /// Throws where C would see the text end before it does.
    static func checkForNUL(_ text: String) throws {
        if text.utf8.contains(0) {
            throw PBXError(.usage, "a value", "contains a NUL character, which cannot be stored", remedy: "leave it out")
        }
    }

    /// Lends the texts as pointers and their lengths; nil for NULL.
    func withPointers<Result>(
        _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>, [Int]) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeBytes { bytes in
            let base = bytes.bindMemory(to: CChar.self).baseAddress
            let pointers = places.map { place in place.flatMap { place in base.map { $0 + place.start } } }
            return try pointers.withUnsafeBufferPointer { try body($0, places.map { $0?.count ?? 0 }) }
        }
    }

    private mutating func append(_ text: String?) {
        guard let text else {
            places.append(nil)
            return
        }
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        places.append((start, bytes.count - start))
        bytes.append(0)
    }
}
