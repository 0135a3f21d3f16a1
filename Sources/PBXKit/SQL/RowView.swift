/// One row while it is being read, valid inside the closure that got it.
public struct RowView: ~Copyable {
    /// Column names in the statement's order.
    public let columns: ColumnNames
    let cells: UnsafeBufferPointer<UnsafeRawBufferPointer?>

    init(columns: ColumnNames, cells: UnsafeBufferPointer<UnsafeRawBufferPointer?>) {
        self.columns = columns
        self.cells = cells
    }

    /// The number of columns.
    public var count: Int { cells.count }

    /// Whether the column is NULL.
    public func isNull(_ index: Int) -> Bool { cells[index] == nil }

    /// The bytes of a column as the server sent them, or nil for NULL. They must not leave the closure.
    public func bytes(_ index: Int) -> UnsafeRawBufferPointer? { cells[index] }

    /// The column as text, or nil for NULL. Bytes that are no UTF-8 become U+FFFD.
    public func text(_ index: Int) -> String? { cells[index].map { String(decoding: $0, as: UTF8.self) } }

    /// The row with its values copied, to be kept.
    public func kept() -> Row {
        Row(columns: columns, values: (0..<cells.count).map { text($0) })
    }
}
