import CDatabaseClients

/// How the values of a column come over the wire (MariaDB: "Resultset row", binary encoding).
enum MySQLColumn {
    case text
    case signed(width: Int)
    case unsigned(width: Int)
    case date
    case dateTime
    /// What the library converts: bytes of a fixed width, or with their length before them.
    case other(width: Int?)

    init(_ field: MYSQL_FIELD) {
        let width: Int? = switch field.type {
        case MYSQL_TYPE_TINY: 1
        case MYSQL_TYPE_SHORT: 2
        case MYSQL_TYPE_LONG, MYSQL_TYPE_INT24: 4
        case MYSQL_TYPE_LONGLONG: 8
        default: nil
        }
        if let width {
            if field.flags & UInt32(ZEROFILL_FLAG) != 0 {
                self = .other(width: width)
            } else {
                self = field.flags & UInt32(UNSIGNED_FLAG) != 0 ? .unsigned(width: width) : .signed(width: width)
            }
            return
        }
        self = switch field.type {
        case MYSQL_TYPE_YEAR: .other(width: 2)
        case MYSQL_TYPE_FLOAT: .other(width: 4)
        case MYSQL_TYPE_DOUBLE: .other(width: 8)
        case MYSQL_TYPE_NULL: .other(width: 0)
        case MYSQL_TYPE_DATE: .date
        // With a fraction, its digits are as many as the column has.
        case MYSQL_TYPE_DATETIME, MYSQL_TYPE_TIMESTAMP: field.decimals == 0 ? .dateTime : .other(width: nil)
        case MYSQL_TYPE_TIME, MYSQL_TYPE_BIT: .other(width: nil)
        default: .text
        }
    }

    var isConverted: Bool { if case .other = self { true } else { false } }
}

/// The row that libmariadb has just taken in: called back for each column, it notes where the value is.
struct MySQLRow {
    private let columns: UnsafeMutableBufferPointer<MySQLColumn>
    private let cells: UnsafeMutableBufferPointer<UnsafeRawBufferPointer?>
    /// Room for the digits of every column.
    private let digits: UnsafeMutableRawPointer

    init(_ columns: [MySQLColumn], _ cells: UnsafeMutableBufferPointer<UnsafeRawBufferPointer?>) {
        self.columns = .allocate(capacity: columns.count)
        _ = self.columns.initialize(from: columns)
        self.cells = cells
        digits = .allocate(byteCount: max(1, columns.count) * NumberText.capacity, alignment: 16)
    }

    func free() {
        columns.deallocate()
        digits.deallocate()
    }

    /// Takes a value at `position`, which is moved behind it; nil: NULL.
    @inline(__always)
    func take(_ column: Int, _ position: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) {
        guard let position, let start = position.pointee.map({ UnsafeMutableRawPointer($0) }) else {
            cells[column] = nil
            return
        }
        var next = start
        let room = digits + column * NumberText.capacity
        switch columns[column] {
        case .text:
            let length = Self.length(&next)
            cells[column] = UnsafeRawBufferPointer(start: next, count: length)
            next += length
        case .signed(let width):
            let value = Self.signed(start, width)
            cells[column] = NumberText.write(value.magnitude, isNegative: value < 0, room)
            next += width
        case .unsigned(let width):
            cells[column] = NumberText.write(Self.unsigned(start, width), isNegative: false, room)
            next += width
        case .date, .dateTime:
            let length = Int(next.load(as: UInt8.self))
            next += 1
            let hasTime = if case .dateTime = columns[column] { true } else { false }
            cells[column] = Self.writeTime(UnsafeRawBufferPointer(start: next, count: length), hasTime: hasTime, room)
            next += length
        case .other(let width):
            let length = width ?? Self.length(&next)
            cells[column] = UnsafeRawBufferPointer(start: next, count: length)
            next += length
        }
        position.pointee = next.assumingMemoryBound(to: UInt8.self)
    }

    // MARK: - Numbers

    /// A length as the protocol has it, one to nine bytes.
    @inline(__always)
    private static func length(_ position: inout UnsafeMutableRawPointer) -> Int {
        let first = position.load(as: UInt8.self)
        position += 1
        if first < 251 { return Int(first) }
        let width = first == 252 ? 2 : first == 253 ? 3 : 8
        defer { position += width }
        return Int(truncatingIfNeeded: unsigned(position, width))
    }

    /// Little-endian.
    private static func unsigned(_ start: UnsafeMutableRawPointer, _ width: Int) -> UInt64 {
        switch width {
        case 4: return UInt64(UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
        case 8: return UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
        default:
            var value: UInt64 = 0
            for index in 0..<width { value |= UInt64(start.load(fromByteOffset: index, as: UInt8.self)) << (8 * UInt64(index)) }
            return value
        }
    }

    private static func signed(_ start: UnsafeMutableRawPointer, _ width: Int) -> Int64 {
        let shift = 64 - 8 * width
        return Int64(bitPattern: unsigned(start, width) << UInt64(shift)) >> Int64(shift)
    }

    // MARK: - Times

    /// `2026-11-21 09:15:00`. What is zero at the end was not sent.
    private static func writeTime(_ sent: UnsafeRawBufferPointer, hasTime: Bool, _ room: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer {
        func part(_ index: Int) -> Int { index < sent.count ? Int(sent[index]) : 0 }
        func put(_ value: Int, at position: Int, after separator: Unicode.Scalar) {
            room.storeBytes(of: UInt8(truncatingIfNeeded: separator.value), toByteOffset: position - 1, as: UInt8.self)
            NumberText.write(twoDigits: UInt32(truncatingIfNeeded: value), to: room + position)
        }
        let year = part(0) | part(1) << 8
        put(year % 100, at: 2, after: "0")
        room.storeBytes(of: 48 + UInt8(truncatingIfNeeded: year / 1000), toByteOffset: 0, as: UInt8.self)
        room.storeBytes(of: 48 + UInt8(truncatingIfNeeded: year / 100 % 10), toByteOffset: 1, as: UInt8.self)
        put(part(2), at: 5, after: "-")
        put(part(3), at: 8, after: "-")
        guard hasTime else { return UnsafeRawBufferPointer(start: room, count: 10) }
        put(part(4), at: 11, after: " ")
        put(part(5), at: 14, after: ":")
        put(part(6), at: 17, after: ":")
        return UnsafeRawBufferPointer(start: room, count: 19)
    }
}
