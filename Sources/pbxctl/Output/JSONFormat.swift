import PBXKit

/// A JSON array with an object for each record.
struct JSONFormat: RowFormat {
    private var keys = JSONKeys([])
    private var isEmpty = true

    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) {
        keys = JSONKeys(columns)
        bytes.append(UInt8(ascii: "["))
    }

    mutating func row(_ row: RowFields, into bytes: inout [UInt8]) {
        bytes += (isEmpty ? "\n  " : ",\n  ").utf8
        keys.append(row, to: &bytes)
        isEmpty = false
    }

    mutating func end(into bytes: inout [UInt8]) { bytes += (isEmpty ? "]\n" : "\n]\n").utf8 }
}

/// One JSON object a line.
struct NDJSONFormat: RowFormat {
    private var keys = JSONKeys([])

    mutating func begin(_ columns: [String], into bytes: inout [UInt8]) { keys = JSONKeys(columns) }

    mutating func row(_ row: RowFields, into bytes: inout [UInt8]) {
        keys.append(row, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func end(into bytes: inout [UInt8]) {}
}

/// What stands before each value of an object, written once for all records: `{"id": `, `, "name": `.
private struct JSONKeys {
    private let lead: [[UInt8]]

    init(_ names: [String]) {
        lead = names.enumerated().map { index, name in
            var bytes = Array((index == 0 ? "{" : ", ").utf8)
            JSONText.append(name, to: &bytes)
            bytes += ": ".utf8
            return bytes
        }
    }

    func append(_ row: RowFields, to bytes: inout [UInt8]) {
        if lead.isEmpty { bytes.append(UInt8(ascii: "{")) }
        for (index, field) in row.fields.enumerated() {
            bytes += lead[index]
            switch field.kind {
            case .null: bytes += "null".utf8
            case .bare, .json: bytes += field.bytes
            case .text: JSONText.append(field.bytes, to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
