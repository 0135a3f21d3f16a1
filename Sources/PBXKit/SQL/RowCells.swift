/// The cells of the row that is being lent: memory that all rows of a result use in turn.
final class RowCells {
    let columns: ColumnNames
    /// Where the cells are; they live as long as this does.
    var places: UnsafeMutableBufferPointer<UnsafeRawBufferPointer?> { cells }
    private let cells: UnsafeMutableBufferPointer<UnsafeRawBufferPointer?>

    init(_ names: [String]) {
        columns = ColumnNames(names)
        cells = .allocate(capacity: names.count)
        cells.initialize(repeating: nil)
    }

    deinit { cells.deallocate() }

    var count: Int { cells.count }

    subscript(_ index: Int) -> UnsafeRawBufferPointer? {
        get { cells[index] }
        set { cells[index] = newValue }
    }

    /// Lends the row as it stands.
    ///
    /// Never inlined: the optimiser of Swift 6.3 ends in an assertion ("cannot initialize a nonCopyable type with a
    /// guaranteed value") when it inlines the making of the view.
    @inline(never)
    func lend(to body: (borrowing RowView) throws -> Void) throws {
        try body(RowView(columns: columns, cells: UnsafeBufferPointer(cells)))
    }
}
