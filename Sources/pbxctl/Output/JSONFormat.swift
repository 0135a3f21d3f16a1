import PBXKit

/// One JSON array with an object for each record.
struct JSONFormat: RowFormat {
    private var columns: [String] = []
    private var count = 0

    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) {
        self.columns = columns
        bytes.append(UInt8(ascii: "["))
    }

    mutating func row(_ cells: [Cell], into bytes: inout [UInt8]) {
        bytes += (count == 0 ? "\n  " : ",\n  ").utf8
        JSONText.append(zip(columns, cells).map(Cell.Entry.init), to: &bytes)
        count += 1
    }

    mutating func end(into bytes: inout [UInt8]) { bytes += (count == 0 ? "]\n" : "\n]\n").utf8 }
}

/// One JSON object a line.
struct NDJSONFormat: RowFormat {
    private var columns: [String] = []

    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) { self.columns = columns }

    mutating func row(_ cells: [Cell], into bytes: inout [UInt8]) {
        JSONText.append(zip(columns, cells).map(Cell.Entry.init), to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func end(into bytes: inout [UInt8]) {}
}
