/// FreePBX's own columns and keys as they are, for `--raw` and `dump`.
enum FreePBXRaw {
    /// The columns of a row from the given position on.
    static func object(_ row: borrowing RowView, from first: Int = 0, hiding hidden: Set<String> = []) -> Cell {
        var entries: [Cell.Entry] = []
        for index in first..<row.columns.names.count {
            entries.append(entry(row.columns.names[index], row.text(index), hidden))
        }
        return .object(Cell.Object(entries))
    }

    static func object(_ row: Row, hiding hidden: Set<String> = []) -> Cell {
        .object(Cell.Object(row.columns.names.map { entry($0, row[$0], hidden) }))
    }

    private static func entry(_ name: String, _ value: String?, _ hidden: Set<String>) -> Cell.Entry {
        Cell.Entry(name, hidden.contains(name) && value?.isEmpty == false ? .text(Step.hidden) : Cell(value))
    }
}
