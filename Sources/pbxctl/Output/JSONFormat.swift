import PBXKit

/// A JSON array with an object for each record.
struct JSONFormat: RowFormat {
    private var keys = JSONKeys([])
    private var isEmpty = true

    mutating func begin(_ columns: [String], into bytes: inout OutputBytes) {
        keys = JSONKeys(columns)
        bytes.append(UInt8(ascii: "["))
    }

    mutating func row(_ row: RowFields, into bytes: inout OutputBytes) {
        bytes.append(isEmpty ? "\n  " : ",\n  " as StaticString)
        keys.append(row, to: &bytes)
        isEmpty = false
    }

    mutating func end(into bytes: inout OutputBytes) { bytes.append(isEmpty ? "]\n" : "\n]\n" as StaticString) }
}

/// One JSON object a line.
struct NDJSONFormat: RowFormat {
    private var keys = JSONKeys([])

    mutating func begin(_ columns: [String], into bytes: inout OutputBytes) { keys = JSONKeys(columns) }

    mutating func row(_ row: RowFields, into bytes: inout OutputBytes) {
        keys.append(row, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func end(into bytes: inout OutputBytes) {}
}

/// What stands before each value of an object, written once for all records: `{"id": `, `, "name": `.
private struct JSONKeys {
    private let lead: [[UInt8]]

    init(_ names: [String]) {
        lead = names.enumerated().map { index, name in
            var bytes = OutputBytes()
            bytes.append(index == 0 ? "{" : ", " as StaticString)
            JSONText.append(name, to: &bytes)
            bytes.append(": " as StaticString)
            return Array(bytes.bytes)
        }
    }

    func append(_ row: RowFields, to bytes: inout OutputBytes) {
        if lead.isEmpty { bytes.append(UInt8(ascii: "{")) }
        for (index, field) in row.fields.enumerated() {
            lead[index].withUnsafeBytes { bytes.append($0) }
            switch field.kind {
            case .null: bytes.append("null" as StaticString)
            case .bare, .json: bytes.append(field.bytes)
            case .plain:
                bytes.append(UInt8(ascii: "\""))
                bytes.append(field.bytes)
                bytes.append(UInt8(ascii: "\""))
            case .text: JSONText.append(field.bytes, to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
