import PBXKit

/// Parts of a listing on their way from several PBXes into one: one header, one array, whole rows.
final class PartReader {
    private let output: Output
    private let hasHeader: Bool
    /// The header that was printed: its bytes, with which those of other parts have to agree.
    private var header: [UInt8]?
    private(set) var format: OutputFormat?
    private var rows = 0

    init(_ output: Output, hasHeader: Bool) {
        self.output = output
        self.hasHeader = hasHeader
    }

    /// One PBX's part, while it is read.
    struct Part {
        fileprivate var format: OutputFormat?
        fileprivate var hasSeenHeader = false
        /// The beginning of a row whose end has not come yet.
        fileprivate var rest: [UInt8] = []
        /// In CSV: a line break between quotes ends no row. So much of `rest` has been looked at.
        fileprivate var isQuoted = false
        fileprivate var looked = 0

        init() {}
    }

    /// Takes in what a part goes on with. Throws where its rows cannot be put together with those before.
    func take(_ bytes: ArraySlice<UInt8>, of part: inout Part) throws {
        part.rest += bytes
        if part.hasSeenHeader, let format = part.format, [.ndjson, .tsv, .name].contains(format) { return try passRows(of: &part) }
        var start = 0
        var end = part.looked
        while end < part.rest.count {
            let byte = part.rest[end]
            end += 1
            if byte == UInt8(ascii: "\""), part.format == .csv { part.isQuoted.toggle() }
            guard byte == 0x0A, !part.isQuoted else { continue }
            try row(part.rest[start..<end], of: &part)
            start = end
        }
        part.rest.removeFirst(start)
        part.looked = part.rest.count
    }

    /// All parts have been taken in.
    func finish(_ wanted: OutputFormat) throws {
        switch format ?? wanted {
        case .json: try output.pass(Array((rows == 0 ? "[]\n" : "\n]\n").utf8)[...])
        case .table: if header != nil { try output.end() }
        case .ndjson, .csv, .tsv, .name: break
        }
        try output.flush()
    }

    /// Rows that need nothing done to them, all that are whole at once.
    private func passRows(of part: inout Part) throws {
        guard let end = part.rest.lastIndex(of: 0x0A) else { return }
        try output.pass(part.rest[...end])
        part.rest.removeFirst(end + 1)
        part.looked = part.rest.count
    }

    private func row(_ bytes: ArraySlice<UInt8>, of part: inout Part) throws {
        guard let format = part.format else {
            let word = String(decoding: bytes.dropLast(), as: UTF8.self)
            guard let format = OutputFormat(rawValue: word), self.format == nil || self.format == format else { throw OtherRows() }
            part.format = format
            self.format = format
            // Some commands have a format of their own where none was asked for.
            output.prefer(format)
            return
        }
        let isHeader = !part.hasSeenHeader && [.csv, .tsv, .table].contains(format)
        part.hasSeenHeader = true
        if isHeader { return try begin(bytes, format) }
        switch format {
        case .json:
            try output.pass(Array((rows == 0 ? "[\n  " : ",\n  ").utf8)[...])
            try output.pass(bytes.dropLast())
        case .table: try output.row(Self.cells(bytes.dropLast()))
        case .ndjson, .csv, .tsv, .name: try output.pass(bytes)
        }
        rows += 1
    }

    private func begin(_ bytes: ArraySlice<UInt8>, _ format: OutputFormat) throws {
        if let header {
            guard bytes.elementsEqual(header) else { throw OtherRows() }
            return
        }
        header = Array(bytes)
        if format == .table {
            try output.begin(Self.cells(bytes.dropLast()).map(\.plainText))
        } else if hasHeader {
            try output.pass(bytes)
        }
    }

    /// The rows of a part have other fields, or another format, than those before.
    struct OtherRows: Error {}

    /// The values of a line of `TSVFormat`.
    private static func cells(_ line: ArraySlice<UInt8>) -> [Cell] {
        line.split(separator: 0x09, omittingEmptySubsequences: false).map { value in
            guard value.contains(0x5C) else { return .text(String(decoding: value, as: UTF8.self)) }
            var plain: [UInt8] = []
            var rest = value
            while let byte = rest.popFirst() {
                guard byte == 0x5C, let escaped = rest.popFirst() else {
                    plain.append(byte)
                    continue
                }
                plain.append(escaped == UInt8(ascii: "t") ? 0x09 : escaped == UInt8(ascii: "n") ? 0x0A : escaped == UInt8(ascii: "r") ? 0x0D : escaped)
            }
            return .text(String(decoding: plain, as: UTF8.self))
        }
    }
}
