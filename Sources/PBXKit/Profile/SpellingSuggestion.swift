/// "Did you mean".
enum SpellingSuggestion {
    /// The candidate most like a word, where one is like it at all.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        // Long rubbish is like nothing, and the comparison takes the product of the lengths.
        guard word.utf8.count <= 64 else { return nil }
        let allowed = max(1, word.utf8.count / 3)
        return candidates.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }
            .filter { $0.1 <= allowed }
            .min { $0.1 < $1.1 }?.0
    }

    /// Insertions, deletions and replacements that lead from one to the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (byte == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
