/// "Did you mean": words that somebody may have meant.
public enum SpellingSuggestions {
    /// The candidates nearest to `word`, at most three: what it is the beginning of, else by edit distance.
    public static func nearest(to word: String, among candidates: [String]) -> [String] {
        let word = word.lowercased()
        guard !word.isEmpty, word.utf8.count <= 64 else { return [] }
        let begun = candidates.filter { $0.hasPrefix(word) }
        if !begun.isEmpty { return Array(begun.prefix(3)) }
        let reach = max(1, word.count / 3)
        let near = candidates.map { ($0, distance(Array(word), Array($0))) }.filter { $0.1 <= reach }
        return near.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
    }

    /// Edits (insert, delete, replace, swap neighbours) that lead from one word to the other.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var rows = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
        for column in 0...right.count { rows[0][column] = column }
        for row in 0...left.count { rows[row][0] = row }
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        for row in 1...left.count {
            for column in 1...right.count {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var best = min(rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, rows[row - 2][column - 2] + 1)
                }
                rows[row][column] = best
            }
        }
        return rows[left.count][right.count]
    }
}
