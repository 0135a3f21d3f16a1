import PBXKit

/// Prints dumps: objects whose keys the PBX decides, so that there are no columns.
enum DumpOutput {
    static func print(isSingle: Bool, to output: Output, _ produce: (_ emit: (Cell) throws -> Void) throws -> Void) throws {
        if output.format == .json || output.format == .ndjson {
            return try printJSON(isSingle: isSingle, to: output, produce)
        }
        try output.begin(["object", "field", "value"])
        try produce { cell in try rows(of: cell, path: "", to: output) }
        try output.end()
    }

    private static func printJSON(
        isSingle: Bool, to output: Output, _ produce: (_ emit: (Cell) throws -> Void) throws -> Void
    ) throws {
        guard !output.captures else {
            var cells: [Cell] = []
            try produce { cells.append($0) }
            return output.captured = isSingle ? cells.first : .list(cells)
        }
        let isArray = output.format == .json && !isSingle
        var count = 0
        if isArray { try output.raw("[") }
        try produce { cell in
            var bytes = OutputBytes()
            JSONText.append(cell, to: &bytes)
            let separator = isArray ? (count == 0 ? "\n  " : ",\n  ") : ""
            try output.raw(separator + bytes.text + (isArray ? "" : "\n"))
            count += 1
        }
        if isArray { try output.raw(count == 0 ? "]\n" : "\n]\n") }
    }

    private static func rows(of cell: Cell, path: String, to output: Output) throws {
        guard case .object(let object) = cell else { return }
        for entry in object.entries {
            let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
            switch entry.value {
            case .object: try rows(of: entry.value, path: inner, to: output)
            case .list(let cells) where cells.contains(where: { if case .object = $0 { true } else { false } }):
                for (index, cell) in cells.enumerated() { try rows(of: cell, path: "\(inner).\(index)", to: output) }
            default: try output.row([.text(path), .text(entry.key), entry.value])
            }
        }
    }
}
