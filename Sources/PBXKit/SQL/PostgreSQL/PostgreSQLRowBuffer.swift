/// The rows of a statement, each as it lies in libpq's result. What came in the server's own form is written out here.
final class PostgreSQLRowBuffer {
    private let cells: RowCells
    private let columns: [PostgreSQLColumn]
    /// Room for the text of every column that is no text.
    private let room: UnsafeMutableRawPointer
    private var moments = MomentText()

    private static let roomPerColumn = 40

    /// For results like this one.
    init(_ result: borrowing PostgreSQLResult, address: String) throws {
        let names = result.columnNames
        columns = try names.enumerated().map { index, name in
            let column = Int32(truncatingIfNeeded: index)
            guard result.isBinary(column) else { return .text }
            guard let kind = PostgreSQLColumn(type: result.type(column)) else {
                throw DatabaseError(
                    state: "0A000", number: 0, message: "column \(name) has the type \(result.type(column)), which is not read in its own form",
                    address: address)
            }
            return kind
        }
        cells = RowCells(names)
        room = .allocate(byteCount: max(1, names.count) * Self.roomPerColumn, alignment: 16)
    }

    deinit { room.deallocate() }

    /// Lends one of a result's rows.
    func lend(_ row: Int32, of result: borrowing PostgreSQLResult, to body: (borrowing RowView) throws -> Void) throws {
        for index in columns.indices {
            let value = result.value(row, Int32(truncatingIfNeeded: index))
            if case .text = columns[index] {
                cells[index] = value
            } else {
                cells[index] = value.flatMap { written($0, columns[index], room + index * Self.roomPerColumn) }
            }
        }
        try cells.lend(to: body)
    }

    /// The text of a value; nil where it is shorter than its type.
    private func written(
        _ value: UnsafeRawBufferPointer, _ column: PostgreSQLColumn, _ room: UnsafeMutableRawPointer
    ) -> UnsafeRawBufferPointer? {
        switch column {
        case .text:
            return value
        case .truth:
            guard let first = value.first else { return nil }
            room.storeBytes(of: first == 0 ? UInt8(ascii: "f") : UInt8(ascii: "t"), as: UInt8.self)
            return UnsafeRawBufferPointer(start: room, count: 1)
        case .whole(let width):
            guard value.count == width else { return nil }
            let number = Self.number(value, width)
            return NumberText.write(number.magnitude, isNegative: number < 0, room)
        case .uuid:
            guard value.count == 16 else { return nil }
            return UUIDText.write(value, to: room)
        case .moment:
            guard value.count == 8 else { return nil }
            return moments.write(Self.number(value, 8), to: room)
        }
    }

    /// Big-endian, two's complement.
    private static func number(_ value: UnsafeRawBufferPointer, _ width: Int) -> Int64 {
        switch width {
        case 8: Int64(bigEndian: value.loadUnaligned(as: Int64.self))
        case 4: Int64(Int32(bigEndian: value.loadUnaligned(as: Int32.self)))
        default: Int64(Int16(bigEndian: value.loadUnaligned(as: Int16.self)))
        }
    }
}
