import PBXKit

/// Writes records in one format. A format is a file of its own.
protocol RowFormat {
    mutating func begin(_ columns: [String], into bytes: inout [UInt8])
    mutating func row(_ row: RowFields, into bytes: inout [UInt8])
    /// Writes what was held back for looks: the next row may be long in coming.
    mutating func flush(into bytes: inout [UInt8])
    mutating func end(into bytes: inout [UInt8])
}

extension RowFormat {
    mutating func flush(into bytes: inout [UInt8]) {}
}
