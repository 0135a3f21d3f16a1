import PBXKit

/// Writes records in one format. A format is a file of its own.
protocol RowFormat {
    mutating func begin(_ columns: [String], into bytes: inout OutputBytes)
    mutating func row(_ row: RowFields, into bytes: inout OutputBytes)
    /// Writes what was held back for looks: the next row may be long in coming.
    mutating func flush(into bytes: inout OutputBytes)
    mutating func end(into bytes: inout OutputBytes)
}

extension RowFormat {
    mutating func flush(into bytes: inout OutputBytes) {}
}
